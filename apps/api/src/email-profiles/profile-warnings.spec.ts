import { dayMs, type GrantStateName } from '@posthorn/contracts';
import type { GrantState } from '@posthorn/oauth';
import type { Standing } from '../grants/grant-standings.ts';
import { clientWarnings } from '../oauth-clients/client-warnings.ts';
import { loudestFirst } from '../overviews/warning-source.ts';
import { profileWarnings, type ProfileFacts } from './profile-warnings.ts';

const at = new Date();
const healthy = {
  pausedAt: null,
  parkedAt: null,
  circuitUntil: null,
  lastSuccessAt: at,
  consecutiveFailures: 0,
  lastFailureClass: null,
  lastFailureSentence: null,
};
const profile = (name: string, budget: object = {}, inSandbox = false, grant: Standing | null = null): ProfileFacts => ({
  id: `id-of-${name}`,
  name,
  inSandbox,
  budget: { ...healthy, ...budget },
  grant,
});
const withToken = (name: string, grant: Standing, budget: object = {}) => profile(name, budget, false, grant);
const inDays = (days: number) => new Date(at.getTime() + days * dayMs);
type Clients = Parameters<typeof clientWarnings>[1];
const warningsOf = (profiles: ProfileFacts[], clients: Clients = []) =>
  loudestFirst([...clientWarnings('t', clients, at), ...profileWarnings('t', profiles)]);

/** As a person's grant stands in this state, unless `change` says otherwise. */
function standing(state: GrantStateName, change: Partial<GrantState> = {}, endsInDays: number | null = null): Standing {
  const calm = state === 'VALID';
  const refreshTokenEnds = endsInDays === null ? null : { daysLeft: endsInDays, threshold: 30, due: true };
  const said = { why: 'Why it is so.', whatToDo: calm ? null : 'What to do.', nextAttempt: null, since: null };
  return { state: { state, ...said, usable: calm, messages: 'SEND', ...change }, interactive: true, refreshTokenEnds };
}

describe('the warnings of email profiles', () => {
  it('are none when all is well', () => {
    expect(warningsOf([profile('A')])).toEqual([]);
  });

  it('name a profile that is parked, why, and where it is mended', () => {
    const parked = profile('Plant 4', { parkedAt: at, consecutiveFailures: 9, lastFailureSentence: 'Wrong password.' });

    expect(warningsOf([parked])).toEqual([
      {
        key: 'profile-parked',
        severity: 'CRITICAL',
        title: 'Plant 4 is parked: its mail waits',
        detail: 'Wrong password.',
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

  it('put mail that can’t leave before the sandbox', () => {
    const profiles = [profile('Show', {}, true), profile('A', { parkedAt: at })];

    expect(warningsOf(profiles).map(({ key }) => key)).toEqual(['profile-parked', 'profile-sandbox']);
  });

  describe('of tokens', () => {
    const forToken = { parkedAt: at, lastFailureClass: 'TOKEN', lastFailureSentence: 'No token.' };
    const page = '/t/t/profiles/id-of-A/token';
    const saidOf = (...profiles: ProfileFacts[]) => warningsOf(profiles).map(({ key, severity }) => `${severity} ${key}`);

    it('name the profile that needs a consent, why, and where it is granted', () => {
      expect(warningsOf([withToken('A', standing('CONSENT_NEEDED'))])).toEqual([
        {
          key: 'consent-needed',
          severity: 'CRITICAL',
          title: 'A needs a new consent',
          detail: 'Why it is so. What to do.',
          path: page,
        },
      ]);
    });

    it.each<[string, Standing, string[]]>([
      ['valid', standing('VALID'), []],
      ['due to be replaced', standing('EXPIRING', { whatToDo: null }), []],
      ['failing, with a token that still works', standing('REFRESH_FAILING', { usable: true }), ['WARNING refresh-failing']],
      ['failing, without one', standing('REFRESH_FAILING', { usable: false }), ['CRITICAL refresh-failing']],
      ['not replaceable', standing('EXPIRING'), ['WARNING refresh-token-ends']],
      ['not granted yet', standing('NONE'), ['INFO no-token']],
      ['not granted yet, of a flow that needs nobody', { ...standing('NONE'), interactive: false }, []],
      ['revoked', standing('REVOKED'), ['INFO no-token']],
      ['being granted', standing('AWAITING_CONSENT'), ['INFO no-token']],
    ])('of one that is %s', (_, grant, expected) => {
      expect(saidOf(withToken('A', grant))).toEqual(expected);
    });

    it.each([
      [30, ['The refresh token of A ends in 30 days']],
      [1, ['The refresh token of A ends within a day']],
      [0, ['The refresh token of A has ended']],
    ])('of a refresh token that ends in %d days', (days, titles) => {
      expect(warningsOf([withToken('A', standing('VALID', {}, days))]).map(({ title }) => title)).toEqual(titles);
    });

    it.each([
      [91, []],
      [
        90,
        [{ key: 'secret-ends', severity: 'WARNING', title: 'The client secret of Mail app ends in 90 days', path: '/t/t/oauth-clients/c' }],
      ],
      [0, [{ key: 'secret-ended', severity: 'CRITICAL', title: 'The client secret of Mail app has ended', path: '/t/t/oauth-clients/c' }]],
    ])('of a client secret that ends in %d days', (days, expected) => {
      expect(warningsOf([], [{ id: 'c', name: 'Mail app', secretExpiresAt: inDays(days) }])).toMatchObject(expected);
    });

    it.each<[string, Standing, object, string[]]>([
      ['for a lost consent', standing('CONSENT_NEEDED'), forToken, [`CRITICAL consent-needed ${page}`]],
      [
        'by a server that refuses the lost token',
        standing('CONSENT_NEEDED'),
        { ...forToken, lastFailureClass: 'AUTH' },
        [`CRITICAL consent-needed ${page}`],
      ],
      ['for a token that can’t be fetched', standing('REFRESH_FAILING'), forToken, [`CRITICAL refresh-failing ${page}`]],
      ['for a token that nobody granted', standing('NONE'), forToken, [`CRITICAL profile-parked ${page}`]],
      [
        'for something else',
        standing('CONSENT_NEEDED'),
        { ...forToken, lastFailureClass: 'AUTH_POLICY' },
        [`CRITICAL consent-needed ${page}`, 'CRITICAL profile-parked /t/t/profiles/id-of-A'],
      ],
    ])('say the reason once where the profile is parked %s', (_, grant, budget, expected) => {
      expect(warningsOf([withToken('A', grant, budget)]).map(({ key, severity, path }) => `${severity} ${key} ${path}`)).toEqual(expected);
    });

    it('come in the order of their loudness, whichever profile is first', () => {
      const profiles = [
        withToken('New', standing('NONE')),
        withToken('Ending', standing('VALID', {}, 9)),
        profile('Parked', { parkedAt: at }),
        withToken('Failing softly', standing('REFRESH_FAILING', { usable: true })),
        withToken('Failing', standing('REFRESH_FAILING')),
        withToken('Lost', standing('CONSENT_NEEDED')),
      ];
      const clients = [
        { id: 'a', name: 'Ended', secretExpiresAt: inDays(-1) },
        { id: 'b', name: 'Ending', secretExpiresAt: inDays(9) },
      ];

      expect(warningsOf(profiles, clients).map(({ key }) => key)).toEqual([
        'consent-needed',
        'refresh-failing',
        'profile-parked',
        'secret-ended',
        'refresh-failing',
        'secret-ends',
        'refresh-token-ends',
        'no-token',
      ]);
    });

    it('name five profiles of each loudness, and count the others', () => {
      const many = (grant: Standing) => Array.from({ length: 7 }, (_, number) => withToken(`P${number}`, grant));

      const last = [standing('CONSENT_NEEDED'), standing('REFRESH_FAILING', { usable: true }), standing('NONE')].map(
        (grant) => warningsOf(many(grant)).map(({ title }) => title)[5],
      );

      expect(last).toEqual([
        '2 more email profiles can’t deliver',
        '2 more email profiles have trouble with their tokens',
        '2 more email profiles have no token yet',
      ]);
    });
  });
});
