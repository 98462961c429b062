import type { SubmissionAdvanced } from '@posthorn/contracts';
import type { DeliveryBudget, Tx } from '@posthorn/database';
import { lookNow } from './lock-order.ts';

/** More than any server takes: no limit. */
const unlimited = { ratePerSecond: 1e6, burst: 1e6 };

/**
 * What the limits of a submission come to for the claim. A bucket of a tenth of the minute's messages, refilled by the rest within a minute:
 * no 60 seconds hold more than `perMinute`, which a bucket of all of them would let through twice. One a minute is one every 60 seconds.
 */
export function budgetOf({
  maxConnections,
  perMinute,
  perDay,
}: Pick<SubmissionAdvanced, 'maxConnections' | 'perMinute' | 'perDay'>): Pick<
  DeliveryBudget,
  'maxInFlight' | 'ratePerSecond' | 'burst' | 'dayLimit'
> {
  const limits = { maxInFlight: maxConnections, dayLimit: perDay };
  if (perMinute === null) return { ...limits, ...unlimited };
  const burst = Math.max(1, Math.floor(perMinute / 10));
  return { ...limits, burst, ratePerSecond: Math.max(1, perMinute - burst) / 60 };
}

const unproven = { lastSuccessAt: null, lastFailureAt: null, lastFailureClass: null, lastFailureReply: null, lastFailureSentence: null };

/**
 * After its settings changed: the new limits hold, an open circuit is tried at once, a parked profile probed now. Without `keepsRecord` the
 * profile is UNPROVEN again and what failed tries anew, because what was learned of the old settings says nothing of the new ones.
 */
export async function tryAnew(tx: Tx, profileId: string, limits: ReturnType<typeof budgetOf>, keepsRecord: boolean): Promise<void> {
  // Messages first, then budget, then queues: see queue-order.ts.
  if (!keepsRecord)
    await tx.$executeRaw`
      update message m set not_before = now()
      from (select id from message where profile_id = ${profileId}::uuid and state = 'DEFERRED' and not_before > now() order by id for update) waiting
      where m.id = waiting.id`;
  await tx.deliveryBudget.updateMany({
    where: { profileId },
    data: {
      ...limits,
      circuitUntil: null,
      tokenWaitUntil: null,
      circuitFailures: 0,
      authFailures: 0,
      authFailedSince: null,
      lastTimedOut: false,
      ...(keepsRecord ? {} : { ...unproven, consecutiveFailures: 0 }),
    },
  });
  await tx.$executeRaw`update delivery_budget set probe_at = now() where profile_id = ${profileId}::uuid and parked_at is not null`;
  await lookNow(tx, [profileId]);
}
