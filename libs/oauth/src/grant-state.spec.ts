import { dayMs } from '@posthorn/contracts';
import fc from 'fast-check';
import { expiryOf, refreshTokenEndsAt, type GrantFacts, type RefreshFailureFacts } from './grant-facts.ts';
import { grantState } from './grant-state.ts';
import { keepAliveAt, nextRefreshAt, refreshBackoffSeconds } from './refresh-plan.ts';

const minuteMs = 60_000;
const now = new Date('2026-11-20T12:00:00Z');
const at = (offsetMs: number): Date => new Date(now.getTime() + offsetMs);

/** Granted half an hour ago for an hour, refreshable. */
const healthy: GrantFacts = {
  flow: 'AUTHORIZATION_CODE',
  jitter: 0,
  refreshBeforeSeconds: 300,
  access: { obtainedAt: at(-30 * minuteMs), expiresAt: at(30 * minuteMs) },
  refresh: { usedAt: at(-30 * minuteMs), idleDays: 90, expiresAt: null },
  consent: null,
  failure: null,
  revokedAt: null,
};
const nothing: GrantFacts = { ...healthy, access: null, refresh: null };
const byItself: GrantFacts = { ...nothing, flow: 'CLIENT_CREDENTIALS' };
const expired = { obtainedAt: at(-90 * minuteMs), expiresAt: at(-30 * minuteMs) };
const outage: RefreshFailureFacts = {
  class: 'TEMPORARY',
  retry: true,
  sentence: 'It is out of order.',
  firstAt: at(-2 * minuteMs),
  at: at(-1_000),
  attempts: 1,
  retryAfterSeconds: null,
};
const badSecret: RefreshFailureFacts = { ...outage, class: 'CLIENT', retry: false, sentence: 'The secret is wrong.' };
const dead: RefreshFailureFacts = { ...outage, class: 'CONSENT_NEEDED', retry: false, sentence: 'It was revoked.' };
const consent = { startedAt: at(-minuteMs), expiresAt: at(9 * minuteMs) };
const lapsed = { startedAt: at(-20 * minuteMs), expiresAt: at(-10 * minuteMs) };

type Row = [name: string, facts: GrantFacts, state: string, since: Date | null, next: Date | null, messages: string];

it.each<Row>([
  ['nothing granted', nothing, 'NONE', null, null, 'PARK'],
  ['nothing granted, somebody at the provider', { ...nothing, consent }, 'AWAITING_CONSENT', consent.startedAt, null, 'PARK'],
  ['nothing granted, consent lapsed', { ...nothing, consent: lapsed }, 'NONE', null, null, 'PARK'],
  [
    'nothing granted, consent refused',
    { ...nothing, failure: { ...outage, class: 'DENIED', retry: false } },
    'NONE',
    outage.at,
    null,
    'PARK',
  ],
  ['nothing fetched yet, nobody needed', byItself, 'NONE', null, now, 'WAIT'],
  ['granted', healthy, 'VALID', at(-30 * minuteMs), at(25 * minuteMs), 'SEND'],
  ['granted, and granting again', { ...healthy, consent }, 'VALID', at(-30 * minuteMs), at(25 * minuteMs), 'SEND'],
  [
    'fetched, nobody needed',
    { ...healthy, flow: 'CLIENT_CREDENTIALS', refresh: null },
    'VALID',
    at(-30 * minuteMs),
    at(25 * minuteMs),
    'SEND',
  ],
  [
    'a token that never expires',
    { ...healthy, access: { obtainedAt: at(-dayMs), expiresAt: null }, refresh: { usedAt: at(-dayMs), idleDays: 90, expiresAt: null } },
    'VALID',
    at(-dayMs),
    at(44 * dayMs),
    'SEND',
  ],
  [
    'a token that never expires, nobody needed',
    { ...byItself, access: { obtainedAt: at(-dayMs), expiresAt: null } },
    'VALID',
    at(-dayMs),
    null,
    'SEND',
  ],
  ['within the margin', { ...healthy, refreshBeforeSeconds: 1_800 }, 'EXPIRING', now, now, 'SEND'],
  ['expired, refresh due', { ...healthy, access: expired }, 'EXPIRING', at(-35 * minuteMs), now, 'WAIT'],
  ['only a refresh token', { ...healthy, access: null }, 'EXPIRING', null, now, 'WAIT'],
  ['no refresh token, still valid', { ...healthy, refresh: null }, 'EXPIRING', at(-30 * minuteMs), null, 'SEND'],
  ['no refresh token, expired', { ...healthy, access: expired, refresh: null }, 'CONSENT_NEEDED', expired.expiresAt, null, 'PARK'],
  [
    'a refresh token with a fixed end in six days',
    { ...healthy, refresh: { usedAt: at(-dayMs), idleDays: null, expiresAt: at(6 * dayMs) } },
    'EXPIRING',
    at(-dayMs),
    at(25 * minuteMs),
    'SEND',
  ],
  [
    'a refresh token whose fixed end has come',
    { ...healthy, access: expired, refresh: { usedAt: at(-dayMs), idleDays: 90, expiresAt: at(-minuteMs) } },
    'CONSENT_NEEDED',
    at(-minuteMs),
    null,
    'PARK',
  ],
  [
    'a refresh token nobody used for 90 days',
    { ...healthy, access: expired, refresh: { usedAt: at(-91 * dayMs), idleDays: 90, expiresAt: null } },
    'CONSENT_NEEDED',
    at(-dayMs),
    null,
    'PARK',
  ],
  ['an outage, token still valid', { ...healthy, failure: outage }, 'REFRESH_FAILING', outage.firstAt, at(3_000), 'SEND'],
  ['an outage, token expired', { ...healthy, access: expired, failure: outage }, 'REFRESH_FAILING', outage.firstAt, at(3_000), 'WAIT'],
  ['an outage, nothing fetched yet', { ...byItself, failure: outage }, 'REFRESH_FAILING', outage.firstAt, at(3_000), 'WAIT'],
  [
    'a wrong secret',
    { ...healthy, access: expired, failure: badSecret },
    'REFRESH_FAILING',
    outage.firstAt,
    at(48 * minuteMs - 1_000),
    'PARK',
  ],
  ['the grant ended', { ...healthy, access: expired, failure: dead }, 'CONSENT_NEEDED', dead.firstAt, null, 'PARK'],
  ['the grant ended, token still valid', { ...healthy, failure: dead }, 'CONSENT_NEEDED', dead.firstAt, null, 'SEND'],
  [
    'the grant ended, somebody at the provider',
    { ...healthy, access: expired, failure: dead, consent },
    'AWAITING_CONSENT',
    consent.startedAt,
    null,
    'PARK',
  ],
  [
    'consent missing, but nobody to give it here',
    { ...byItself, failure: dead },
    'REFRESH_FAILING',
    dead.firstAt,
    at(48 * minuteMs - 1_000),
    'PARK',
  ],
  ['revoked', { ...nothing, revokedAt: at(-dayMs) }, 'REVOKED', at(-dayMs), null, 'PARK'],
  ['revoked, tokens not yet deleted', { ...healthy, revokedAt: at(-dayMs) }, 'REVOKED', at(-dayMs), null, 'PARK'],
  [
    'revoked, somebody at the provider',
    { ...nothing, revokedAt: at(-dayMs), consent },
    'AWAITING_CONSENT',
    consent.startedAt,
    null,
    'PARK',
  ],
  ['revoked, nobody needed', { ...byItself, revokedAt: at(-dayMs) }, 'REVOKED', at(-dayMs), null, 'PARK'],
])('%s', (_name, facts, state, since, next, messages) => {
  const found = grantState(facts, now);

  expect([found.state, found.since, found.nextAttempt, found.messages]).toEqual([state, since, next, messages]);
});

it('says why in the words of the last failure', () => {
  expect(grantState({ ...healthy, access: expired, failure: dead }, now)).toMatchObject({
    why: 'It was revoked.',
    whatToDo: 'Grant a new token.',
  });
  expect(grantState({ ...healthy, failure: outage }, now)).toMatchObject({ why: 'It is out of order.', whatToDo: null });
});

it('says what to do once, where the words of the failure say it, too', () => {
  const failure = { ...dead, sentence: 'It was revoked. Grant a new token.' };

  expect(grantState({ ...healthy, failure }, now)).toMatchObject({ why: 'It was revoked.', whatToDo: 'Grant a new token.' });
});

describe('the next refresh', () => {
  it.each<[name: string, changes: Partial<GrantFacts>, expected: Date]>([
    ['comes by the margin', {}, at(25 * minuteMs)],
    ['comes exactly at expiry where there is no margin', { refreshBeforeSeconds: 0, jitter: 0.9 }, at(30 * minuteMs)],
    ['takes a negative margin for none', { refreshBeforeSeconds: -1 }, at(30 * minuteMs)],
    ['comes a little earlier by the jitter', { jitter: 0.5 }, at(22.5 * minuteMs)],
    ['leaves a short-lived token half its life', { access: { obtainedAt: now, expiresAt: at(2 * minuteMs) } }, at(minuteMs)],
    [
      'comes earlier to keep the refresh token alive',
      { refresh: { usedAt: at(-minuteMs), idleDays: 1 / 72, expiresAt: null } },
      at(9 * minuteMs),
    ],
    ['waits as long as the provider asks', { failure: { ...outage, retryAfterSeconds: 600 } }, at(599_000)],
    ['waits no longer than a day', { failure: { ...outage, retryAfterSeconds: 1e9 } }, at(dayMs - 1_000)],
  ])('%s', (_name, changes, expected) => {
    expect(nextRefreshAt({ ...healthy, ...changes }, now)).toEqual(expected);
  });

  it('waits ever longer, up to a quarter of an hour', () => {
    expect([1, 2, 3, 8, 9, 1_000].map((attempts) => refreshBackoffSeconds(attempts, 0.5))).toEqual([5, 10, 20, 640, 900, 900]);
    expect([0, 0.25, 0.75].map((jitter) => refreshBackoffSeconds(1, jitter))).toEqual([4, 4.5, 5.5]);
  });

  it('spreads grants that expire in the same second', () => {
    const moments = Array.from({ length: 200 }, (_, index) => nextRefreshAt({ ...healthy, jitter: index / 200 }, now)?.getTime());

    expect(new Set(moments).size).toBe(200);
  });
});

it('keeps an idle refresh token alive at half its life', () => {
  expect(keepAliveAt(healthy)).toEqual(at(45 * dayMs - 30 * minuteMs));
  expect([
    keepAliveAt({ ...healthy, refresh: null }),
    keepAliveAt({ ...healthy, refresh: { usedAt: now, idleDays: null, expiresAt: null } }),
  ]).toEqual([null, null]);
});

it.each<[told: number | null, byDefault: number, expected: Date | null]>([
  [3_600, 60, at(3_600_000)],
  [null, 60, at(60_000)],
  [null, 0, null],
  [null, -1, null],
  [0, 60, now],
])('told %p, default %d: expires %p', (told, byDefault, expected) => {
  expect(expiryOf(now, told, byDefault)).toEqual(expected);
});

describe('whatever is known', () => {
  const moment = fc.integer({ min: -400 * dayMs, max: 400 * dayMs }).map(at);
  const past = fc.integer({ min: -400 * dayMs, max: 0 }).map(at);
  const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
  const failure = fc
    .record({
      class: fc.constantFrom('TEMPORARY', 'CLIENT', 'CONSENT_NEEDED', 'POLICY', 'BAD_ANSWER', 'DENIED', 'UNKNOWN'),
      firstAt: past,
      at: past,
      attempts: fc.integer({ min: 1, max: 100_000 }),
      retryAfterSeconds: maybe(fc.nat()),
    })
    .map((fields): RefreshFailureFacts => ({
      ...fields,
      class: fields.class,
      retry: ['TEMPORARY', 'BAD_ANSWER', 'UNKNOWN'].includes(fields.class),
      sentence: 'It failed.',
    }));
  const anyFacts: fc.Arbitrary<GrantFacts> = fc.record({
    flow: fc.constantFrom('AUTHORIZATION_CODE' as const, 'CLIENT_CREDENTIALS' as const, 'JWT_BEARER' as const),
    jitter: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    refreshBeforeSeconds: fc.integer({ min: -100, max: 100_000 }),
    access: maybe(fc.record({ obtainedAt: past, expiresAt: maybe(moment) })),
    refresh: maybe(fc.record({ usedAt: past, idleDays: maybe(fc.integer({ min: 1, max: 400 })), expiresAt: maybe(moment) })),
    consent: maybe(fc.record({ startedAt: past, expiresAt: moment })),
    failure: maybe(failure),
    revokedAt: maybe(past),
  });
  const always = (holds: (facts: GrantFacts, state: ReturnType<typeof grantState>) => boolean): void =>
    fc.assert(
      fc.property(anyFacts, (facts) => holds(facts, grantState(facts, now))),
      { numRuns: 2_000 },
    );

  it('plans nothing in the past', () => {
    always((_facts, { nextAttempt }) => nextAttempt === null || nextAttempt >= now);
  });

  it('never tries by itself where a person is needed, or somebody ended it', () => {
    always((facts, { state, nextAttempt }) => {
      const mayTry = !['CONSENT_NEEDED', 'REVOKED', 'AWAITING_CONSENT'].includes(state);
      return (mayTry || nextAttempt === null) && !(facts.flow === 'AUTHORIZATION_CODE' && !facts.refresh && nextAttempt !== null);
    });
  });

  it('always tries again after a failure that may pass, while there is something to try with', () => {
    always((facts, { state, nextAttempt }) => state !== 'REFRESH_FAILING' || facts.refresh === null || nextAttempt !== null);
  });

  it('never sends with a token that has expired or was revoked', () => {
    always(
      (facts, { messages, usable }) =>
        (messages === 'SEND') === usable &&
        (!usable || (facts.revokedAt === null && facts.access !== null && (facts.access.expiresAt ?? at(1)) > now)),
    );
  });

  it('has a sentence, and tells what to do wherever nothing happens by itself and nothing can be sent', () => {
    always(({ access }, { why, whatToDo, messages }) => why.endsWith('.') && (messages !== 'PARK' || whatToDo !== null || access !== null));
  });

  it('never keeps a refresh token alive only after its end', () => {
    always((facts) => {
      const [end, keep] = [
        refreshTokenEndsAt({ ...facts, refresh: facts.refresh && { ...facts.refresh, expiresAt: null } }),
        keepAliveAt(facts),
      ];
      return keep === null || end === null || keep < end;
    });
  });

  it('replaces no token in its first second, nor in the first third of its life', () => {
    always((facts) => {
      const { access } = facts;
      if (!access?.expiresAt || facts.failure || facts.refresh) return true;
      const next = nextRefreshAt({ ...facts, revokedAt: null, flow: 'CLIENT_CREDENTIALS' }, access.obtainedAt);
      return (
        next !== null && next.getTime() - access.obtainedAt.getTime() >= (access.expiresAt.getTime() - access.obtainedAt.getTime()) / 3
      );
    });
  });
});
