import type { Mail, Message, SentMail, Upload } from './mail.ts';
import { persistentFetch, type Persistence } from './persistent-fetch.ts';

export interface PosthornOptions {
  /** Where Posthorn is, such as https://mail.example.org. */
  url: string | URL;
  /** An API key: `phk_…`. */
  key: string;
  /** Tries in all, of what failed on the way: the network, 429, 503. Default 3. */
  tries?: number;
  /** Longest one try may take, in milliseconds. Default 30,000; an upload gets ten times as much. */
  timeoutMs?: number;
}

export interface CallOptions {
  /** Ends the call; it then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface UploadOptions extends CallOptions {
  /** The file name that recipients see. */
  name: string;
  /** Default: a Blob's own type, else application/octet-stream. */
  contentType?: string;
}

/** What can be uploaded. A stream is read once, so that it is tried once. */
export type Content = Blob | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Sends mail through Posthorn. Every method throws PosthornError. */
export class Posthorn {
  private readonly url: string;
  private readonly authorization: string;
  private readonly persistence: Persistence;

  constructor({ url, key, tries = 3, timeoutMs = 30_000 }: PosthornOptions) {
    this.url = String(url).replace(/\/+$/, '');
    this.authorization = `Bearer ${key}`;
    this.persistence = { tries, timeoutMs };
  }

  /** Hands a mail over; Posthorn answers at once and delivers by itself. Repeats carry one idempotency key: the mail is sent once. */
  sendMail(mail: Mail, { signal }: CallOptions = {}): Promise<SentMail> {
    const body = JSON.stringify({ ...mail, idempotencyKey: mail.idempotencyKey ?? crypto.randomUUID() });
    const init = () => ({ method: 'POST', headers: this.headers('application/json'), body });
    return this.ask<SentMail>('/api/v1/messages', init, this.persistence, signal);
  }

  /** Uploads a file of at most 25 MB, for a mail of the next 24 hours. */
  uploadAttachment(content: Content, { name, contentType, signal }: UploadOptions): Promise<Upload> {
    const type = contentType ?? (content instanceof Blob && content.type ? content.type : 'application/octet-stream');
    const isWhole = content instanceof Blob || content instanceof Uint8Array;
    // undici's types know no async iterables, its fetch does.
    const init = () => ({ method: 'POST', headers: this.headers(type), body: content as Blob, duplex: 'half' as const });
    const timeoutMs = 10 * this.persistence.timeoutMs;
    const persistence = { tries: isWhole ? this.persistence.tries : 1, timeoutMs };
    return this.ask<Upload>(`/api/v1/attachments?name=${encodeURIComponent(name)}`, init, persistence, signal);
  }

  /** How the message to one recipient fares. The key needs the scope messages:read. */
  message(id: string, { signal }: CallOptions = {}): Promise<Message> {
    const init = () => ({ headers: this.headers() });
    return this.ask<Message>(`/api/v1/messages/${encodeURIComponent(id)}`, init, this.persistence, signal);
  }

  private async ask<T>(path: string, init: () => RequestInit, persistence: Persistence, signal?: AbortSignal): Promise<T> {
    const response = await persistentFetch(new URL(this.url + path), init, persistence, signal);
    return (await response.json()) as T;
  }

  private headers(contentType?: string): Record<string, string> {
    return { authorization: this.authorization, accept: 'application/json', ...(contentType ? { 'content-type': contentType } : {}) };
  }
}
