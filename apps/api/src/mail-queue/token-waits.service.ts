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
    const unparks = budget.isParked && (isNewGrant || budget.lacksToken);
    await bringForward(tx, profileId);
    if (unparks) await queueParked(tx, profileId);
    if (unparks || isNewGrant) await forgetRefusals(tx, profileId);
    await this.giveUp(tx, profileId);
  }

  /** No token comes by itself any more: the profile's messages look now, and find that out. */
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

async function queueParked(tx: Tx, profileId: string): Promise<void> {
  await tx.$executeRaw`
    with parked as (select id from message where profile_id = ${profileId}::uuid and state = 'PARKED' order by id for update)
    update message m set state = 'QUEUED' from parked where m.id = parked.id`;
}

/** As app.release_profile does after a login that worked. */
async function forgetRefusals(tx: Tx, profileId: string): Promise<void> {
  await tx.$executeRaw`
    update delivery_budget set parked_at = null, probe_at = null, auth_failures = 0, auth_failed_since = null, circuit_until = null,
      circuit_failures = 0, last_timed_out = false
    where profile_id = ${profileId}::uuid`;
}
