import { domainToASCII } from 'node:url';
import type { Database, Tx } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import type { Wakes } from '../mail-queue/wake.ts';
import type { StoredTenantMail, TenantMailOrder } from './tenant-mail.ts';

export interface EnqueuedMail {
  mailId: string;
  /** In the order of the recipients. */
  messages: { id: string; recipient: string }[];
}

const lifeHours = { ALARM: 24, BULK: 72 } as const;

/** Whoever listens reads again anyway, so that a mail to hundreds needn't say so hundreds of times. */
const mostAnnounced = 20;

/** The only way tenant mail is written: content and one message per recipient in the caller's transaction, the worker woken after its commit. */
export class TenantMailer {
  private readonly database: Database;
  private readonly wake: Wakes;

  constructor(database: Database, wake: Wakes) {
    this.database = database;
    this.wake = wake;
  }

  /** `tx` reaches the tenant. What the order says was judged before: the profile is the tenant's, the sender one it allows. */
  async enqueue(tx: Tx, tenantId: string, order: TenantMailOrder): Promise<EnqueuedMail> {
    const mailId = uuidv7();
    const { from, replyTo, to, cc, priority, source } = order;
    const stored: StoredTenantMail = { from, replyTo, to, cc, priority, source };
    const { kind, subject, text, html } = order;
    await tx.mail.create({
      data: {
        ...{ tenantId, id: mailId, kind, subject, text, html },
        messageIdHeader: `${mailId}@${domainOf(from.address)}`,
        headers: order.headers.map(({ name, value }) => ({ name, value })),
        data: JSON.parse(JSON.stringify(stored)) as object,
      },
    });
    await attach(tx, tenantId, mailId, order.attachments);
    const messages = order.recipients.map((recipient) => ({ id: uuidv7(), recipient }));
    await insertMessages(tx, tenantId, mailId, order, messages);
    for (const { id } of messages.slice(0, mostAnnounced))
      await tx.$executeRaw`select app.announce_message(${tenantId}::uuid, ${id}::uuid)`;
    this.database.afterCommit(() => this.wake.wake(order.lane, order.profileId));
    return { mailId, messages };
  }
}

const domainOf = (address: string): string => domainToASCII(address.slice(address.lastIndexOf('@') + 1)) || 'posthorn.invalid';

async function attach(tx: Tx, tenantId: string, mailId: string, attachments: TenantMailOrder['attachments']): Promise<void> {
  if (attachments.length === 0) return;
  // The reference itself keeps a content. Its row is left as it is, or senders of one logo would wait for each other.
  const data = attachments.map(({ contentId, name, contentType, cid }, position) => ({
    ...{ tenantId, mailId, position, name, contentType, cid, contentId },
  }));
  await tx.mailAttachment.createMany({ data });
}

/** By the database's clock, which is the one that claims go by. */
async function insertMessages(
  tx: Tx,
  tenantId: string,
  mailId: string,
  order: TenantMailOrder,
  messages: EnqueuedMail['messages'],
): Promise<void> {
  const { profileId, lane, kind, notBefore, expiresAt, maxAttempts, tags } = order;
  const ids = messages.map(({ id }) => id);
  const recipients = messages.map(({ recipient }) => recipient);
  await tx.$executeRaw`
    insert into message (tenant_id, id, mail_id, profile_id, lane, kind, recipient, not_before, expires_at, max_attempts, tags)
    select ${tenantId}::uuid, m.id, ${mailId}::uuid, ${profileId}::uuid, ${lane}::"Lane", ${kind}, m.recipient, start.at,
      coalesce(${expiresAt}::timestamptz, start.at + make_interval(hours => ${lifeHours[lane]}::int)), ${maxAttempts}::int, ${tags}::text[]
    from unnest(${ids}::uuid[], ${recipients}::text[]) m (id, recipient), (select coalesce(${notBefore}::timestamptz, now()) as at) start`;
}
