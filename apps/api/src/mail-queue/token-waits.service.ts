import { type Database, type Tx } from '@posthorn/database';
import { lockQueues } from './lock-order.ts';
import type { Wakes } from './wake.ts';
import { wakeAfterCommit } from './wake-queues.ts';

/** Deferred messages that a token brings forward at once, and parked ones it lets go; the rest come at their own times, or with the poll. */
const maxAtOnce = 20_000;

/**
 * Messages that wait for an access token. Call a verb before the grant's own row is written: locks are taken in the order of lock-order.ts,
 * and grants come last.
 */
export class TokenWaits {
  private readonly database: Database;
  private readonly wake: Wakes;

  constructor(database: Database, wake: Wakes) {
    this.database = database;
    this.wake = wake;
  }

  /**
   * A token has come: what waited for one goes on. Releases a profile that is parked for want of a token, and where the grant is a new one
   * any that is parked or whose login is held. The budget is written in any case: a worker that lets a message wait for a token looks at the
   * grant under the budget's lock.
   */
  async end(tx: Tx, profileId: string, isNewGrant: boolean): Promise<void> {
    const [budget] = await tx.$queryRaw<{ isParked: boolean; lacksToken: boolean }[]>`
      select parked_at is not null as "isParked", coalesce(last_failure_class = 'TOKEN', false) as "lacksToken"
      from delivery_budget where profile_id = ${profileId}::uuid`;
    if (!budget) return;
    const releases = isNewGrant || (budget.isParked && budget.lacksToken);
    if (releases) await tx.$executeRaw`select app.release_profile(${profileId}::uuid)`;
    // Never waits for a lock, or it would hold later messages while the release waits for earlier ones.
    await bringForward(tx, profileId);
    if (!releases) return this.giveUp(tx, profileId);
    wakeAfterCommit(this.database, this.wake, profileId);
  }

  /** No token comes without a person any more: the profile's queues are due now, and its messages find that out. */
  async giveUp(tx: Tx, profileId: string): Promise<void> {
    await tx.$executeRaw`update delivery_budget set token_wait_until = null where profile_id = ${profileId}::uuid`;
    await lockQueues(tx, [profileId]);
    await tx.$executeRaw`
      update delivery_queue set next_at = clock_timestamp(), cursor_at = null, cursor_id = null where profile_id = ${profileId}::uuid`;
    wakeAfterCommit(this.database, this.wake, profileId);
  }
}

/** What was deferred for want of a token is due now. */
async function bringForward(tx: Tx, profileId: string): Promise<void> {
  await tx.$executeRaw`
    with waiting as (
      select id from message
      where profile_id = ${profileId}::uuid and state in ('QUEUED', 'DEFERRED') and failure_class = 'TOKEN' and not_before > clock_timestamp()
      order by id limit ${maxAtOnce} for update skip locked)
    update message m set not_before = clock_timestamp() from waiting where m.id = waiting.id`;
}
