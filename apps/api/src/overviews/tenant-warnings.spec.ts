import { tenantWarnings, type ProfileFacts } from './tenant-warnings.ts';

const at = new Date();
const healthy = {
  pausedAt: null,
  parkedAt: null,
  circuitUntil: null,
  lastSuccessAt: at,
  consecutiveFailures: 0,
  lastFailureSentence: null,
};
const profile = (name: string, budget: object = {}, inSandbox = false): ProfileFacts => ({
  id: `id-of-${name}`,
  name,
  inSandbox,
  budget: { ...healthy, ...budget },
});
const warningsOf = (profiles: ProfileFacts[], expiredInvitations = 0) => tenantWarnings({ tenantId: 't', profiles, expiredInvitations });

describe('the warnings of a tenant', () => {
  it('are none when all is well', () => {
    expect(warningsOf([profile('A')])).toEqual([]);
  });

  it('name a profile that is parked, why, and where it is mended', () => {
    const parked = profile('Plant 4', { parkedAt: at, consecutiveFailures: 9, lastFailureSentence: 'Wrong password.' });

    expect(warningsOf([parked])).toEqual([
      {
        ...{ key: 'profile-parked', severity: 'CRITICAL', title: 'Plant 4 is parked: its mail waits', detail: 'Wrong password.' },
        path: '/t/t/profiles/id-of-Plant 4',
      },
    ]);
  });

  it.each([
    ['whose circuit is open', { circuitUntil: at }, ['profile-failing']],
    ['that failed three times in a row', { consecutiveFailures: 3 }, ['profile-failing']],
    ['that failed twice', { consecutiveFailures: 2 }, []],
    ['that is paused', { pausedAt: at, circuitUntil: at, parkedAt: at, consecutiveFailures: 9 }, []],
  ])('of a profile %s', (_, budget, keys) => {
    expect(warningsOf([profile('A', budget)]).map(({ key }) => key)).toEqual(keys);
  });

  it('name five profiles and count the others', () => {
    const many = Array.from({ length: 8 }, (_, number) => profile(`P${number}`, { parkedAt: at }));

    expect(
      warningsOf(many)
        .map(({ title }) => title)
        .slice(4),
    ).toEqual(['P4 is parked: its mail waits', '3 more email profiles can’t deliver']);
  });

  it('put mail that can’t leave before links that ran out, and those before the sandbox', () => {
    const profiles = [profile('Show', {}, true), profile('A', { parkedAt: at })];

    expect(warningsOf(profiles, 1).map(({ key }) => key)).toEqual(['profile-parked', 'expired-invitations', 'profile-sandbox']);
  });
});
