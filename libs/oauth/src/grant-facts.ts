import { dayMs, type OAuthFlow } from '@posthorn/contracts';
import type { OAuthFailureClass } from './catalogue.ts';

export interface AccessTokenFacts {
  obtainedAt: Date;
  /** null: it never expires. */
  expiresAt: Date | null;
}

export interface RefreshTokenFacts {
  /** When it was last used or given. */
  usedAt: Date;
  /** Days after which an unused one dies; null: not known. */
  idleDays: number | null;
  /** Where the provider said so; null: no fixed end. */
  expiresAt: Date | null;
  /** Seconds: the longest life the provider told of since the consent. Absent or null: long. */
  lifeSeconds?: number | null;
}

/** What kept the last refresh from succeeding; gone after a success, a new grant, and a change of secret or settings. */
export interface RefreshFailureFacts {
  class: OAuthFailureClass;
  retry: boolean;
  sentence: string;
  /** Of the first failure since the last success. */
  firstAt: Date;
  /** Of the last one. */
  at: Date;
  /** Failures since the last success, from 1. */
  attempts: number;
  /** What the provider asked for; null: nothing. */
  retryAfterSeconds: number | null;
}

/** All that is known of a grant, without a secret. */
export interface GrantFacts {
  flow: OAuthFlow;
  /** From 0 up to 1, one per grant and always the same: keeps many grants from being refreshed in one second. */
  jitter: number;
  /** Seconds before its expiry at which an access token is replaced; 0 or less: exactly then. */
  refreshBeforeSeconds: number;
  access: AccessTokenFacts | null;
  refresh: RefreshTokenFacts | null;
  /** A consent that was begun and has not come back. */
  consent: { startedAt: Date; expiresAt: Date } | null;
  failure: RefreshFailureFacts | null;
  /** When we revoked it; null: not, or granted again since. */
  revokedAt: Date | null;
}

/**
 * When an access token expires.
 *
 * @param expiresInSeconds what the provider said; null: nothing
 * @param defaultSeconds what then counts; 0 or less: never
 */
export function expiryOf(obtainedAt: Date, expiresInSeconds: number | null, defaultSeconds: number): Date | null {
  const seconds = expiresInSeconds ?? (defaultSeconds > 0 ? defaultSeconds : null);
  return seconds === null ? null : new Date(obtainedAt.getTime() + seconds * 1_000);
}

/** When the refresh token dies if nobody uses it; null: not known. */
export function refreshTokenEndsAt({ refresh }: GrantFacts): Date | null {
  if (!refresh) return null;
  const idleEnd = refresh.idleDays === null ? null : refresh.usedAt.getTime() + refresh.idleDays * dayMs;
  const ends = [idleEnd, refresh.expiresAt?.getTime() ?? null].filter((end) => end !== null);
  return ends.length === 0 ? null : new Date(Math.min(...ends));
}

/** The refresh token's end is that of its idle life: each use puts it off. */
export function refreshEndMoves(facts: GrantFacts): boolean {
  const end = refreshTokenEndsAt(facts);
  return end !== null && end.getTime() !== facts.refresh?.expiresAt?.getTime();
}

/**
 * Days that token lives which ends at {@link refreshTokenEndsAt}: near its end is only what had longer. One of half an hour, renewed at each
 * use, never is.
 */
export function refreshTokenLifeDays(facts: GrantFacts): number {
  const { refresh } = facts;
  if (refreshEndMoves(facts)) return refresh?.idleDays ?? Infinity;
  return (refresh?.lifeSeconds ?? Infinity) / 86_400;
}

export function isInteractive({ flow }: GrantFacts): boolean {
  return flow === 'AUTHORIZATION_CODE';
}

/**
 * Since when only a person can help; null: not so. Client credentials and assertions need no person at the next attempt, whatever the
 * last one was told.
 */
export function consentNeededSince(facts: GrantFacts, now: Date): Date | null {
  const { access, refresh, failure } = facts;
  if (!isInteractive(facts) || (!access && !refresh)) return null;
  if (failure?.class === 'CONSENT_NEEDED') return failure.firstAt;
  const end = refresh ? refreshTokenEndsAt(facts) : (access?.expiresAt ?? null);
  return end !== null && end <= now ? end : null;
}
