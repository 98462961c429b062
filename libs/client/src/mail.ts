/** An attachment: an upload by id, or name and base64 content of at most 256 KB. */
export type Attachment =
  { id: string; name?: string; contentType?: string; cid?: string } | { name: string; content: string; contentType?: string; cid?: string };

/** A mail to send. Addresses are `anna@example.org` or `Anna <anna@example.org>`; at least one recipient. */
export interface Mail {
  /** The email profile's name, former name or id. Default: the tenant's default. */
  profile?: string;
  /** A sender the profile allows. Default: the profile's From. */
  from?: string;
  to?: string | string[];
  cc?: string | string[];
  bcc?: string | string[];
  /** Default: the profile's Reply-To. */
  replyTo?: string | string[];
  subject?: string;
  /** Default: made from the HTML. */
  text?: string;
  html?: string;
  /** At most 20, together 25 MB. */
  attachments?: Attachment[];
  headers?: Record<string, string>;
  /** As readers show it: 1 (highest) to 5. Default 3. */
  priority?: 1 | 2 | 3 | 4 | 5;
  /** Default BULK. ALARM goes first and is given up after a day. */
  lane?: 'ALARM' | 'BULK';
  /** Not before; at most 30 days ahead. */
  sendAt?: Date | string;
  /** Not after; at most 30 days ahead. */
  expiresAt?: Date | string;
  /** Tries after the first. Default: as many as its life has room for. */
  retries?: number;
  /** Default: a random one, so that this client's own repeats send once. Give your own to make yours safe, too. */
  idempotencyKey?: string;
  /** To find it by in the log. */
  tags?: string[];
}

/** The answer to a send: the mail is on its way. */
export interface SentMail {
  mailId: string;
  /** One for each recipient. */
  messages: { id: string; recipient: string }[];
  /** Who was left out, and why. */
  refused: { recipient: string; reason: string }[];
}

export interface Upload {
  /** For {@link Mail.attachments}, for a day. */
  id: string;
  name: string;
  contentType: string;
  sizeBytes: number;
}

export type MessageState =
  'QUEUED' | 'SENDING' | 'ACCEPTED' | 'DEFERRED' | 'REJECTED' | 'EXPIRED' | 'CANCELLED' | 'SUPPRESSED' | 'PARKED' | 'HELD';

/** How the message to one recipient fares. Times are ISO 8601. */
export interface Message {
  id: string;
  mailId: string;
  messageId: string;
  recipient: string;
  subject: string;
  kind: string;
  lane: string;
  state: MessageState;
  tags: string[];
  profile: string | null;
  createdAt: string;
  notBefore: string | null;
  expiresAt: string;
  finishedAt: string | null;
  attemptCount: number;
  failureClass: string | null;
  /** What happened and what to do. */
  sentence: string | null;
  /** The mail server's words. */
  reply: string | null;
  queueId: string | null;
  attempts: {
    number: number;
    startedAt: string;
    finishedAt: string | null;
    outcome: string;
    failureClass: string | null;
    stage: string | null;
    reply: string | null;
    profile: string | null;
  }[];
}
