/**
 * BAD_URL: not an http(s) URL, or one with credentials in it. CLEARTEXT: http, and no rule permits secrets in clear there. TLS: the
 * handshake failed; `systemCode` tells why. REDIRECTED: the answer points elsewhere, and nobody follows. NOT_HTTP: what answers
 * speaks something else. TOO_LARGE, COMPRESSED: an answer nobody asked for. The others are those of `EgressError`.
 */
export type HttpErrorCode =
  | 'ABORTED'
  | 'BAD_URL'
  | 'CLEARTEXT'
  | 'COMPRESSED'
  | 'CONNECT'
  | 'DESTINATION_BLOCKED'
  | 'DNS'
  | 'DROPPED'
  | 'NOT_HTTP'
  | 'REDIRECTED'
  | 'TIMEOUT'
  | 'TLS'
  | 'TOO_LARGE';

/** Why no answer came about. Names the host that was asked for, never an address, a path or anything that was sent. */
export class HttpError extends Error {
  readonly code: HttpErrorCode;
  /** Code of the resolver, the socket, OpenSSL or the parser (`ENOTFOUND`, `CERT_HAS_EXPIRED`), where there is one. */
  readonly systemCode: string | null;

  constructor(code: HttpErrorCode, message: string, systemCode: string | null = null) {
    super(message);
    this.name = 'HttpError';
    this.code = code;
    this.systemCode = systemCode;
  }
}
