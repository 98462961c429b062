import type { Lane } from '@posthorn/database';

export interface Mailbox {
  address: string;
  name: string | null;
}

/** Who caused a mail: a program by its key, or a person. */
export interface MailOrigin {
  kind: 'API_KEY' | 'PERSON';
  id: string;
  /** As it was called then. */
  name: string;
}

/** 1 is the highest, 3 the usual one. */
export type MailPriority = 1 | 2 | 3 | 4 | 5;

export interface MailHeader {
  name: string;
  value: string;
}

/** The column `mail.data` of tenant mail: its addresses as the headers show them. Blind copies are messages and nothing else. */
export interface StoredTenantMail {
  from: Mailbox;
  replyTo: Mailbox[];
  to: Mailbox[];
  cc: Mailbox[];
  priority: MailPriority;
  source: MailOrigin;
}

/** A mail of a tenant to be sent. */
export interface TenantMailOrder {
  profileId: string;
  lane: Exclude<Lane, 'ACCOUNT'>;
  kind: 'MAIL' | 'TEST';
  from: Mailbox;
  replyTo: Mailbox[];
  to: Mailbox[];
  cc: Mailbox[];
  /** The envelope: to, cc and bcc, each address once. */
  recipients: string[];
  subject: string;
  text: string | null;
  html: string | null;
  headers: MailHeader[];
  priority: MailPriority;
  /** In the order of the mail. One with a cid is an inline part of the HTML. */
  attachments: { contentId: string; name: string; contentType: string; cid: string | null }[];
  tags: string[];
  /** Default: now. */
  notBefore: Date | null;
  /** Default: 24 hours after `notBefore` for ALARM, 72 for BULK. */
  expiresAt: Date | null;
  /** Tries in all; null: until it expires. */
  maxAttempts: number | null;
  source: MailOrigin;
}
