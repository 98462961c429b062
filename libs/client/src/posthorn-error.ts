/** What a refusal or a failure says of itself. */
export interface PosthornErrorDetails {
  /** HTTP status; null when there was no answer at all. */
  status: number | null;
  /** The input at fault, such as `from` or `to.0`. */
  field: string | null;
  /** Names the request in Posthorn's log. */
  requestId: string | null;
  /** When asking again makes sense, in seconds. */
  retryAfterSeconds: number | null;
}

/** A refusal in Posthorn's words, or code `NETWORK` where no answer came. Thrown by every method of the client. */
export class PosthornError extends Error implements PosthornErrorDetails {
  override readonly name = 'PosthornError';
  /** INVALID_INPUT, NOT_SIGNED_IN, NOT_ALLOWED, NOT_FOUND, CONFLICT, TRY_LATER, TENANT_SUSPENDED, INTERNAL, NETWORK... */
  readonly code: string;
  readonly status: number | null;
  readonly field: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;

  constructor(code: string, message: string, details: Partial<PosthornErrorDetails> = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.status = details.status ?? null;
    this.field = details.field ?? null;
    this.requestId = details.requestId ?? null;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}
