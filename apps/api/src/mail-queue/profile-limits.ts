import type { SubmissionAdvanced } from '@posthorn/contracts';
import type { DeliveryBudget } from '@posthorn/database';

/** The limits among a submission's settings. */
export type SubmissionLimits = Pick<SubmissionAdvanced, 'maxConnections' | 'perMinute' | 'perDay'>;

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
}: SubmissionLimits): Pick<DeliveryBudget, 'maxInFlight' | 'ratePerSecond' | 'burst' | 'dayLimit'> {
  const limits = { maxInFlight: maxConnections, dayLimit: perDay };
  if (perMinute === null) return { ...limits, ...unlimited };
  const burst = Math.max(1, Math.floor(perMinute / 10));
  return { ...limits, burst, ratePerSecond: Math.max(1, perMinute - burst) / 60 };
}
