import type { Prisma } from '@posthorn/database';
import { grantState, refreshEndMoves, refreshTokenEndsAt, refreshTokenWarning, type GrantFacts, type GrantState } from '@posthorn/oauth';
import { z } from 'zod';
import { jsonColumn } from '../platform/database/json-column.ts';
import type { NoticeFacts } from './notice.ts';

/** The column `oauth_grant.told`: what people know of a grant's trouble. Without a key: nothing, so that they are notified. */
const told = z.object({
  /** Since when consent is needed, ISO 8601. */
  consentLost: z.string().optional(),
  /** Since when refreshes fail, ISO 8601. */
  refreshFailing: z.string().optional(),
  /** Days left when the refresh token's end was last told. */
  refreshTokenDays: z.number().optional(),
});
export type Told = z.infer<typeof told>;
const toldColumn = jsonColumn('oauth_grant.told', told);

/** A fault that mends itself sooner than this is nobody's business. */
const failingAfterMs = 15 * 60_000;

export const toldOf = (stored: Prisma.JsonValue): Told => toldColumn.read(stored);

/** What people must be told of a grant now, and what they know after that. Whatever is over is forgotten. */
export function grantNotices(facts: GrantFacts, told: Told, now: Date): { notices: NoticeFacts[]; told: Told } {
  const state = grantState(facts, now);
  const said = [consentLost(facts, state, told), refreshFailing(facts, state, told, now), tokenEnds(facts, state, told, now)];
  return {
    notices: said.flatMap(({ notice }) => notice ?? []),
    told: Object.assign({}, ...said.map(({ knows }) => knows)) as Told,
  };
}

/** `knows`: what stays in `told`. */
interface Saying {
  notice: NoticeFacts | null;
  knows: Told;
}

function consentLost(facts: GrantFacts, state: GrantState, told: Told): Saying {
  // Somebody is at the provider. Should they not come back, it is the old loss.
  if (state.state === 'AWAITING_CONSENT') return { notice: null, knows: kept(told, 'consentLost') };
  if (state.state !== 'CONSENT_NEEDED' || state.since === null) return nothing;
  const since = state.since.toISOString();
  const notice = { event: 'CONSENT_LOST', since, detail: state.why, ...tokenLeft(facts, state) } as const;
  return { notice: told.consentLost === since ? null : notice, knows: { consentLost: since } };
}

function refreshFailing(facts: GrantFacts, state: GrantState, told: Told, now: Date): Saying {
  const { failure } = facts;
  if (!failure) return nothing;
  const since = failure.firstAt.toISOString();
  // One run of failures is told once, whatever becomes of it.
  if (told.refreshFailing === since) return { notice: null, knows: { refreshFailing: since } };
  const isDue = !failure.retry || now.getTime() - failure.firstAt.getTime() >= failingAfterMs;
  if (state.state !== 'REFRESH_FAILING' || !isDue) return nothing;
  const notice = { event: 'REFRESH_FAILING', since, detail: state.why, retried: failure.retry, ...tokenLeft(facts, state) } as const;
  return { notice, knows: { refreshFailing: since } };
}

function tokenEnds(facts: GrantFacts, { state }: GrantState, told: Told, now: Date): Saying {
  const endsAt = refreshTokenEndsAt(facts);
  if (facts.flow !== 'AUTHORIZATION_CODE' || facts.revokedAt !== null || endsAt === null) return nothing;
  // Its end has come, or the provider said so: that is told as a lost consent.
  if (state === 'CONSENT_NEEDED' || state === 'AWAITING_CONSENT') return { notice: null, knows: kept(told, 'refreshTokenDays') };
  const warning = refreshTokenWarning(facts, now, told.refreshTokenDays ?? null);
  if (!warning) return nothing;
  const { daysLeft, threshold, due } = warning;
  const notice = { event: 'TOKEN_EXPIRING', daysLeft, endsAt: endsAt.toISOString(), extendedByUse: refreshEndMoves(facts) } as const;
  // A later end raises what is known, so that the days to it are counted down again.
  return { notice: due ? notice : null, knows: { refreshTokenDays: threshold } };
}

const nothing: Saying = { notice: null, knows: {} };

const kept = (told: Told, key: keyof Told): Told => (told[key] === undefined ? {} : { [key]: told[key] });

const tokenLeft = ({ access }: GrantFacts, { usable }: GrantState) => ({
  usable,
  usableUntil: usable ? (access?.expiresAt?.toISOString() ?? null) : null,
});
