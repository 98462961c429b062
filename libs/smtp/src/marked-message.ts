import { Readable } from 'node:stream';

const SLICE_OCTETS = 64 * 1024;

/**
 * A message that is read for the first time at the server's 354, and whose first read waits for the marker. SMTPConnection pipes
 * a stream into the connection only once DATA was accepted; a buffer it would write at once.
 */
export class MarkedMessage extends Readable {
  readonly #raw: Buffer;
  readonly #marker: () => Promise<void>;
  readonly #onProgress: (event: 'MARKING' | 'SENDING' | 'SENT') => void;
  #offset = 0;
  /** The server has asked for the message. */
  begun = false;
  /** The first byte has been handed on. */
  started = false;
  /** The last byte has been handed on. */
  finished = false;
  /** Settled, never rejected, once no marker is being set any more. */
  marked: Promise<void> = Promise.resolve();
  /** Why the marker refused. */
  refusal: { error: unknown } | null = null;

  constructor(raw: Buffer, marker: () => Promise<void>, onProgress: (event: 'MARKING' | 'SENDING' | 'SENT') => void) {
    super();
    this.#raw = raw;
    this.#marker = marker;
    this.#onProgress = onProgress;
    // Whoever sends learns of the refusal elsewhere; a stream's error without a listener would end the process.
    this.on('error', () => undefined);
  }

  override _read(): void {
    if (this.begun) {
      this.#push();
      return;
    }
    this.begun = true;
    this.#onProgress('MARKING');
    this.marked = this.#mark();
  }

  async #mark(): Promise<void> {
    try {
      await this.#marker();
    } catch (error) {
      this.refusal = { error };
      this.destroy(new Error('the marker was not set'));
      return;
    }
    // The server may have gone meanwhile: then nothing was sent, marker or not.
    if (!this.destroyed) this.#push();
  }

  #push(): void {
    this.started = true;
    const slice = this.#raw.subarray(this.#offset, this.#offset + SLICE_OCTETS);
    this.#offset += slice.length;
    this.finished = this.#offset >= this.#raw.length;
    this.#onProgress(this.finished ? 'SENT' : 'SENDING');
    if (slice.length > 0) this.push(slice);
    if (this.finished) this.push(null);
  }
}
