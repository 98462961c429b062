import { dayMs } from '@posthorn/contracts';
import type { GrantFacts, RefreshFailureFacts } from '@posthorn/oauth';
import { grantNotices, type Told } from './grant-notices.ts';

const now = new Date('2026-11-20T12:00:00Z');
const minutes = (count: number): Date => new Date(now.getTime() + count * 60_000);
const days = (count: number): Date => new Date(now.getTime() + count * dayMs);
const granted: GrantFacts = {
  flow: 'AUTHORIZATION_CODE',
  jitter: 0,
  refreshBeforeSeconds: 300,
  consent: null,
  failure: null,
  revokedAt: null,
  access: { obtainedAt: minutes(-30), expiresAt: minutes(30) },
  refresh: { usedAt: minutes(-30), idleDays: null, expiresAt: null },
};
const failure = (change: Partial<RefreshFailureFacts> = {}): RefreshFailureFacts => ({
  class: 'TEMPORARY',
  retry: true,
  sentence: 'The provider is down.',
  firstAt: minutes(-15),
  at: minutes(-1),
  attempts: 9,
  retryAfterSeconds: null,
  ...change,
});
const lost = failure({ class: 'CONSENT_NEEDED', retry: false, sentence: 'The provider revoked it.', firstAt: minutes(0) });

const judged = (change: Partial<GrantFacts>, told: Told = {}) => grantNotices({ ...granted, ...change }, told, now);
const events = (change: Partial<GrantFacts>, told: Told = {}) => judged(change, told).notices.map(({ event }) => event);

describe('what is told of a grant', () => {
  it('is nothing while it is well, and whatever was told is forgotten', () => {
    const told = { consentLost: 'x', refreshFailing: 'y', refreshTokenDays: 7 };

    expect(judged({}, told)).toEqual({ notices: [], told: {} });
  });

  it('is a lost consent at once, with how long the token still serves', () => {
    const { notices, told } = judged({ failure: lost });

    expect(notices).toEqual([
      {
        event: 'CONSENT_LOST',
        since: now.toISOString(),
        detail: 'The provider revoked it.',
        usable: true,
        usableUntil: minutes(30).toISOString(),
      },
    ]);
    expect(told).toEqual({ consentLost: now.toISOString() });
    expect(judged({ failure: lost }, told)).toEqual({ notices: [], told });
  });

  it('is a lost consent of another time, too', () => {
    expect(events({ failure: lost }, { consentLost: days(-1).toISOString() })).toEqual(['CONSENT_LOST']);
  });

  it('is a lost consent where the only token has expired', () => {
    const { notices } = judged({ refresh: null, access: { obtainedAt: days(-1), expiresAt: minutes(-1) } });

    expect(notices).toMatchObject([{ event: 'CONSENT_LOST', since: minutes(-1).toISOString(), usable: false, usableUntil: null }]);
  });

  it('waits while somebody is at the provider, and remembers what was told', () => {
    const consent = { startedAt: minutes(-1), expiresAt: minutes(9) };
    const told = { consentLost: now.toISOString() };

    expect(judged({ failure: lost, consent })).toEqual({ notices: [], told: {} });
    expect(judged({ failure: lost, consent }, told)).toEqual({ notices: [], told });
  });

  it.each<[string, Partial<RefreshFailureFacts>, string[]]>([
    ['14 minutes, and is tried again', { firstAt: minutes(-14) }, []],
    ['15 minutes, and is tried again', { firstAt: minutes(-15) }, ['REFRESH_FAILING']],
    ['no time, but for good', { firstAt: now, retry: false, class: 'CLIENT' }, ['REFRESH_FAILING']],
  ])('is a refresh that has been failing for %s', (_, change, expected) => {
    expect(events({ failure: failure(change) })).toEqual(expected);
  });

  it('is one run of failures once, though it becomes a lost consent, which is told beside it', () => {
    const first = judged({ failure: failure() });
    const second = judged({ failure: { ...lost, firstAt: minutes(-15) } }, first.told);

    expect(first.notices).toMatchObject([{ event: 'REFRESH_FAILING', retried: true, usable: true }]);
    expect(second.notices.map(({ event }) => event)).toEqual(['CONSENT_LOST']);
    expect(second.told).toEqual({ refreshFailing: minutes(-15).toISOString(), consentLost: minutes(-15).toISOString() });
  });

  it('is, of flows that need nobody, no lost consent but a failing refresh', () => {
    expect(events({ flow: 'CLIENT_CREDENTIALS', refresh: null, failure: lost })).toEqual(['REFRESH_FAILING']);
  });

  it('is nothing of a grant that nobody gave yet, or that was revoked here', () => {
    expect(events({ access: null, refresh: null, failure: lost })).toEqual([]);
    expect(events({ revokedAt: now, failure: lost })).toEqual([]);
  });
});

describe('the end of a refresh token', () => {
  const ends = (count: number) => ({ refresh: { usedAt: minutes(-30), idleDays: null, expiresAt: days(count) } });

  it('is told 30, 15, 7 and 1 days ahead, once each, and as a lost consent when it has come', () => {
    const seen: string[] = [];
    let told: Told = {};
    const facts = { ...granted, ...ends(95) };
    for (let left = 95; left >= -1; left -= 0.5) {
      const said = grantNotices(facts, told, days(95 - left));
      for (const notice of said.notices) seen.push(`${left} ${notice.event}`);
      told = said.told;
    }

    expect(seen).toEqual(['30 TOKEN_EXPIRING', '15 TOKEN_EXPIRING', '7 TOKEN_EXPIRING', '1 TOKEN_EXPIRING', '0 CONSENT_LOST']);
  });

  it('is told once where days were skipped', () => {
    expect(judged(ends(5))).toMatchObject({ notices: [{ event: 'TOKEN_EXPIRING', daysLeft: 5 }], told: { refreshTokenDays: 7 } });
  });

  it('is counted down again from wherever it was moved to', () => {
    const moved = judged(ends(14), { refreshTokenDays: 7 });

    expect(moved).toEqual({ notices: [], told: { refreshTokenDays: 15 } });
    expect(events(ends(7), moved.told)).toEqual(['TOKEN_EXPIRING']);
  });

  it('says whether using it would do', () => {
    const idle = { usedAt: days(-88), idleDays: 90, expiresAt: null };

    expect(judged({ refresh: idle }).notices).toMatchObject([{ event: 'TOKEN_EXPIRING', daysLeft: 2, extendedByUse: true }]);
    expect(judged(ends(2)).notices).toMatchObject([{ extendedByUse: false }]);
  });
});
