import { dayMs, type GrantStateName } from '@posthorn/contracts';
import { consentNeededSince, isInteractive, refreshTokenEndsAt, refreshTokenLifeDays, type GrantFacts } from './grant-facts.ts';
import { marginBeginsAt, nextRefreshAt } from './refresh-plan.ts';

export interface GrantState {
  state: GrantStateName;
  /** null: since ever. */
  since: Date | null;
  /** A sentence for the person. */
  why: string;
  /** When we try by ourselves; null: not before somebody acts. */
  nextAttempt: Date | null;
  /** A sentence; null: nothing needs doing. */
  whatToDo: string | null;
  /** The access token held has not expired. */
  usable: boolean;
  /** SEND: with the token held. WAIT: a token is on its way, defer. PARK: until somebody acts. */
  messages: 'SEND' | 'WAIT' | 'PARK';
}

/** Days before the known end of a refresh token at which its state says so. */
const soonMs = 7 * dayMs;

const grantNew = 'Grant a new token.';

/** What a grant is worth at this moment. The table stands in the documentation; the first row that fits wins. */
export function grantState(facts: GrantFacts, now: Date): GrantState {
  const { access } = facts;
  const usable = facts.revokedAt === null && access !== null && (access.expiresAt === null || access.expiresAt > now);
  const said = withoutTokens(facts, now) ?? onlyAPersonHelps(facts, now) ?? failing(facts) ?? expiring(facts, now) ?? valid(facts);
  const nextAttempt = nextRefreshAt(facts, now);
  const isHopeless = facts.failure !== null && !facts.failure.retry;
  const messages = usable ? 'SEND' : nextAttempt === null || isHopeless ? 'PARK' : 'WAIT';
  return { ...said, why: withoutAct(said), nextAttempt, usable, messages };
}

/** What to do is said once, by itself, although many a failure's sentence ends with it. */
const withoutAct = ({ why, whatToDo }: Said): string =>
  whatToDo !== null && why.endsWith(` ${whatToDo}`) ? why.slice(0, -whatToDo.length - 1) : why;

type Said = Pick<GrantState, 'state' | 'since' | 'why' | 'whatToDo'>;

function withoutTokens(facts: GrantFacts, now: Date): Said | null {
  const { access, refresh, revokedAt, failure } = facts;
  if (revokedAt === null && (access || refresh)) return null;
  const waiting = awaiting(facts, now);
  if (waiting) return waiting;
  const again = isInteractive(facts) ? grantNew : 'Refresh the token.';
  if (revokedAt !== null) return { state: 'REVOKED', since: revokedAt, why: 'The grant was revoked here.', whatToDo: again };
  if (isInteractive(facts)) {
    return { state: 'NONE', since: failure?.at ?? null, why: failure?.sentence ?? 'Nobody has granted a token yet.', whatToDo: grantNew };
  }
  return failure ? null : { state: 'NONE', since: null, why: 'No token has been fetched yet.', whatToDo: null };
}

function awaiting(facts: GrantFacts, now: Date): Said | null {
  const { consent } = facts;
  if (!isInteractive(facts) || !consent || consent.expiresAt <= now) return null;
  const why = 'The browser is at the identity provider, and has not come back.';
  return { state: 'AWAITING_CONSENT', since: consent.startedAt, why, whatToDo: 'Sign in and consent there, or grant again.' };
}

function onlyAPersonHelps(facts: GrantFacts, now: Date): Said | null {
  const since = consentNeededSince(facts, now);
  if (since === null) return null;
  const waiting = awaiting(facts, now);
  if (waiting) return waiting;
  const { failure, refresh } = facts;
  const ended = refresh ? 'The refresh token has expired.' : 'The access token has expired, and no refresh token was given with it.';
  const why = failure?.class === 'CONSENT_NEEDED' ? failure.sentence : ended;
  return { state: 'CONSENT_NEEDED', since, why, whatToDo: grantNew };
}

function failing({ failure }: GrantFacts): Said | null {
  if (!failure) return null;
  const whatToDo = failure.retry ? null : 'Do as it says; then refresh the token, or wait for the next attempt.';
  return { state: 'REFRESH_FAILING', since: failure.firstAt, why: failure.sentence, whatToDo };
}

function expiring(facts: GrantFacts, now: Date): Said | null {
  const { access, refresh } = facts;
  const end = refreshTokenEndsAt(facts);
  if (isInteractive(facts) && !refresh && access?.expiresAt) {
    const why = 'The provider gave no refresh token: this one cannot be replaced when it expires.';
    return { state: 'EXPIRING', since: access.obtainedAt, why, whatToDo: `Ask for offline access, then: ${grantNew}` };
  }
  const isNear = end !== null && end.getTime() - now.getTime() <= soonMs && refreshTokenLifeDays(facts) * dayMs > soonMs;
  if (refresh && isNear) {
    const since = new Date(end.getTime() - soonMs);
    return {
      state: 'EXPIRING',
      since,
      why: 'The refresh token ends within a week.',
      whatToDo: refresh.expiresAt ? grantNew : 'Refresh the token.',
    };
  }
  const begins = marginBeginsAt(facts);
  if (begins === null || begins > now) return null;
  return { state: 'EXPIRING', since: begins, why: 'The access token is due to be replaced.', whatToDo: null };
}

function valid({ access }: GrantFacts): Said {
  if (!access)
    return { state: 'EXPIRING', since: null, why: 'Only a refresh token is held; an access token is being fetched.', whatToDo: null };
  const why = access.expiresAt
    ? 'The access token is valid, and is replaced before it expires.'
    : 'The access token is valid, and does not expire.';
  return { state: 'VALID', since: access.obtainedAt, why, whatToDo: null };
}
