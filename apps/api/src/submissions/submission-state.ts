import type { DeliveryBudget } from '@posthorn/database';

export const SubmissionState = {
  OFF: 'OFF',
  PARKED: 'PARKED',
  FAILING: 'FAILING',
  UNPROVEN: 'UNPROVEN',
  DELIVERING: 'DELIVERING',
} as const;
export type SubmissionState = keyof typeof SubmissionState;

type Facts = Pick<DeliveryBudget, 'pausedAt' | 'parkedAt' | 'circuitUntil' | 'lastSuccessAt'>;

/**
 * How a submission setup stands: OFF (not set up, or paused) > PARKED > FAILING (circuit open, or its one half-open message on its way) >
 * UNPROVEN (nothing was accepted yet with these settings) > DELIVERING. Stored nowhere. UNPROVEN never blocks sending.
 */
export function submissionState(configured: boolean, budget: Facts | null): SubmissionState {
  if (!configured || budget?.pausedAt) return 'OFF';
  if (budget?.parkedAt) return 'PARKED';
  if (budget?.circuitUntil) return 'FAILING';
  return budget?.lastSuccessAt ? 'DELIVERING' : 'UNPROVEN';
}
