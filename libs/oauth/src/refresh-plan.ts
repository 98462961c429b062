import { dayMs } from '@posthorn/contracts';
import { consentNeededSince, isInteractive, type GrantFacts, type RefreshFailureFacts } from './grant-facts.ts';

const firstWaitSeconds = 5;
const maxWaitSeconds = 900;
/** Between attempts that cannot help unless somebody does something: at the provider, where no button of ours is pressed. */
const slowWaitSeconds = 3_600;
const maxRetryAfterSeconds = 86_400;
/** Before that no token is replaced, however short it lives. */
const minUseMs = 1_000;

/** Seconds to wait after so many failures in a row: 5, 10, 20 ... 900, each a fifth more or less by the jitter. */
export function refreshBackoffSeconds(attempts: number, jitter: number): number {
  const exponent = Math.min(Math.max(attempts, 1) - 1, 20);
  return Math.min(firstWaitSeconds * 2 ** exponent, maxWaitSeconds) * (0.8 + 0.4 * jitter);
}

/**
 * When to ask for the next access token, never before now; null: not without a person. Waits out failures, refreshes ahead of the
 * expiry, and uses an idle refresh token while it lives.
 */
export function nextRefreshAt(facts: GrantFacts, now: Date): Date | null {
  if (facts.revokedAt !== null || consentNeededSince(facts, now) !== null) return null;
  if (isInteractive(facts) && !facts.refresh) return null;
  const at = facts.failure ? afterFailure(facts.failure, facts.jitter) : dueAt(facts);
  return at === null ? null : new Date(Math.max(at, now.getTime()));
}

/**
 * When a refresh token that nobody uses must be used, so that it does not die: at half its idle life, a little before by the jitter.
 * null: there is none, or nobody knows its idle life.
 */
export function keepAliveAt({ refresh, jitter }: GrantFacts): Date | null {
  if (!refresh || refresh.idleDays === null) return null;
  return new Date(refresh.usedAt.getTime() + refresh.idleDays * dayMs * (0.5 - 0.05 * jitter));
}

/** From when on the access token wants replacing, jitter left out; null: never. At most half its life before the end. */
export function marginBeginsAt({ access, refreshBeforeSeconds }: GrantFacts): Date | null {
  if (!access?.expiresAt) return null;
  return new Date(access.expiresAt.getTime() - marginMs(access.expiresAt.getTime() - access.obtainedAt.getTime(), refreshBeforeSeconds));
}

function marginMs(lifeMs: number, refreshBeforeSeconds: number): number {
  return Math.min(Math.max(refreshBeforeSeconds, 0) * 1_000, Math.max(lifeMs, 0) / 2);
}

function dueAt(facts: GrantFacts): number | null {
  const { access, jitter } = facts;
  // Nothing is held, or only a refresh token: at once.
  if (!access) return 0;
  const aliveUntil = keepAliveAt(facts)?.getTime() ?? null;
  const begins = marginBeginsAt(facts)?.getTime() ?? null;
  if (begins === null || access.expiresAt === null) return aliveUntil;
  const lifeMs = access.expiresAt.getTime() - access.obtainedAt.getTime();
  const spreadMs = jitter * Math.min(access.expiresAt.getTime() - begins, Math.max(lifeMs, 0) / 10);
  const ahead = Math.max(begins - spreadMs, access.obtainedAt.getTime() + minUseMs);
  return Math.min(ahead, aliveUntil ?? Infinity);
}

function afterFailure({ at, attempts, retry, retryAfterSeconds }: RefreshFailureFacts, jitter: number): number {
  const waitSeconds = retry ? refreshBackoffSeconds(attempts, jitter) : slowWaitSeconds * (0.8 + 0.4 * jitter);
  const askedSeconds = Math.min(retryAfterSeconds ?? 0, maxRetryAfterSeconds);
  return at.getTime() + Math.max(waitSeconds, askedSeconds) * 1_000;
}
