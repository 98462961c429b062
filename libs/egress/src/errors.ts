export type EgressErrorCode = 'DNS' | 'DESTINATION_BLOCKED' | 'CONNECT' | 'TIMEOUT' | 'ABORTED';

/** Why no connection came about. The message names no address: for blocked destinations it must tell nothing about the inside. */
export class EgressError extends Error {
  readonly code: EgressErrorCode;
  readonly stage: 'DNS' | 'CONNECT';
  /** What the host resolved to, for the system admin's eyes only. */
  readonly addresses: string[];
  /** The resolver's or the socket's own code (`ENOTFOUND`, `ECONNREFUSED`), where there is one. */
  readonly systemCode: string | null;

  constructor(code: EgressErrorCode, stage: 'DNS' | 'CONNECT', message: string, details: { addresses?: string[]; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.name = 'EgressError';
    this.code = code;
    this.stage = stage;
    this.addresses = details.addresses ?? [];
    this.systemCode = systemCodeOf(details.cause);
  }
}

/** By shape, not by class: an error from another realm (a worker, a test's context) is no `instanceof Error`. */
function systemCodeOf(cause: unknown): string | null {
  return typeof cause === 'object' && cause !== null && 'code' in cause && typeof cause.code === 'string' ? cause.code : null;
}
