/** What an attack on Posthorn looks like from inside, and what its people want to know of. */
export const securityEventKinds = [
  'SIGN_IN_FAILED',
  'SIGN_IN_DELAYED',
  'SIGN_IN_NEW_BROWSER',
  'STEP_UP_FAILED',
  'TOKEN_FORGED',
  'TOKEN_REUSED',
  'PERMISSION_REFUSED',
  'KEY_REFUSED',
  'RATE_LIMITED',
  'EGRESS_REFUSED',
] as const;
export type SecurityEventKind = (typeof securityEventKinds)[number];

/** What a refusal says about itself, beyond its code. Never a secret. */
export interface SecurityFacts {
  kind: SecurityEventKind;
  /** Whom it concerns, where that is known. */
  identityId?: string | undefined;
  /** The address that was named, where somebody has it. */
  address?: string;
  /** Of an address that nobody has: it may be a password typed into the wrong field. */
  addressHash?: string;
  /** How many failures of the account there were in a row, this one included. */
  failures?: number;
  detail?: string;
}
