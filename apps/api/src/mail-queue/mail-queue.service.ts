import { type Database, platformTenantId, type Message, type Tx } from '@posthorn/database';
import { insertAccountMail, insertTenantMail, type NewAccountMail, type NewTenantMail } from './new-mail.ts';
import { cancellable, lifeHours } from './message-states.ts';
import type { Wakes } from './wake.ts';

/** Readers of live pages read again anyway, so a mail to hundreds need not be announced hundreds of times. */
const maxAnnounced = 20;

/**
 * Writes messages. Each verb does one whole thing in the caller's transaction, in the order of lock-order.ts: the state, what the profile has
 * in flight, the announcement to live pages, and the wake of the workers after the commit.
 */
export class MailQueue {
  private readonly database: Database;
  private readonly wake: Wakes;

  constructor(database: Database, wake: Wakes) {
    this.database = database;
    this.wake = wake;
  }

  /** Works in any transaction, whatever its reach. */
  async enqueueAccountMail(tx: Tx, mail: NewAccountMail): Promise<void> {
    await insertAccountMail(tx, mail);
    await announce(tx, platformTenantId, [mail.id]);
    this.database.afterCommit(() => this.wake.wake('ACCOUNT'));
  }

  /** One message per recipient, in their order. `tx` reaches the tenant. */
  async enqueueTenantMail(tx: Tx, mail: NewTenantMail): Promise<{ id: string; recipient: string }[]> {
    const messages = await insertTenantMail(tx, mail);
    await announce(
      tx,
      mail.tenantId,
      messages.map(({ id }) => id),
    );
    this.database.afterCommit(() => this.wake.wake(mail.lane, mail.profileId));
    return messages;
  }

  /**
   * The message, locked until the transaction ends: a worker's step from CLAIMED to SENDING leaves the fence as it is, so the fence alone
   * would not tell. Null: the tenant has none of this id.
   */
  async lock(tx: Tx, tenantId: string, id: string): Promise<Message | null> {
    await tx.$queryRaw`select from message where tenant_id = ${tenantId}::uuid and id = ${id}::uuid for update`;
    return tx.message.findFirst({ where: { id, tenantId } });
  }

  /** Queues a locked message again, through the profile it was first given to, with a new life unless its token ends it. */
  async retry(tx: Tx, message: Message): Promise<void> {
    const { id, tenantId, lane, fence, attemptCount, maxAttempts, tokenId } = message;
    const profileId = message.homeProfileId ?? message.profileId;
    const now = new Date();
    await tx.message.updateMany({
      where: { id, fence },
      data: {
        state: 'QUEUED',
        fence: fence + 1,
        notBefore: now,
        finishedAt: null,
        profileId,
        homeProfileId: null,
        unknownCount: 0,
        ...(maxAttempts === null ? {} : { maxAttempts: attemptCount + maxAttempts }),
        ...(tokenId === null ? { expiresAt: new Date(now.getTime() + lifeHours[lane] * 3_600_000) } : {}),
      },
    });
    await announce(tx, tenantId, [id]);
    this.database.afterCommit(() => this.wake.wake(lane, profileId));
  }

  /**
   * Cancels those of the messages that can still be cancelled; answers how many. Moving a message out of CLAIMED must decrement its
   * profile's `in_flight`.
   */
  async cancel(tx: Tx, tenantId: string, ids: string[]): Promise<number> {
    const ended = await tx.$queryRaw<{ id: string; profileId: string; claimed: boolean }[]>`
      update message m set state = 'CANCELLED', fence = m.fence + 1, finished_at = now(), lease_until = null
      from (select id, state, profile_id from message where tenant_id = ${tenantId}::uuid and id = any (${ids}::uuid[]) order by id for update) held
      where m.id = held.id and held.state = any (${[...cancellable]}::"MessageState"[])
      returning m.id, held.profile_id as "profileId", held.state = 'CLAIMED' as claimed`;
    const inFlight = Map.groupBy(
      ended.filter(({ claimed }) => claimed),
      ({ profileId }) => profileId,
    );
    for (const profileId of [...inFlight.keys()].sort()) {
      const count = inFlight.get(profileId)?.length ?? 0;
      await tx.$executeRaw`update delivery_budget set in_flight = greatest(0, in_flight - ${count}::int) where profile_id = ${profileId}::uuid`;
    }
    await announce(
      tx,
      tenantId,
      ended.map(({ id }) => id),
    );
    return ended.length;
  }
}

async function announce(tx: Tx, tenantId: string, ids: string[]): Promise<void> {
  for (const id of ids.slice(0, maxAnnounced)) await tx.$executeRaw`select app.announce_message(${tenantId}::uuid, ${id}::uuid)`;
}
