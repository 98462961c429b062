import { startOAuthServer, type TestOAuthServer } from '@posthorn/testing';
import {
  beginGrant,
  comeBack,
  grantTokens,
  interactiveSetup,
  mailbox,
  makeOAuthClient,
  makeOAuthProfile,
  oauthClientInput,
  openEgress,
  unattendedSetup,
} from '../../test/kit/oauth.ts';
import {
  activate,
  becomeSystemAdmin,
  freshEmail,
  invite,
  password,
  tenantOfTwo,
  type Person,
  type TenantOfTwo,
} from '../../test/kit/people.ts';
import { makeProfile, waitingMail } from '../../test/kit/profiles.ts';
import { startApi, type TestApi } from '../../test/kit/test-api.ts';
import { ForgetConsentsJob } from './forget-consents.job.ts';

const read = `query ($profileId: ID) { grant(profileId: $profileId) { state why usable obtainedAt expiresAt hasRefreshToken scopes missingScopes
  consentedAs grantedByName canRefresh canGrant canRevoke pendingConsent { id consentedAs user missingScopes expiresAt }
  history { kind code detail actorName } } }`;
const confirm = `mutation ($id: ID!) { confirmGrant(id: $id) { state consentedAs missingScopes pendingConsent { id } } }`;
const reject = `mutation ($id: ID!) { rejectGrant(id: $id) { state usable pendingConsent { id } history { kind code detail } } }`;
const begin = `mutation ($profileId: ID) { beginGrant(profileId: $profileId) { url expiresAt } }`;

let api: TestApi;
let tenant: TenantOfTwo;
let other: TenantOfTwo;
let root: Person;
let server: TestOAuthServer;

beforeAll(async () => {
  api = await startApi();
  root = await becomeSystemAdmin(api);
  [tenant, other] = [await tenantOfTwo(api, root), await tenantOfTwo(api, root)];
  server = await startOAuthServer();
  await openEgress(root, server);
}, 60_000);
afterEach(() => Object.assign(server, { fault: null, alterAnswer: null }));
afterAll(async () => {
  await api.close();
  await server.close();
});

interface Prepared {
  profileId: string;
  client: { id: string; name: string };
}

async function prepared(change: object = {}): Promise<Prepared> {
  const client = await makeOAuthClient(tenant.admin, server);
  return { client, profileId: (await makeOAuthProfile(tenant.admin, client.id, change)).id };
}

const grantOf = async (profileId: string, { client }: Person = tenant.admin) => (await client.run(read, { profileId }))['grant'];
const inTenant = <T>(work: Parameters<typeof api.database.forTenant<T>>[1]) => api.database.forTenant({ tenantId: tenant.tenantId }, work);
const resultOf = ({ searchParams }: URL) => searchParams.get('result');

describe('a consent', () => {
  it('asks the provider for the setup’s scope and mailbox, bound by PKCE', async () => {
    const { profileId, client } = await prepared({ username: 'shared@example.org' });

    const url = new URL(await beginGrant(tenant.admin, profileId));

    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'posthorn',
      code_challenge_method: 'S256',
      login_hint: 'shared@example.org',
      prompt: 'consent',
      redirect_uri: `http://localhost:3000/api/oauth/callback/${client.id}`,
      scope: 'openid email offline_access https://mail.test/SMTP.Send',
    });
    expect(url.searchParams.getAll('prompt')).toEqual(['consent']);
    expect(await grantOf(profileId)).toMatchObject({ state: 'AWAITING_CONSENT', canGrant: true, canRefresh: false, canRevoke: false });
  });

  it('lets a setup’s own parameter win over the provider’s', async () => {
    const client = await makeOAuthClient(tenant.admin, server);
    const authorizationParameters = [
      { name: 'prompt', value: 'login' },
      { name: 'audience', value: 'mail' },
    ];
    const oauth = { clientId: client.id, interactive: true, authorizationParameters };
    const { id } = await makeOAuthProfile(tenant.admin, client.id, { oauth });

    const { searchParams } = new URL(await beginGrant(tenant.admin, id));

    expect([searchParams.getAll('prompt'), searchParams.get('audience')]).toEqual([['login'], 'mail']);
  });

  it('brings tokens, names who gave them, and lets go what waited for them', async () => {
    const { profileId, client } = await prepared();
    const messageId = await waitingMail(api.database, tenant.tenantId, profileId);
    await inTenant(async (tx) => {
      await tx.message.update({ where: { id: messageId }, data: { state: 'PARKED' } });
      await tx.deliveryBudget.update({ where: { profileId }, data: { parkedAt: new Date(), lastFailureClass: 'TOKEN' } });
    });

    const callback = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });
    const end = await comeBack(tenant.admin, callback);

    expect(`${end.pathname}${end.search}`).toBe(`/t/${tenant.tenantId}/profiles/${profileId}/token?result=GRANTED`);
    expect(await grantOf(profileId)).toMatchObject({
      state: 'VALID',
      usable: true,
      hasRefreshToken: true,
      missingScopes: [],
      consentedAs: mailbox,
      grantedByName: 'Somebody New',
      canRefresh: true,
      canGrant: true,
      canRevoke: true,
      pendingConsent: null,
      history: [{ kind: 'GRANTED', code: null, detail: null, actorName: 'Somebody New' }],
    });
    const stored = await inTenant((tx) => tx.oAuthGrant.findUniqueOrThrow({ where: { profileId } }));
    expect(stored).toMatchObject({ generation: 1, clientId: client.id, revokedAt: null });
    expect(stored.nextRefreshAt!.getTime()).toBeGreaterThan(Date.now() + 40 * 60_000);
    expect((await inTenant((tx) => tx.message.findUniqueOrThrow({ where: { id: messageId } }))).state).toBe('QUEUED');
    const { auditEvents } = await tenant.admin.client.run(`{ auditEvents(page: { first: 5 }) { items { action details } } }`);
    expect(auditEvents.items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['grant.granted', 'grant.begun']),
    );
  });

  it('keeps the access token alone where the provider gives no refresh token, and says what that means', async () => {
    server.alterAnswer = ({ refresh_token: _, ...answer }) => answer;
    const { profileId } = await prepared();

    expect(await grantTokens(tenant.admin, server, profileId)).toBe('GRANTED');

    expect(await grantOf(profileId)).toMatchObject({ state: 'EXPIRING', usable: true, hasRefreshToken: false, canRefresh: false });
  });

  it('without a new refresh token keeps the one held, where the same person consented', async () => {
    const { profileId } = await prepared();
    await grantTokens(tenant.admin, server, profileId);
    server.alterAnswer = ({ refresh_token: _, ...answer }) => answer;

    expect(await grantTokens(tenant.admin, server, profileId)).toBe('GRANTED');

    expect(await grantOf(profileId)).toMatchObject({ state: 'VALID', hasRefreshToken: true });
  });

  it('is refused where nobody can consent', async () => {
    const client = await makeOAuthClient(tenant.admin, server);
    const unattended = await makeProfile(tenant.admin, unattendedSetup(client.id));
    const withPassword = await makeProfile(tenant.admin);

    const refusals = [];
    for (const { id } of [unattended, withPassword]) refusals.push(await tenant.admin.client.refusal(begin, { profileId: id }));

    expect(refusals.map(({ extensions }) => extensions.code)).toEqual(['CONFLICT', 'CONFLICT']);
    expect(refusals[0]!.message).toContain('Nobody needs to consent');
    expect(refusals[1]!.message).toContain('does not sign in with OAuth 2.0');
  });

  it('keeps ten browsers of a tenant at providers at most', async () => {
    const { profileId } = await prepared();
    const first = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });
    for (let count = 0; count < 10; count += 1) await beginGrant(tenant.admin, profileId);

    expect(resultOf(await comeBack(tenant.admin, first))).toBe('UNKNOWN_STATE');
  });
});

describe('a callback', () => {
  it('counts once', async () => {
    const { profileId } = await prepared();
    const callback = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });

    const ends = [];
    for (const end of await Promise.all([comeBack(tenant.admin, callback), comeBack(tenant.admin, callback)])) ends.push(resultOf(end));
    ends.push(resultOf(await comeBack(tenant.admin, callback)));

    expect(ends.sort()).toEqual(['GRANTED', 'REPLAYED', 'REPLAYED']);
    expect(await grantOf(profileId)).toMatchObject({ state: 'VALID' });
  });

  it('that says no changes nothing, and says so', async () => {
    const { profileId } = await prepared();
    await grantTokens(tenant.admin, server, profileId);
    const before = await grantOf(profileId);

    expect(await grantTokens(tenant.admin, server, profileId, { denies: true })).toBe('DENIED');

    const after = await grantOf(profileId);
    expect(after).toMatchObject({ state: 'VALID', obtainedAt: before.obtainedAt });
    expect(after.history[0]).toMatchObject({ kind: 'CONSENT_FAILED', code: 'access_denied' });
    expect(after.history[0].detail).toContain('Consent was declined');
    expect(after.history[0].detail).toContain('The person said no.');
  });

  it('in another session, or in none, counts for nothing and names nobody', async () => {
    const { profileId } = await prepared();
    const callback = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });
    const elsewhere = api.browser();
    await elsewhere.run(
      `mutation ($email: String!, $password: String!) { signIn(input: { email: $email, password: $password }) { __typename } }`,
      {
        email: tenant.admin.email,
        password,
      },
    );

    const ends = [];
    for (const client of [other.admin.client, elsewhere, api.browser()]) ends.push(await comeBack({ client }, callback));

    expect(ends.map(({ pathname, search }) => `${pathname}${search}`)).toEqual([
      '/oauth?result=OTHER_SESSION',
      '/oauth?result=OTHER_SESSION',
      '/oauth?result=SIGNED_OUT',
    ]);
    expect(resultOf(await comeBack(tenant.admin, callback))).toBe('GRANTED');
  });

  it('of somebody who is no admin any more counts for nothing', async () => {
    const email = freshEmail('second');
    await invite(tenant.admin, email, 'TENANT_ADMIN');
    const second = await activate(api, email);
    second.client.tenantId = tenant.tenantId;
    const { profileId } = await prepared();
    const callback = await server.consent(await beginGrant(second, profileId), { login: mailbox });
    await inTenant((tx) => tx.membership.updateMany({ where: { identityId: second.identityId }, data: { role: 'MEMBER' } }));

    expect(resultOf(await comeBack(second, callback))).toBe('OTHER_SESSION');
  });

  it('of somebody who stopped being one while the provider answered keeps no tokens, and ends them there', async () => {
    const email = freshEmail('third');
    await invite(tenant.admin, email, 'TENANT_ADMIN');
    const third = await activate(api, email);
    third.client.tenantId = tenant.tenantId;
    const { profileId } = await prepared();
    const callback = await server.consent(await beginGrant(third, profileId), { login: mailbox });
    let given = '';
    server.alterAnswer = async (answer) => {
      given = String(answer['access_token']);
      await inTenant((tx) => tx.membership.updateMany({ where: { identityId: third.identityId }, data: { role: 'MEMBER' } }));
      return answer;
    };

    expect(resultOf(await comeBack(third, callback))).toBe('OTHER_SESSION');
    expect(await grantOf(profileId)).toMatchObject({ state: 'NONE', history: [{ kind: 'CONSENT_FAILED', code: 'GRANTER_GONE' }] });
    expect((await server.introspect(given)).active).toBe(false);
  });

  it('after ten minutes is too late', async () => {
    const { profileId } = await prepared();
    const callback = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });
    await inTenant((tx) => tx.oAuthConsent.updateMany({ where: { profileId }, data: { expiresAt: new Date(Date.now() - 1_000) } }));

    expect(resultOf(await comeBack(tenant.admin, callback))).toBe('EXPIRED');
    expect(await grantOf(profileId)).toMatchObject({ state: 'NONE' });
  });

  it.each([
    ['of nobody', (callback: URL) => callback.searchParams.set('state', 'forged')],
    ['twice over', (callback: URL) => callback.searchParams.append('state', 'forged')],
    ['left out', (callback: URL) => callback.searchParams.delete('state')],
    ['of another client', (callback: URL) => void (callback.pathname = `${callback.pathname.slice(0, -4)}0000`)],
    ['beside more than 8 KB', (callback: URL) => callback.searchParams.set('code', 'x'.repeat(8_200))],
  ])('with a state %s names nobody', async (_, forge) => {
    const { profileId } = await prepared();
    const callback = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });
    const forged = new URL(callback);
    forge(forged);

    const end = await comeBack(tenant.admin, forged);

    expect(`${end.pathname}${end.search}`).toBe('/oauth?result=UNKNOWN_STATE');
    expect(resultOf(await comeBack(tenant.admin, callback))).toBe('GRANTED');
  });

  it('for a client that was changed meanwhile is refused before anything is exchanged', async () => {
    const { profileId, client } = await prepared();
    const callback = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });
    await inTenant((tx) => tx.oAuthClient.update({ where: { id: client.id }, data: { tokenUrl: `${server.issuer}/elsewhere` } }));
    server.requests.length = 0;

    expect(resultOf(await comeBack(tenant.admin, callback))).toBe('CLIENT_CHANGED');
    expect(server.requests).toEqual([]);
  });

  it('of a grant that was granted or dropped meanwhile is refused', async () => {
    const { profileId } = await prepared();
    const callback = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });
    await grantTokens(tenant.admin, server, profileId);

    expect(resultOf(await comeBack(tenant.admin, callback))).toBe('CLIENT_CHANGED');
  });

  it('in which the provider’s issuer is another’s is refused', async () => {
    const { profileId } = await prepared();
    const callback = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });
    callback.searchParams.set('iss', 'https://evil.example');

    expect(resultOf(await comeBack(tenant.admin, callback))).toBe('FAILED');
    expect((await grantOf(profileId)).history[0]).toMatchObject({ kind: 'CONSENT_FAILED', code: 'ISSUER_MISMATCH' });
  });

  it.each([
    ['garbage', { kind: 'TEXT', body: '<html>maintenance</html>' }, 'does not speak OAuth 2.0'],
    ['10 MB', { kind: 'HUGE', octets: 10_000_000 }, 'does not speak OAuth 2.0'],
    ['an outage', { kind: 'STATUS', status: 503 }, 'overloaded or out of order. Nothing was changed; grant again.'],
  ] as const)('whose code is answered with %s fails, and says why', async (_, fault, sentence) => {
    const { profileId } = await prepared();
    const callback = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });
    server.fault = fault;

    expect(resultOf(await comeBack(tenant.admin, callback))).toBe('FAILED');
    const { state, history } = await grantOf(profileId);
    expect([state, history[0].kind]).toEqual(['NONE', 'CONSENT_FAILED']);
    expect(history[0].detail).toContain(sentence);
  });

  it('is answered for nobody else to keep, and consumed by no HEAD and no POST', async () => {
    const { profileId } = await prepared();
    const callback = await server.consent(await beginGrant(tenant.admin, profileId), { login: mailbox });
    const path = `${callback.pathname}${callback.search}`;

    const head = await tenant.admin.client.fetch(path, { method: 'HEAD', redirect: 'manual' });
    const post = await tenant.admin.client.fetch(path, { method: 'POST', redirect: 'manual' });
    const answer = await tenant.admin.client.fetch(path, { redirect: 'manual' });

    expect([head.headers.get('location'), post.status]).toEqual(['http://localhost:3000/oauth?result=UNKNOWN_STATE', 404]);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('location')).toContain('result=GRANTED');
  });
});

describe('tokens of somebody else', () => {
  async function pending(): Promise<Prepared & { consentId: string }> {
    const made = await prepared();
    expect(await grantTokens(tenant.admin, server, made.profileId, { login: 'mallory@example.org' })).toBe('TO_CONFIRM');
    return { ...made, consentId: (await grantOf(made.profileId)).pendingConsent.id };
  }

  it('are shown before they are kept', async () => {
    const { profileId } = await pending();

    const grant = await grantOf(profileId);

    expect(grant).toMatchObject({
      state: 'NONE',
      usable: false,
      canRevoke: false,
      pendingConsent: { consentedAs: 'mallory@example.org', user: mailbox, missingScopes: [] },
    });
    const leftMs = new Date(grant.pendingConsent.expiresAt).getTime() - Date.now();
    expect(leftMs).toBeGreaterThan(14 * 60_000);
    expect(leftMs).toBeLessThan(15.1 * 60_000);
  });

  it('are kept once that is confirmed', async () => {
    const { profileId, consentId } = await pending();

    const { confirmGrant } = await tenant.admin.client.run(confirm, { id: consentId });

    expect(confirmGrant).toMatchObject({ state: 'VALID', consentedAs: 'mallory@example.org', pendingConsent: null });
    expect((await tenant.admin.client.refusal(confirm, { id: consentId })).extensions.code).toBe('NOT_FOUND');
    expect((await grantOf(profileId)).history[0]).toMatchObject({ kind: 'GRANTED' });
  });

  it('are ended at the provider once they are rejected, and replace nothing', async () => {
    const { profileId, consentId } = await pending();
    server.requests.length = 0;

    const { rejectGrant } = await tenant.admin.client.run(reject, { id: consentId });

    expect(rejectGrant).toMatchObject({ state: 'NONE', usable: false, pendingConsent: null });
    expect(rejectGrant.history[0]).toMatchObject({ kind: 'CONSENT_FAILED', code: 'REJECTED' });
    expect(server.requests.map(({ path, parameters }) => [path, parameters['token_type_hint']])).toEqual([
      ['/token/revocation', 'refresh_token'],
      ['/token/revocation', 'access_token'],
    ]);
    expect((await inTenant((tx) => tx.oAuthConsent.findMany({ where: { profileId, tokens: { not: null } } }))).length).toBe(0);
  });

  it('are forgotten after a quarter of an hour', async () => {
    const { profileId, consentId } = await pending();
    await inTenant((tx) => tx.oAuthConsent.update({ where: { id: consentId }, data: { expiresAt: new Date(Date.now() - 1_000) } }));

    expect((await tenant.admin.client.refusal(confirm, { id: consentId })).extensions.code).toBe('NOT_FOUND');
    await api.app.get(ForgetConsentsJob, { strict: false }).run();

    expect((await grantOf(profileId)).pendingConsent).toBeNull();
    expect(await inTenant((tx) => tx.oAuthConsent.count({ where: { id: consentId } }))).toBe(0);
  });

  it('count as well where less was granted than was asked for', async () => {
    server.alterAnswer = (answer) => ({ ...answer, scope: 'openid email' });
    const { profileId } = await prepared();

    expect(await grantTokens(tenant.admin, server, profileId)).toBe('TO_CONFIRM');

    const { pendingConsent } = await grantOf(profileId);
    expect(pendingConsent).toMatchObject({ consentedAs: null, missingScopes: ['https://mail.test/SMTP.Send'] });
    const { confirmGrant } = await tenant.admin.client.run(confirm, { id: pendingConsent.id });
    expect(confirmGrant).toMatchObject({ state: 'VALID', missingScopes: ['https://mail.test/SMTP.Send'] });
  });

  it('are nobody’s to keep once the setup changed', async () => {
    const { profileId, consentId } = await pending();
    await inTenant((tx) => tx.oAuthGrant.update({ where: { profileId }, data: { generation: { increment: 1 } } }));

    expect((await tenant.admin.client.refusal(confirm, { id: consentId })).extensions.code).toBe('CONFLICT');
  });
});

describe('the platform’s grant', () => {
  it('is the system admin’s, and comes back to platform mail', async () => {
    const { updatePlatformMailSettings: outcome } = await root.client.run(
      `mutation ($input: PlatformMailSettingsInput!) { updatePlatformMailSettings(input: $input) { __typename } }`,
      { input: platformInput() },
    );
    const callback = await server.consent(await beginGrant(root, null), { login: mailbox });

    const end = await comeBack(root, callback);

    expect(outcome.__typename).toBe('PlatformMailSettingsSaved');
    expect(callback.pathname).toBe('/api/oauth/callback/00000000-0000-7000-8000-000000000003');
    expect(`${end.pathname}${end.search}`).toBe('/system/mail?grant=GRANTED');
    const { grant } = await root.client.run(`{ grant { profileId profileName state consentedAs } }`);
    expect(grant).toEqual({ profileId: null, profileName: 'Platform mail', state: 'VALID', consentedAs: mailbox });
  });
});

function platformInput() {
  const { oauth, ...setup } = interactiveSetup(null);
  return {
    version: 0,
    fromName: 'Posthorn',
    preset: 'custom',
    host: 'smtp.example.org',
    port: 587,
    security: 'STARTTLS_REQUIRED',
    timeoutMs: 2_000,
    ...setup,
    oauth,
    oauthClient: oauthClientInput(server),
  };
}

describe('nobody else', () => {
  it('begins or sees a grant: not a member, not another tenant, not a system admin', async () => {
    const { profileId } = await prepared();

    const refusals = [];
    for (const query of [begin, read])
      for (const { client } of [tenant.member, other.admin, root])
        refusals.push((await client.refusal(query, { profileId })).extensions.code);

    expect(refusals).toEqual(['NOT_ALLOWED', 'NOT_FOUND', 'NOT_FOUND', 'NOT_ALLOWED', 'NOT_FOUND', 'NOT_FOUND']);
  });

  it('reads a secret out of an answer, the audit or the rows', async () => {
    const seen: string[] = [];
    server.alterAnswer = (answer) => {
      for (const name of ['access_token', 'refresh_token', 'id_token']) seen.push(String(answer[name]));
      return answer;
    };
    const { profileId } = await prepared();
    const url = await beginGrant(tenant.admin, profileId);
    const callback = await server.consent(url, { login: mailbox });
    seen.push(callback.searchParams.get('code')!, callback.searchParams.get('state')!);
    await comeBack(tenant.admin, callback);

    const rows = await inTenant(async (tx) => [
      ...(await tx.oAuthGrant.findMany({ where: { profileId } })),
      ...(await tx.oAuthConsent.findMany({ where: { profileId } })),
      ...(await tx.oAuthGrantEvent.findMany({ where: { profileId } })),
    ]);
    const answers = JSON.stringify([
      await grantOf(profileId),
      await tenant.admin.client.run(`{ oauthClients { id name secretSet redirectUri } auditEvents { items { action details } } }`),
      rows.flatMap((row) =>
        Object.values(row).map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value)),
      ),
    ]);

    expect(seen.length).toBe(5);
    for (const secret of [...seen, oauthClientInput(server).secret]) expect(answers).not.toContain(secret);
  });
});
