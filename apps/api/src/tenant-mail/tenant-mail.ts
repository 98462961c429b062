import type { Lane } from '@posthorn/database';
import { z } from 'zod';
import { jsonColumn } from '../platform/database/json-column.ts';

const mailbox = z.object({ address: z.string(), name: z.string().nullable() });
export type Mailbox = z.infer<typeof mailbox>;

/** Who caused a mail: a program by its key, or a person. `name`: as it was called then. */
const mailOrigin = z.object({ kind: z.enum(['API_KEY', 'PERSON']), id: z.string(), name: z.string() });
export type MailOrigin = z.infer<typeof mailOrigin>;

/** 1 is the highest, 3 the usual one. */
const mailPriority = z.literal([1, 2, 3, 4, 5]);
export type MailPriority = z.infer<typeof mailPriority>;

const mailHeader = z.object({ name: z.string(), value: z.string() });
export type MailHeader = z.infer<typeof mailHeader>;

/** Addresses of tenant mail as the headers show them. Blind copies are messages and nothing else. */
const storedTenantMail = z.object({
  from: mailbox,
  replyTo: z.array(mailbox),
  to: z.array(mailbox),
  cc: z.array(mailbox),
  priority: mailPriority,
  source: mailOrigin,
});
export type StoredTenantMail = z.infer<typeof storedTenantMail>;

export const tenantMailData = jsonColumn('mail.data', storedTenantMail);
export const mailHeaders = jsonColumn('mail.headers', z.array(mailHeader));

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
