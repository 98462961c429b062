import type { SubmissionAdvanced } from '@posthorn/contracts';
import type { DeliveryBudget, Tx } from '@posthorn/database';

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
  const now = new Date();
  // Messages first, then budget, then queues: the order in which the workers lock them.
  if (!keepsRecord)
    await tx.message.updateMany({ where: { profileId, state: 'DEFERRED', notBefore: { gt: now } }, data: { notBefore: now } });
  await tx.deliveryBudget.updateMany({
    where: { profileId },
    data: {
      ...limits,
      circuitUntil: null,
      circuitFailures: 0,
      authFailures: 0,
      authFailedSince: null,
      lastTimedOut: false,
      ...(keepsRecord ? {} : { ...unproven, consecutiveFailures: 0 }),
    },
  });
  await tx.deliveryBudget.updateMany({ where: { profileId, parkedAt: { not: null } }, data: { probeAt: now } });
  await tx.deliveryQueue.updateMany({ where: { profileId }, data: { nextAt: now } });
}
