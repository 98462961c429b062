import { platformWarnings, type PlatformFacts } from './platform-warnings.ts';

const healthy: PlatformFacts = {
  mailConfigured: true,
  budget: { parkedAt: null, circuitUntil: null, consecutiveFailures: 0, lastFailureSentence: null },
  lastCheck: { status: 'PASSED' },
  failedLastDay: 0,
  tenantsWithoutAdmin: 0,
  pendingEgressRequests: 0,
};
const keys = (facts: Partial<PlatformFacts>) => platformWarnings({ ...healthy, ...facts }).map((entry) => entry.key);

describe('the warnings of the platform', () => {
  it('are none when all is well', () => {
    expect(keys({})).toEqual([]);
  });

  it('say that mail is parked, not that it is failing too', () => {
    const budget = { parkedAt: new Date(), circuitUntil: null, consecutiveFailures: 9, lastFailureSentence: 'Wrong password.' };

    expect(keys({ budget })).toEqual(['mail-parked']);
    expect(platformWarnings({ ...healthy, budget })[0]?.detail).toContain('Wrong password.');
  });

  it('put mail that reached nobody before a failed check', () => {
    expect(keys({ failedLastDay: 2, lastCheck: { status: 'FAILED' }, tenantsWithoutAdmin: 1 })).toEqual([
      'mail-lost',
      'check-failed',
      'tenant-without-admin',
    ]);
  });

  it('lead to what tenants ask for', () => {
    expect(platformWarnings({ ...healthy, pendingEgressRequests: 2 })).toMatchObject([
      { key: 'egress-requests', title: 'Tenants ask for 2 destinations', path: '/system/settings#egress-requests' },
    ]);
  });

  it('begin with missing settings', () => {
    expect(keys({ mailConfigured: false, lastCheck: null })).toEqual(['mail-off']);
  });
});
