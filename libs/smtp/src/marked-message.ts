import { Readable } from 'node:stream';
import type { Mail } from './types.ts';

const sliceOctets = 64 * 1024;

/** MARKING: the caller's marker is being set. READING: the next octets are being fetched. SENDING: the server must take what it has. SENT: all of it. */
export type MessageProgress = 'MARKING' | 'READING' | 'SENDING' | 'SENT';

/**
 * A message that is read for the first time at the server's 354, and whose first read waits for the marker. SMTPConnection pipes
 * a stream into the connection only once DATA was accepted; a buffer it would write at once.
 */
export class MarkedMessage extends Readable {
  private readonly raw: Mail['raw'];
  private readonly marker: () => Promise<void>;
  private readonly onProgress: (event: MessageProgress) => void;
  private rawSource: Readable | null = null;
  private slices: AsyncIterator<unknown> | null = null;
  /** The server has asked for the message. */
  begun = false;
  /** The first byte has been handed on. */
  started = false;
  /** The last byte has been handed on. */
  finished = false;
  /** Settled, never rejected, once no marker is being set any more. */
  marked: Promise<void> = Promise.resolve();
  /** Why the marker refused, or how the message's own stream failed. Either way the final dot was never said. */
  refusal: { error: unknown } | null = null;

  constructor(raw: Mail['raw'], marker: () => Promise<void>, onProgress: (event: MessageProgress) => void) {
    super({ highWaterMark: sliceOctets });
    this.raw = raw;
    this.marker = marker;
    this.onProgress = onProgress;
    // Whoever sends learns of the refusal elsewhere; a stream's error without a listener would end the process.
    this.on('error', () => undefined);
  }

  override _read(): void {
    if (this.begun) {
      void this.pushNext();
      return;
    }
    this.begun = true;
    this.onProgress('MARKING');
    this.marked = this.commitMarker();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.rawSource?.destroy();
    done(error);
  }

  private async commitMarker(): Promise<void> {
    try {
      await this.marker();
    } catch (error) {
      this.refuse(error, 'the marker was not set');
      return;
    }
    // The server may have gone meanwhile: then nothing was sent, marker or not.
    if (!this.destroyed) void this.pushNext();
  }

  private async pushNext(): Promise<void> {
    try {
      this.onProgress('READING');
      this.slices ??= this.openSource();
      const next: IteratorResult<unknown> = await this.slices.next();
      if (this.destroyed) return;
      this.started = true;
      this.finished = next.done === true;
      this.onProgress(this.finished ? 'SENT' : 'SENDING');
      this.push(next.done ? null : next.value);
    } catch (error) {
      // Destroyed already: what its source fails of is that we let go of it.
      if (!this.destroyed) this.refuse(error, 'the message could not be read');
    }
  }

  private openSource(): AsyncIterator<unknown> {
    if (Buffer.isBuffer(this.raw)) return slicesOf(this.raw);
    this.rawSource = this.raw.open();
    return this.rawSource[Symbol.asyncIterator]();
  }

  private refuse(error: unknown, reason: string): void {
    this.refusal = { error };
    this.destroy(new Error(reason));
  }
}

async function* slicesOf(raw: Buffer): AsyncGenerator<Buffer> {
  for (let offset = 0; offset < raw.length; offset += sliceOctets) yield raw.subarray(offset, offset + sliceOctets);
}
