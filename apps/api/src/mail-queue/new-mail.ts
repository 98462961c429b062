import type { Lane, Prisma, Tx } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import { lifeHours } from './message-states.ts';

/** One account mail for one person. */
export interface NewAccountMail {
  /** The message's id, which its sealed token is bound to. */
  id: string;
  kind: string;
  recipient: string;
  identityId: string | null;
  /** The tenant that caused it and may learn what became of it; null for the platform's own acts. */
  causeTenantId: string | null;
  /** Whose turn it takes among waiting account mail; null: the tenant's, the person's or its own. */
  cause: string | null;
  tokenId: string | null;
  /** The one-time token, sealed. */
  secret: Uint8Array | null;
  data: object;
  expiresAt: Date;
}

/** One mail of a tenant for one or many recipients. */
export interface NewTenantMail {
  tenantId: string;
  mailId: string;
  profileId: string;
  lane: Exclude<Lane, 'ACCOUNT'>;
  kind: string;
  content: Omit<Prisma.MailUncheckedCreateInput, 'tenantId' | 'id' | 'kind'>;
  attachments: { contentId: string; name: string; contentType: string; cid: string | null }[];
  /** The envelope, each address once. */
  recipients: string[];
  tags: string[];
  /** Default: now. */
  notBefore: Date | null;
  /** Default: 24 hours after `notBefore` for ALARM, 72 for BULK. */
  expiresAt: Date | null;
  /** Attempts in all; null: until it expires. */
  maxAttempts: number | null;
}

/** Through the one function that writes account mail from any transaction. */
export async function insertAccountMail(tx: Tx, mail: NewAccountMail): Promise<void> {
  await tx.$queryRaw`select app.enqueue_account_mail_by_cause(${mail.id}::uuid, ${mail.cause}::uuid, ${mail.kind}, ${mail.recipient}, ${mail.identityId}::uuid,
    ${mail.causeTenantId}::uuid, ${mail.tokenId}::uuid, ${mail.secret}::bytea, ${JSON.stringify(mail.data)}::jsonb, ${mail.expiresAt}::timestamptz)`;
}

export async function insertTenantMail(tx: Tx, mail: NewTenantMail): Promise<{ id: string; recipient: string }[]> {
  const { tenantId, mailId, kind } = mail;
  await tx.mail.create({ data: { ...mail.content, tenantId, id: mailId, kind } });
  await attach(tx, mail);
  const messages = mail.recipients.map((recipient) => ({ id: uuidv7(), recipient }));
  await insertMessages(tx, mail, messages);
  return messages;
}

/** The reference itself keeps a content. Its row is left as it is, or senders of one logo would wait for each other. */
async function attach(tx: Tx, { tenantId, mailId, attachments }: NewTenantMail): Promise<void> {
  if (attachments.length === 0) return;
  await tx.mailAttachment.createMany({
    // Callers hand over whole files; these columns are what a mail keeps of one.
    data: attachments.map(({ contentId, name, contentType, cid }, position) => ({
      tenantId,
      mailId,
      position,
      name,
      contentType,
      cid,
      contentId,
    })),
  });
}

/** By the database's clock, which is the one that claims go by. */
async function insertMessages(tx: Tx, mail: NewTenantMail, messages: { id: string; recipient: string }[]): Promise<void> {
  const { tenantId, mailId, profileId, lane, kind, notBefore, expiresAt, maxAttempts, tags } = mail;
  const ids = messages.map(({ id }) => id);
  const recipients = messages.map(({ recipient }) => recipient);
  await tx.$executeRaw`
    insert into message (tenant_id, id, mail_id, profile_id, lane, kind, recipient, not_before, expires_at, max_attempts, tags)
    select ${tenantId}::uuid, m.id, ${mailId}::uuid, ${profileId}::uuid, ${lane}::"Lane", ${kind}, m.recipient, start.at,
      coalesce(${expiresAt}::timestamptz, start.at + make_interval(hours => ${lifeHours[lane]}::int)), ${maxAttempts}::int, ${tags}::text[]
    from unnest(${ids}::uuid[], ${recipients}::text[]) m (id, recipient), (select coalesce(${notBefore}::timestamptz, now()) as at) start`;
}
