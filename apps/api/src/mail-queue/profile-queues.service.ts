import type { SubmissionAdvanced } from '@posthorn/contracts';
import { type Database, type Tx } from '@posthorn/database';
import { lockBudgets, lockQueues, makeDue } from './lock-order.ts';
import { waitingOf } from './message-states.ts';
import { budgetOf, type SubmissionLimits } from './profile-limits.ts';
import type { Wakes } from './wake.ts';
import { wakeAfterCommit } from './wake-queues.ts';

export interface NewProfileQueues {
  tenantId: string;
  profileId: string;
  limits: SubmissionLimits;
  fallbackProfileId: string | null;
  /** Since when its tenant is suspended; null: it is not. */
  suspendedAt: Date | null;
}

/** What was learned of the server under other settings. */
const unproven = {
  lastSuccessAt: null,
  lastFailureAt: null,
  lastFailureClass: null,
  lastFailureReply: null,
  lastFailureSentence: null,
  consecutiveFailures: 0,
};

/**
 * Writes the budget and the queues of profiles. Each verb does one whole thing in the caller's transaction, in the order of lock-order.ts,
 * and wakes the workers after the commit where that gives them work.
 */
export class ProfileQueues {
  private readonly database: Database;
  private readonly wake: Wakes;

  constructor(database: Database, wake: Wakes) {
    this.database = database;
    this.wake = wake;
  }

  /** A new profile: its budget, and a queue for each lane of tenants. */
  async open(tx: Tx, { tenantId, profileId, limits, fallbackProfileId, suspendedAt }: NewProfileQueues): Promise<void> {
    const budget = budgetOf(limits);
    await tx.deliveryBudget.create({ data: { tenantId, profileId, ...budget, tokens: budget.burst, fallbackProfileId, suspendedAt } });
    await tx.deliveryQueue.createMany({ data: (['ALARM', 'BULK'] as const).map((lane) => ({ tenantId, profileId, lane })) });
  }

  /**
   * The profile is deleted: nothing more can be claimed for it. False where a message still belongs to it, because a worker claimed one
   * meanwhile; the caller's transaction must then end without a change.
   */
  async close(tx: Tx, profileId: string): Promise<boolean> {
    await tx.deliveryBudget.deleteMany({ where: { profileId } });
    await lockQueues(tx, [profileId]);
    await tx.deliveryQueue.deleteMany({ where: { profileId } });
    return !(await waitingOf(tx, [profileId])).has(profileId);
  }

  /** Moves what waits for one profile to another; answers how many messages. A parked message is queued: the other profile may well sign in. */
  async move(tx: Tx, from: string, to: string): Promise<number> {
    await tx.$queryRaw`
      select count(*)::int from (
        select from message where (profile_id = ${from}::uuid or home_profile_id = ${from}::uuid)
          and state in ('QUEUED', 'DEFERRED', 'PARKED', 'HELD') order by id for update) waiting`;
    await tx.$executeRaw`
      update message set home_profile_id = case when profile_id = ${to}::uuid then null else ${to}::uuid end
      where home_profile_id = ${from}::uuid and state in ('QUEUED', 'DEFERRED', 'PARKED', 'HELD')`;
    const moved = await tx.$executeRaw`
      update message set profile_id = ${to}::uuid, home_profile_id = nullif(home_profile_id, ${to}::uuid),
        state = case when state = 'PARKED' then 'QUEUED' else state end
      where profile_id = ${from}::uuid and state in ('QUEUED', 'DEFERRED', 'PARKED', 'HELD')`;
    wakeAfterCommit(this.database, this.wake, to);
    return moved;
  }

  /**
   * The profile's settings were saved: the new limits hold, an open circuit is tried at once, a parked profile probed now. Without
   * `keepsRecord` the profile is UNPROVEN again and what failed is tried now: what was learned of the old settings says nothing of the new.
   */
  async applySettings(tx: Tx, profileId: string, advanced: SubmissionAdvanced, keepsRecord: boolean): Promise<void> {
    if (!keepsRecord) await bringForward(tx, profileId);
    await tx.deliveryBudget.updateMany({
      where: { profileId },
      data: {
        ...budgetOf(advanced),
        circuitUntil: null,
        tokenWaitUntil: null,
        circuitFailures: 0,
        authFailures: 0,
        authFailedSince: null,
        lastTimedOut: false,
        ...(keepsRecord ? {} : unproven),
      },
    });
    await tx.$executeRaw`update delivery_budget set probe_at = now() where profile_id = ${profileId}::uuid and parked_at is not null`;
    await makeDue(tx, [profileId]);
    wakeAfterCommit(this.database, this.wake, profileId);
  }

  async setFallback(tx: Tx, profileId: string, fallbackProfileId: string | null): Promise<void> {
    await tx.deliveryBudget.updateMany({ where: { profileId }, data: { fallbackProfileId } });
  }

  /** Nothing more is claimed for it; what is being sent arrives. */
  async pause(tx: Tx, profileId: string, pausedAt: Date): Promise<void> {
    await tx.deliveryBudget.updateMany({ where: { profileId }, data: { pausedAt } });
  }

  async resume(tx: Tx, profileId: string): Promise<void> {
    await tx.deliveryBudget.updateMany({ where: { profileId }, data: { pausedAt: null } });
    await makeDue(tx, [profileId]);
    wakeAfterCommit(this.database, this.wake, profileId);
  }

  /** Nothing more is claimed of the tenant's mail; what is being sent arrives. */
  async suspendTenant(tx: Tx, tenantId: string, suspendedAt: Date): Promise<void> {
    await lockBudgets(tx, tenantId);
    await tx.deliveryBudget.updateMany({ where: { tenantId }, data: { suspendedAt } });
  }

  async resumeTenant(tx: Tx, tenantId: string): Promise<void> {
    const profileIds = await lockBudgets(tx, tenantId);
    await tx.deliveryBudget.updateMany({ where: { tenantId }, data: { suspendedAt: null } });
    await makeDue(tx, profileIds);
    wakeAfterCommit(this.database, this.wake, ...profileIds);
  }

  /** Has the workers try to sign in with this profile now, where it is parked. */
  async probe(tx: Tx, profileId: string): Promise<void> {
    await tx.deliveryBudget.updateMany({ where: { profileId, parkedAt: { not: null } }, data: { probeAt: new Date() } });
  }

  /** Has the workers try to sign in now with every profile that is parked for one of these classes of failure. Needs the system's reach. */
  async probeParkedFor(tx: Tx, failureClasses: string[]): Promise<void> {
    await tx.$executeRaw`
      update delivery_budget b set probe_at = now()
      from (select profile_id from delivery_budget where parked_at is not null and last_failure_class = any (${failureClasses}) order by profile_id for update) parked
      where b.profile_id = parked.profile_id`;
  }

  /** Marks that admins were notified of this parking; false: they were before, or the profile is not parked since then any more. */
  async markParkedNotified(tx: Tx, profileId: string, parkedAt: Date): Promise<boolean> {
    const unmarked = { OR: [{ parkedToldAt: null }, { parkedToldAt: { not: parkedAt } }] };
    const { count } = await tx.deliveryBudget.updateMany({ where: { profileId, parkedAt, ...unmarked }, data: { parkedToldAt: parkedAt } });
    return count > 0;
  }
}

async function bringForward(tx: Tx, profileId: string): Promise<void> {
  await tx.$executeRaw`
    update message m set not_before = now()
    from (select id from message where profile_id = ${profileId}::uuid and state = 'DEFERRED' and not_before > now() order by id for update) waiting
    where m.id = waiting.id`;
}
