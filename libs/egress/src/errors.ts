/**
 * DNS, CONNECT: `endpoint` tells of which, the host or the proxy. PROXY_REFUSED: the proxy said no, in the words of the
 * message. PROXY_AUTH: it did not take the credentials. PROXY_FAILED: what answers is no proxy of that kind. CLEARTEXT: its
 * credentials would travel unencrypted, and no rule permits that.
 */
export type EgressErrorCode =
  'DNS' | 'DESTINATION_BLOCKED' | 'CONNECT' | 'PROXY_REFUSED' | 'PROXY_AUTH' | 'PROXY_FAILED' | 'CLEARTEXT' | 'TIMEOUT' | 'ABORTED';

export type EgressStage = 'DNS' | 'CONNECT' | 'PROXY';

export type Endpoint = 'HOST' | 'PROXY';

interface EgressErrorDetails {
  addresses?: string[];
  endpoint?: Endpoint;
  cause?: unknown;
}

/** Why no connection came about. The message names no address: for blocked destinations it must tell nothing about the inside. */
export class EgressError extends Error {
  readonly code: EgressErrorCode;
  readonly stage: EgressStage;
  /** What the blocked or unreachable host resolved to, for the system admin's eyes only. */
  readonly addresses: string[];
  /** Which of the two the failure is about. */
  readonly endpoint: Endpoint;
  /** The resolver's or the socket's own code (`ENOTFOUND`, `ECONNREFUSED`), where there is one. */
  readonly systemCode: string | null;

  constructor(code: EgressErrorCode, stage: EgressStage, message: string, details: EgressErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'EgressError';
    this.code = code;
    this.stage = stage;
    this.addresses = details.addresses ?? [];
    this.endpoint = details.endpoint ?? (stage === 'PROXY' ? 'PROXY' : 'HOST');
    this.systemCode = systemCodeOf(details.cause);
  }
}

/** By shape, not by class: an error from another realm (a worker, a test's context) is no `instanceof Error`. */
export function systemCodeOf(cause: unknown): string | null {
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
}
