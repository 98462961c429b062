import { type HttpError, type HttpErrorCode } from './http-error.ts';

/** DISCOVERY: reading the metadata. AUTHORIZATION: the callback. TOKEN: the token endpoint; OWN_TOKEN: there, where nobody consents. */
export type OAuthStep = 'DISCOVERY' | 'AUTHORIZATION' | 'TOKEN' | 'OWN_TOKEN' | 'REVOCATION' | 'INTROSPECTION';

/**
 * Codes of our own, beside those of the protocol, which are in lower case. BAD_ANSWER: an answer the standard does not know. NOT_JSON: another
 * content type. HTTP_STATUS: a failure in no words of OAuth. STATE_MISMATCH, CALLBACK_EXPIRED, CLIENT_CHANGED: the callback does not
 * belong to what was begun. ISSUER_MISMATCH: it comes from another provider. IDENTITY: the ID token is not for us. NO_ENDPOINT: the
 * client has no such URL. BAD_KEY: the private key or certificate cannot be used. RESERVED_PARAMETER: names it. SECRET_UNREADABLE: ours, its key file is missing.
 */
export type OwnOAuthErrorCode =
  | HttpErrorCode
  | 'BAD_ANSWER'
  | 'BAD_KEY'
  | 'CALLBACK_EXPIRED'
  | 'CLIENT_CHANGED'
  | 'HTTP_STATUS'
  | 'IDENTITY'
  | 'ISSUER_MISMATCH'
  | 'NOT_JSON'
  | 'NO_CODE'
  | 'NO_ENDPOINT'
  | 'RESERVED_PARAMETER'
  | 'SECRET_UNREADABLE'
  | 'STATE_MISMATCH';

export interface OAuthErrorDetails {
  step: OAuthStep;
  /** HTTP status of the answer; null without one. */
  status?: number | null;
  /** The provider's words, or those of the library that read its answer. Secrets masked, at most 512 characters. */
  description?: string | null;
  /** Google's `error_subtype`. */
  subtype?: string | null;
  systemCode?: string | null;
  /** From Retry-After. */
  retryAfterSeconds?: number | null;
}

/** Anything that kept a grant, refresh or revocation from coming about. Holds no secret and no token, however it is printed. */
export class OAuthError extends Error {
  /** The protocol's (`invalid_grant`), or one of `OwnOAuthErrorCode`. */
  readonly code: OwnOAuthErrorCode | (string & {});
  readonly step: OAuthStep;
  readonly status: number | null;
  readonly description: string | null;
  readonly subtype: string | null;
  readonly systemCode: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: OwnOAuthErrorCode | (string & {}), details: OAuthErrorDetails) {
    super(details.description ? `${code}: ${details.description}` : code);
    this.name = 'OAuthError';
    this.code = code;
    this.step = details.step;
    this.status = details.status ?? null;
    this.description = details.description ?? null;
    this.subtype = details.subtype ?? null;
    this.systemCode = details.systemCode ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}

export function ofHttp(error: HttpError, step: OAuthStep): OAuthError {
  return new OAuthError(error.code, { step, description: error.message, systemCode: error.systemCode });
}
