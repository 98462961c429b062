import { Injectable } from '@nestjs/common';
import { Database, type Message as Row, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { MailQueue } from '../mail-queue/mail-queue.service.ts';
import { cancellable } from '../mail-queue/message-states.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { AppError, notFound } from '../platform/errors/app-error.ts';
import { refusalOfCancel, refusalOfRetry } from './message-actions.ts';
import { conditions } from './message-rows.ts';
import type { MessageFilter } from './message.types.ts';
import type { Reader } from './messages.service.ts';

/** Messages per transaction, when many are cancelled. */
const batch = 1_000;

/** What people do to messages: queue them again, cancel them. */
@Injectable()
export class MessageActions {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly queue: MailQueue,
  ) {}

  /** Queues it again. CONFLICT where that would repeat it, where its link is over, or where its profile is gone. */
  async retry(actor: Reader, id: string): Promise<void> {
    await this.database.forTenant(actor, async (tx) => {
      if (actor.kind === 'tenant') await keepProfile(tx, actor.tenantId, id);
      const message = await this.lock(tx, actor.tenantId, id);
      const refusal = refusalOfRetry(message);
      if (refusal) throw refusal;
      if (actor.kind === 'tenant') await requireProfile(tx, message.homeProfileId ?? message.profileId);
      await this.queue.retry(tx, message);
      await this.audit.record(tx, actor, { action: 'message.retried', subject: message.recipient, details: { kind: message.kind } });
    });
  }

  /** CONFLICT once it is being handed over, or is final. */
  async cancel(actor: TenantActor, id: string): Promise<void> {
    await this.database.forTenant(actor, async (tx) => {
      const message = await this.lock(tx, actor.tenantId, id);
      const refusal = refusalOfCancel(message);
      if (refusal) throw refusal;
      await this.queue.cancel(tx, actor.tenantId, [id]);
      await this.audit.record(tx, actor, { action: 'message.cancelled', subject: message.recipient, details: { kind: message.kind } });
    });
  }

  countCancellable(actor: TenantActor, filter: MessageFilter): Promise<number> {
    return this.database.forTenant(actor, async (tx) => tx.message.count({ where: await cancellableBy(tx, actor, filter) }));
  }

  /**
   * Cancels what the filter lets through now: at most as many as the person was told of, else CONFLICT. Answers how many; those that a
   * worker hands over meanwhile are left out.
   */
  async cancelAll(actor: TenantActor, filter: MessageFilter, expected: number): Promise<number> {
    const found = await this.database.forTenant(actor, async (tx) =>
      tx.message.findMany({
        where: await cancellableBy(tx, actor, filter),
        select: { id: true },
        orderBy: { id: 'asc' },
        take: expected + 1,
      }),
    );
    if (found.length > expected)
      throw new AppError('CONFLICT', `More than ${expected} messages match by now. Count again, then confirm.`, { field: 'expected' });
    let cancelled = 0;
    for (let from = 0; from < found.length; from += batch) {
      const ids = found.slice(from, from + batch).map(({ id }) => id);
      cancelled += await this.database.forTenant(actor, (tx) => this.queue.cancel(tx, actor.tenantId, ids));
    }
    await this.database.forTenant(actor, (tx) =>
      this.audit.record(tx, actor, { action: 'message.cancelled-many', subject: `${cancelled} messages`, details: describe(filter) }),
    );
    return cancelled;
  }

  private async lock(tx: Tx, tenantId: string, id: string): Promise<Row> {
    const message = await this.queue.lock(tx, tenantId, id);
    if (!message) throw notFound('message');
    return message;
  }
}

async function cancellableBy(tx: Tx, { tenantId }: TenantActor, filter: MessageFilter) {
  return { AND: [await conditions(tx, tenantId, filter), { state: { in: [...cancellable] } }] };
}

/** Until the transaction ends nobody deletes the message's profile, which would strand it. Before the message, as a deletion locks them. */
async function keepProfile(tx: Tx, tenantId: string, messageId: string): Promise<void> {
  await tx.$queryRaw`
    select from email_profile where id = (
      select coalesce(home_profile_id, profile_id) from message where tenant_id = ${tenantId}::uuid and id = ${messageId}::uuid) for key share`;
}

async function requireProfile(tx: Tx, id: string): Promise<void> {
  const profile = await tx.emailProfile.findFirst({ where: { id }, select: { name: true, deletedAt: true } });
  if (profile && !profile.deletedAt) return;
  throw new AppError(
    'CONFLICT',
    `Its email profile${profile ? ` “${profile.name}”` : ''} is deleted. Send the mail again through another one.`,
  );
}

/** The filter as the audit keeps it. */
function describe(filter: MessageFilter) {
  const given = Object.entries(filter).filter(([, value]) => value != null);
  return { filter: JSON.parse(JSON.stringify(Object.fromEntries(given))) as Record<string, string> };
}
