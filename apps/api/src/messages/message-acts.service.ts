import { Injectable } from '@nestjs/common';
import { Database, type Message as Row, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { DeliveryWake } from '../mail-queue/wake.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { AppError, notFound } from '../platform/errors/app-error.ts';
import { cancellable, refusalOfCancel, refusalOfRetry } from './message-acts.ts';
import { conditions } from './message-rows.ts';
import type { MessageFilter } from './message.types.ts';
import type { Reader } from './messages.service.ts';

/** A new life, as if it were written now: hours by lane. */
const lifeHours = { ACCOUNT: 24, ALARM: 24, BULK: 72 } as const;

/** Messages per transaction, when many are cancelled. */
const batch = 1_000;
/** Whoever listens reads again anyway. */
const mostAnnounced = 20;

/** What people do to messages: queue them again, call them back. */
@Injectable()
export class MessageActs {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly wake: DeliveryWake,
  ) {}

  /** Queues it again. CONFLICT where that would repeat it, where its link is over, or where its profile is gone. */
  async retry(actor: Reader, id: string): Promise<void> {
    await this.database.forTenant(actor, async (tx) => {
      if (actor.kind === 'tenant') await keepProfile(tx, actor.tenantId, id);
      const message = await lock(tx, actor.tenantId, id);
      const refusal = refusalOfRetry(message);
      if (refusal) throw refusal;
      const profileId = message.homeProfileId ?? message.profileId;
      if (actor.kind === 'tenant') await demandProfile(tx, profileId);
      const now = new Date();
      const expiresAt = new Date(now.getTime() + lifeHours[message.lane] * 3_600_000);
      await tx.message.updateMany({
        where: { id, fence: message.fence },
        data: {
          ...{ state: 'QUEUED', fence: message.fence + 1, notBefore: now, finishedAt: null },
          ...{ profileId, homeProfileId: null, unknownCount: 0 },
          ...(message.maxAttempts === null ? {} : { maxAttempts: message.attemptCount + message.maxAttempts }),
          ...(message.tokenId === null ? { expiresAt } : {}),
        },
      });
      await announce(tx, actor.tenantId, [id]);
      await this.audit.record(tx, actor, { action: 'message.retried', subject: message.recipient, details: { kind: message.kind } });
      this.database.afterCommit(() => this.wake.wake(message.lane, profileId));
    });
  }

  /** Calls it back. CONFLICT once it is being handed over, or is over. */
  async cancel(actor: TenantActor, id: string): Promise<void> {
    await this.database.forTenant(actor, async (tx) => {
      const message = await lock(tx, actor.tenantId, id);
      const refusal = refusalOfCancel(message);
      if (refusal) throw refusal;
      await callBack(tx, actor.tenantId, [id]);
      await this.audit.record(tx, actor, { action: 'message.cancelled', subject: message.recipient, details: { kind: message.kind } });
    });
  }

  countCancellable(actor: TenantActor, filter: MessageFilter): Promise<number> {
    return this.database.forTenant(actor, async (tx) => tx.message.count({ where: await cancellableBy(tx, actor, filter) }));
  }

  /**
   * Calls back what the filter lets through now: at most as many as the person was told of, else CONFLICT. Answers how many; those that a
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
      cancelled += await this.database.forTenant(actor, (tx) => callBack(tx, actor.tenantId, ids));
    }
    await this.database.forTenant(actor, (tx) =>
      this.audit.record(tx, actor, { action: 'message.cancelled-many', subject: `${cancelled} messages`, details: describe(filter) }),
    );
    return cancelled;
  }
}

async function cancellableBy(tx: Tx, { tenantId }: TenantActor, filter: MessageFilter) {
  return { AND: [await conditions(tx, tenantId, filter), { state: { in: [...cancellable] } }] };
}

/** Locked, because a worker's step from CLAIMED to SENDING leaves the fence as it is. */
async function lock(tx: Tx, tenantId: string, id: string): Promise<Row> {
  await tx.$queryRaw`select from message where tenant_id = ${tenantId}::uuid and id = ${id}::uuid for update`;
  const row = await tx.message.findFirst({ where: { id, tenantId } });
  if (!row) throw notFound('message');
  return row;
}

/** Until the transaction ends nobody deletes the message's profile, which would strand it. Before the message, as a deletion locks them. */
async function keepProfile(tx: Tx, tenantId: string, messageId: string): Promise<void> {
  await tx.$queryRaw`
    select from email_profile where id = (
      select coalesce(home_profile_id, profile_id) from message where tenant_id = ${tenantId}::uuid and id = ${messageId}::uuid) for key share`;
}

async function demandProfile(tx: Tx, id: string): Promise<void> {
  const profile = await tx.emailProfile.findFirst({ where: { id }, select: { name: true, deletedAt: true } });
  if (profile && !profile.deletedAt) return;
  throw new AppError(
    'CONFLICT',
    `Its email profile${profile ? ` “${profile.name}”` : ''} is deleted. Send the mail again through another one.`,
  );
}

/** Ends them and answers how many. Whoever takes a message out of CLAIMED lowers what its profile has in flight; see the delivery migration. */
async function callBack(tx: Tx, tenantId: string, ids: string[]): Promise<number> {
  const ended = await tx.$queryRaw<{ id: string; profileId: string; claimed: boolean }[]>`
    update message m set state = 'CANCELLED', fence = m.fence + 1, finished_at = now(), lease_until = null
    from (select id, state, profile_id from message where tenant_id = ${tenantId}::uuid and id = any (${ids}::uuid[]) order by id for update) held
    where m.id = held.id and held.state = any (${[...cancellable]}::"MessageState"[])
    returning m.id, held.profile_id as "profileId", held.state = 'CLAIMED' as claimed`;
  const profiles = ended.filter(({ claimed }) => claimed).map(({ profileId }) => profileId);
  for (const profileId of [...new Set(profiles)].sort()) {
    const count = profiles.filter((each) => each === profileId).length;
    await tx.$executeRaw`update delivery_budget set in_flight = greatest(0, in_flight - ${count}::int) where profile_id = ${profileId}::uuid`;
  }
  await announce(
    tx,
    tenantId,
    ended.map(({ id }) => id),
  );
  return ended.length;
}

async function announce(tx: Tx, tenantId: string, ids: string[]): Promise<void> {
  for (const id of ids.slice(0, mostAnnounced)) await tx.$executeRaw`select app.announce_message(${tenantId}::uuid, ${id}::uuid)`;
}

/** The filter as the audit keeps it. */
function describe(filter: MessageFilter) {
  const given = Object.entries(filter).filter(([, value]) => value != null);
  return { filter: JSON.parse(JSON.stringify(Object.fromEntries(given))) as Record<string, string> };
}
