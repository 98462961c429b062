/**
 * Every code an answer may carry in `errors[].extensions.code`. The message beside it is a sentence for the person;
 * `extensions.field` names the input at fault, `extensions.requestId` finds the log line.
 */
export const errorCodes = [
  'INTERNAL',
  'INVALID_INPUT',
  'NOT_SIGNED_IN',
  'NOT_ALLOWED',
  'NOT_FOUND',
  'STEP_UP_REQUIRED',
  'TENANT_SUSPENDED',
  'CONFLICT',
  'LIMIT_REACHED',
  'TRY_LATER',
  'SIGN_IN_FAILED',
  'WRONG_PASSWORD',
  'LINK_UNUSABLE',
  'STALE_VERSION',
] as const;

export type ErrorCode = (typeof errorCodes)[number];
