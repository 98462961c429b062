import { dayMs } from '@posthorn/contracts';
import { refreshTokenEndsAt, refreshTokenLifeDays, type GrantFacts } from './grant-facts.ts';

/** Days before an end at which somebody is told; 0: it has come. */
export const expiryThresholds: readonly number[] = [90, 60, 30, 15, 7, 1, 0];

export interface ExpiryWarning {
  /** Whole days left, begun ones counted; 0 once it is over. */
  daysLeft: number;
  /** The threshold reached last. */
  threshold: number;
  /** It was not warned of yet: tell, and remember the threshold. */
  due: boolean;
}

/**
 * Whether a client secret, or anything else with an end, wants warning of.
 *
 * @param warnedAt threshold of the last warning about this end; null: none yet. Forget it when the end changes.
 * @returns null while the first threshold is not reached
 */
export function expiryWarning(expiresAt: Date, now: Date, warnedAt: number | null): ExpiryWarning | null {
  const daysLeft = Math.max(0, Math.ceil((expiresAt.getTime() - now.getTime()) / dayMs));
  const threshold = expiryThresholds.findLast((days) => daysLeft <= days);
  return threshold === undefined ? null : { daysLeft, threshold, due: warnedAt === null || threshold < warnedAt };
}

/** When the next threshold is reached; null: all are. */
export function nextExpiryWarningAt(expiresAt: Date, now: Date): Date | null {
  const moments = expiryThresholds.map((days) => expiresAt.getTime() - days * dayMs);
  const next = moments.find((moment) => moment > now.getTime());
  return next === undefined ? null : new Date(next);
}

/** Days before its end at which a refresh token is told of; a client secret, which takes longer to replace, sooner. */
const firstRefreshTokenThreshold = 30;

/**
 * Whether the end of a refresh token wants warning of: only by thresholds that lie within its life.
 *
 * @param warnedAt as in {@link expiryWarning}
 */
export function refreshTokenWarning(facts: GrantFacts, now: Date, warnedAt: number | null): ExpiryWarning | null {
  const end = refreshTokenEndsAt(facts);
  const warning = end && expiryWarning(end, now, warnedAt);
  if (!warning || warning.threshold > firstRefreshTokenThreshold) return null;
  return warning.threshold < refreshTokenLifeDays(facts) ? warning : null;
}
