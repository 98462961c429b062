import type { ErrorCode } from '@posthorn/contracts';
import type { Origin } from '../access/actor.ts';
import type { SecurityEventKind, SecurityFacts } from '../errors/security-facts.ts';

export interface SecurityEvent extends SecurityFacts {
  origin?: Origin | undefined;
  tenantId?: string | undefined;
  /** The operation or route that was asked for. */
  operation?: string | undefined;
}

const kindOfCode: Partial<Record<ErrorCode, SecurityEventKind>> = {
  SIGN_IN_FAILED: 'SIGN_IN_FAILED',
  WRONG_PASSWORD: 'STEP_UP_FAILED',
  LINK_UNUSABLE: 'TOKEN_FORGED',
  NOT_ALLOWED: 'PERMISSION_REFUSED',
  TRY_LATER: 'RATE_LIMITED',
};

/** What a refusal is for the log of security events; undefined where it is none. */
export function securityFactsOf(error: { code: ErrorCode; security?: SecurityFacts | undefined }): SecurityFacts | undefined {
  if (error.security) return error.security;
  const kind = kindOfCode[error.code];
  return kind && { kind };
}
