import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { startOAuthServer, type TestOAuthServer } from '@posthorn/testing';
import { beginGrant, grantTokens, makeOAuthClient, makeOAuthProfile, openEgress, unattendedSetup } from '../../test/kit/oauth.ts';
import { connectLive } from '../../test/kit/live.ts';
import { type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { makeProfile } from '../../test/kit/profiles.ts';
import { eventually, type TestApi } from '../../test/kit/test-api.ts';
import { GrantKeeperModule } from './refresh/grant-keeper.module.ts';

const fields = `state why whatToDo usable obtainedAt flow interactive hasRefreshToken canRefresh canRevoke consentedAs grantedAt
  failure { class code sentence words fix attempts } history { kind code detail actorName }`;
const read = `query ($profileId: ID) { grant(profileId: $profileId) { ${fields} } }`;
const refresh = `mutation ($profileId: ID) { refreshGrant(profileId: $profileId) { ${fields} } }`;
const revoke = `mutation ($profileId: ID) { revokeGrant(profileId: $profileId) { providerTold note grant { ${fields} } } }`;
const follow = `subscription ($profileId: ID) { grantChanged(profileId: $profileId) { state } }`;

let api: TestApi;
let tenant: TenantOfTwo;
let root: Person;
let server: TestOAuthServer;

beforeAll(async () => {
  // Whoever refreshes grants in the worker does it here beside the API.
  ({ api, root, tenant } = await apiWithTenant({}, [GrantKeeperModule]));
  server = await startOAuthServer();
  await openEgress(root, server);
}, 60_000);
afterEach(() => Object.assign(server, { fault: null, alterAnswer: null }));
afterAll(async () => {
  await api.close();
  await server.close();
});

async function granted(change: object = {}): Promise<string> {
  const client = await makeOAuthClient(tenant.admin, server, change);
  const { id } = await makeOAuthProfile(tenant.admin, client.id);
  expect(await grantTokens(tenant.admin, server, id)).toBe('GRANTED');
  return id;
}

async function unattended(): Promise<string> {
  const client = await makeOAuthClient(tenant.admin, server);
  return (await makeProfile(tenant.admin, unattendedSetup(client.id))).id;
}

const grantOf = async (profileId: string | null, { client }: Person = tenant.admin) => (await client.run(read, { profileId }))['grant'];
const forgetOf = () => server.requests.splice(0);

describe('a grant', () => {
  it('is null where a setup signs in with a password, or platform mail is not set up', async () => {
    const { id } = await makeProfile(tenant.admin);

    expect([await grantOf(id), await grantOf(null, root)]).toEqual([null, null]);
    expect((await tenant.admin.client.refusal(read, { profileId: null })).extensions).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'profileId',
    });
  });

  it('of a setup where nobody consents comes by itself', async () => {
    const profileId = await unattended();

    const grant = await eventually(async () => {
      const now = await grantOf(profileId);
      if (!now.usable) throw new Error(now.why);
      return now;
    });

    expect(grant).toMatchObject({
      state: 'VALID',
      flow: 'CLIENT_CREDENTIALS',
      interactive: false,
      hasRefreshToken: false,
      canRefresh: true,
    });
  });

  it.each([
    [
      'fixed by the provider',
      { refreshExpiresAt: new Date('2100-01-01'), idleDays: 90_000 },
      { refreshEndsAt: '2100-01-01T00:00:00.000Z', refreshEndMoves: false },
    ],
    ['put off by each use', { refreshExpiresAt: null, idleDays: 90 }, { refreshEndsAt: expect.any(String), refreshEndMoves: true }],
    ['not known', { refreshExpiresAt: null, idleDays: null }, { refreshEndsAt: null, refreshEndMoves: false }],
  ])('knows whether the end of its refresh token is %s', async (_, data, expected) => {
    const profileId = await granted();
    await api.database.asSystem('a spec', (tx) => tx.oAuthGrant.update({ where: { profileId }, data }));

    const { grant } = await tenant.admin.client.run(
      `query ($profileId: ID) { grant(profileId: $profileId) { refreshEndsAt refreshEndMoves } }`,
      {
        profileId,
      },
    );

    expect(grant).toEqual(expected);
  });

  it('tells whoever watches it that it changed', async () => {
    const client = await makeOAuthClient(tenant.admin, server);
    const { id } = await makeOAuthProfile(tenant.admin, client.id);
    const live = connectLive(api.url, tenant.admin.client, { tenantId: tenant.tenantId });
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { data } of live.iterate<{ grantChanged: { state: string } }>({ query: follow, variables: { profileId: id } })) {
        seen.push(data!.grantChanged.state);
        if (seen.at(-1) === 'VALID') break;
      }
    })();
    // The stream says nothing until something happens.
    await eventually(async () => {
      await beginGrant(tenant.admin, id);
      expect(seen).toContain('AWAITING_CONSENT');
    });

    await grantTokens(tenant.admin, server, id);
    await watching;
    await live.dispose();

    expect(seen.at(-1)).toBe('VALID');
  });
});

describe('a refresh that somebody asks for', () => {
  it('answers with what came of it', async () => {
    const profileId = await granted();
    const { obtainedAt } = await grantOf(profileId);
    forgetOf();

    const { refreshGrant } = await tenant.admin.client.run(refresh, { profileId });

    expect(refreshGrant).toMatchObject({ state: 'VALID', failure: null });
    expect(new Date(refreshGrant.obtainedAt).getTime()).toBeGreaterThan(new Date(obtainedAt).getTime());
    expect(server.requests.map(({ parameters }) => parameters['grant_type'])).toEqual(['refresh_token']);
  });

  it('answers with why it failed', async () => {
    const profileId = await granted();
    server.dropTokens();

    const { refreshGrant } = await tenant.admin.client.run(refresh, { profileId });

    expect(refreshGrant).toMatchObject({
      state: 'CONSENT_NEEDED',
      failure: { class: 'CONSENT_NEEDED', code: 'invalid_grant', fix: 'GRANT_AGAIN' },
    });
  });

  it('is no way to hammer a provider: twenty in ten minutes', async () => {
    const profileId = await granted();
    forgetOf();

    for (let asked = 0; asked < 20; asked += 1) await tenant.admin.client.run(refresh, { profileId });

    expect((await tenant.admin.client.refusal(refresh, { profileId })).extensions).toMatchObject({ code: 'TRY_LATER' });
    expect(server.requests).toHaveLength(20);
  });

  it('is refused where there is no refresh token', async () => {
    server.alterAnswer = ({ refresh_token: _, ...answer }) => answer;
    const profileId = await granted();

    const refusal = await tenant.admin.client.refusal(refresh, { profileId });

    expect([refusal.extensions.code, refusal.message]).toEqual([
      'CONFLICT',
      'The provider gave no refresh token: this token can’t be replaced. Grant a new one.',
    ]);
  });
});

describe('a revocation', () => {
  it('ends the tokens here and at the provider', async () => {
    const profileId = await granted();
    forgetOf();

    const { revokeGrant } = await tenant.admin.client.run(revoke, { profileId });

    expect(revokeGrant).toMatchObject({
      providerTold: true,
      note: null,
      grant: {
        state: 'REVOKED',
        usable: false,
        hasRefreshToken: false,
        canRefresh: false,
        canRevoke: false,
        consentedAs: null,
        grantedAt: null,
      },
    });
    expect(revokeGrant.grant.history[0]).toMatchObject({ kind: 'REVOKED', actorName: 'Somebody New' });
    expect(server.requests.map(({ parameters }) => parameters['token_type_hint'])).toEqual(['refresh_token', 'access_token']);
    expect((await tenant.admin.client.refusal(revoke, { profileId })).extensions.code).toBe('CONFLICT');
    expect((await tenant.admin.client.refusal(refresh, { profileId })).extensions.code).toBe('CONFLICT');
    expect(await grantTokens(tenant.admin, server, profileId)).toBe('GRANTED');
    expect(await grantOf(profileId)).toMatchObject({ state: 'VALID' });
  });

  it('says that the provider was not told, where it is down or has no such endpoint', async () => {
    const [down, without] = [await granted(), await granted({ revocationUrl: null })];
    server.fault = { kind: 'STATUS', status: 503, path: '/token/revocation' };

    const answers = [];
    for (const profileId of [down, without]) answers.push((await tenant.admin.client.run(revoke, { profileId }))['revokeGrant']);

    expect(answers.map(({ providerTold, grant }) => [providerTold, grant.state])).toEqual([
      [false, 'REVOKED'],
      [false, 'REVOKED'],
    ]);
    expect(answers[0]!.note).toBe(
      'The identity provider is overloaded or out of order. To be sure, remove the access on the provider’s own pages.',
    );
    expect(answers[1]!.note).toContain('offers no way to end single tokens');
  });

  it('of a setup where nobody consents lasts until somebody asks for a token again', async () => {
    const profileId = await unattended();
    await eventually(async () => expect(await grantOf(profileId)).toMatchObject({ usable: true }));
    await tenant.admin.client.run(revoke, { profileId });
    expect(await grantOf(profileId)).toMatchObject({ state: 'REVOKED', canRefresh: true });

    const { refreshGrant } = await tenant.admin.client.run(refresh, { profileId });

    expect(refreshGrant).toMatchObject({ state: 'VALID', usable: true });
  });
});
