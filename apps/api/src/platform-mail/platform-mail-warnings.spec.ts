import { dayMs, type GrantStateName } from '@posthorn/contracts';
import type { GrantState } from '@posthorn/oauth';
import { loudestFirst } from '../overviews/warning-source.ts';
import { platformMailWarnings, type PlatformMailFacts } from './platform-mail-warnings.ts';
import type { Standing } from '../grants/grant-standings.ts';

const now = new Date('2026-11-20T12:00:00Z');
const healthy: PlatformMailFacts = {
  mailConfigured: true,
  budget: { parkedAt: null, circuitUntil: null, consecutiveFailures: 0, lastFailureClass: null, lastFailureSentence: null },
  grant: null,
  secretExpiresAt: null,
  lastCheck: { status: 'PASSED' },
};
const warningsOf = (facts: PlatformMailFacts) => loudestFirst(platformMailWarnings(facts, now));
const keys = (facts: Partial<PlatformMailFacts>) => warningsOf({ ...healthy, ...facts }).map((entry) => entry.key);

/** As a person's grant stands in this state, unless `change` says otherwise. */
function standing(state: GrantStateName, change: Partial<GrantState> = {}): Standing {
  const calm = state === 'VALID';
  const said = { why: 'Why it is so.', whatToDo: calm ? null : 'What to do.', nextAttempt: null, since: null };
  return { state: { state, ...said, usable: calm, messages: 'SEND', ...change }, interactive: true, refreshTokenEnds: null };
}

describe('the warnings of platform mail', () => {
  it('are none when all is well', () => {
    expect(keys({})).toEqual([]);
  });

  it('say that mail is parked, not that it is failing too', () => {
    const budget = {
      parkedAt: new Date(),
      circuitUntil: null,
      consecutiveFailures: 9,
      lastFailureClass: 'AUTH',
      lastFailureSentence: 'Wrong password.',
    };

    expect(keys({ budget })).toEqual(['mail-parked']);
    expect(warningsOf({ ...healthy, budget })[0]?.detail).toContain('Wrong password.');
  });

  it('begin with missing settings', () => {
    expect(keys({ mailConfigured: false, lastCheck: null })).toEqual(['mail-off']);
  });

  describe('of its token', () => {
    const parked = {
      parkedAt: now,
      circuitUntil: null,
      consecutiveFailures: 1,
      lastFailureClass: 'TOKEN',
      lastFailureSentence: 'No token.',
    };

    it('say that consent is needed, and not that mail is parked for it too', () => {
      const facts = { ...healthy, grant: standing('CONSENT_NEEDED', { usable: false }), budget: parked };

      expect(warningsOf(facts)).toEqual([
        {
          key: 'consent-needed',
          severity: 'CRITICAL',
          title: 'Platform mail needs a new consent',
          detail: 'Why it is so. What to do.',
          path: '/system/mail',
        },
      ]);
    });

    it('say that mail is parked, once, where nobody has granted a token yet', () => {
      expect(warningsOf({ ...healthy, grant: standing('NONE'), budget: parked })).toMatchObject([
        { key: 'mail-parked', severity: 'CRITICAL', detail: 'No token.' },
      ]);
    });

    it('leave a server’s policy beside a lost consent: both must be mended', () => {
      const budget = { ...parked, lastFailureClass: 'AUTH_POLICY' };

      expect(keys({ grant: standing('CONSENT_NEEDED'), budget })).toEqual(['consent-needed', 'mail-parked']);
    });

    it('tell of the client secret only while tokens are used', () => {
      const secretExpiresAt = new Date(now.getTime() + 20 * dayMs);

      expect(keys({ secretExpiresAt })).toEqual([]);
      expect(warningsOf({ ...healthy, grant: standing('VALID'), secretExpiresAt })).toMatchObject([
        { key: 'secret-ends', severity: 'WARNING', title: 'The client secret of Platform mail ends in 20 days', path: '/system/mail' },
      ]);
    });
  });
});
