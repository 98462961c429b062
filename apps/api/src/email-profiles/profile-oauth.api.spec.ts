import { startOAuthServer, type TestOAuthServer } from '@posthorn/testing';
import {
  grantTokens,
  interactiveSetup,
  mailbox,
  makeOAuthClient,
  makeOAuthProfile,
  openEgress,
  unattendedSetup,
} from '../../test/kit/oauth.ts';
import { becomeSystemAdmin, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { makeProfile, profileInput } from '../../test/kit/profiles.ts';
import { startApi, type TestApi } from '../../test/kit/test-api.ts';

const parameters = `authorizationParameters { name value } authorizationCodeParameters { name } clientCredentialsParameters { name } refreshParameters { name }`;
const fields = `id version name host username passwordSet authentication state grantState oauth { clientId clientName interactive scope
  effectiveScope accessTokenTimeoutSeconds defaultExpirationSeconds refreshBeforeSeconds ${parameters} changed } advanced { mechanism }`;
const create = `mutation ($input: EmailProfileInput!) { createEmailProfile(input: $input) { notes profile { ${fields} } } }`;
const update = `mutation ($id: ID!, $input: EmailProfileInput!) { updateEmailProfile(id: $id, input: $input) { __typename
  ... on EmailProfileSaved { notes profile { ${fields} } } ... on StaleEmailProfile { current { version } }
  ... on TokensWouldDrop { changed profiles } } }`;
const read = `query ($id: ID!) { emailProfile(id: $id) { ${fields} } }`;
const removeClient = `mutation ($id: ID!) { deleteOAuthClient(id: $id) { __typename } }`;
const history = `query ($id: ID!) { grant(profileId: $id) { history { kind detail actorName } } }`;
const scope = 'openid email offline_access https://mail.test/SMTP.Send';

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;
let provider: TestOAuthServer;
let client: { id: string; name: string };

beforeAll(async () => {
  api = await startApi();
  root = await becomeSystemAdmin(api);
  provider = await startOAuthServer();
  await openEgress(root, provider);
  tenant = await tenantOfTwo(api, root);
  client = await makeOAuthClient(tenant.admin, provider);
}, 60_000);
afterAll(async () => {
  await api.close();
  await provider.close();
});

const run = (query: string, variables: object = {}) => tenant.admin.client.run(query, { ...variables });
const refusal = (query: string, variables: object = {}) => tenant.admin.client.refusal(query, { ...variables });
const found = async (id: string) => (await run(read, { id }))['emailProfile'];
const grantRow = (profileId: string) => api.database.asSystem('a spec', (tx) => tx.oAuthGrant.findUnique({ where: { profileId } }));
const eventsOf = (profileId: string) => api.database.asSystem('a spec', (tx) => tx.oAuthGrantEvent.count({ where: { profileId } }));
const clientRow = (id: string) => api.database.asSystem('a spec', (tx) => tx.oAuthClient.findUnique({ where: { id } }));
const audited = async (action: string) =>
  (await run(`query ($action: String) { auditEvents(filter: { action: $action }) { items { subject details } } }`, { action }))[
    'auditEvents'
  ].items as { subject: string; details: Record<string, unknown> }[];

/** What a form sends that changed nothing but these. `oauth` is laid over what the kit sends. */
async function save(id: string, change: object = {}, oauth: object = {}) {
  const { version, name } = await found(id);
  const input = profileInput({ ...interactiveSetup(client.id, oauth), name, version, ...change });
  return (await run(update, { id, input }))['updateEmailProfile'];
}
async function granted() {
  const profile = await makeOAuthProfile(tenant.admin, client.id);
  expect(await grantTokens(tenant.admin, provider, profile.id)).toBe('GRANTED');
  return profile;
}

describe('an email profile that signs in with OAuth 2.0', () => {
  it('shows how it comes by its tokens, and that it has none yet', async () => {
    const { createEmailProfile: made } = await run(create, {
      input: profileInput(interactiveSetup(client.id, { refreshBeforeSeconds: 60 })),
    });

    expect(made.notes).toEqual([]);
    expect(made.profile).toMatchObject({
      authentication: 'OAUTH2',
      grantState: 'NONE',
      passwordSet: false,
      username: mailbox,
      state: 'UNPROVEN',
      oauth: {
        clientId: client.id,
        clientName: client.name,
        interactive: true,
        scope: '',
        effectiveScope: scope,
        accessTokenTimeoutSeconds: 120,
        defaultExpirationSeconds: 0,
        refreshBeforeSeconds: 60,
        authorizationParameters: [{ name: 'prompt', value: 'consent' }],
        refreshParameters: [],
        changed: ['refreshBeforeSeconds', 'authorizationParameters'],
      },
    });
    expect(await grantRow(made.profile.id)).toMatchObject({
      clientId: client.id,
      flow: 'AUTHORIZATION_CODE',
      refreshBeforeSeconds: 60,
      nextRefreshAt: null,
    });
    expect((await audited('email-profile.created'))[0]?.details).toMatchObject({
      authentication: { to: 'OAUTH2' },
      oauthClient: { to: client.name },
      interactive: { to: true },
      authorizationParameters: { to: ['prompt=consent'] },
    });
  });

  it('asks for its tokens at once where nobody consents', async () => {
    const { id } = await makeProfile(tenant.admin, unattendedSetup(client.id));

    expect(await grantRow(id)).toMatchObject({ flow: 'CLIENT_CREDENTIALS', nextRefreshAt: expect.any(Date) });
  });

  it('is VALID once somebody consented', async () => {
    const { id } = await granted();

    expect(await found(id)).toMatchObject({ grantState: 'VALID', passwordSet: false });
  });

  it('keeps no typed password, and no mechanism that carries one', async () => {
    const typed = { ...interactiveSetup(client.id), passwordAction: 'REPLACE', password: 'typed', advanced: { mechanism: 'LOGIN' } };

    const { createEmailProfile: made } = await run(create, { input: profileInput(typed) });

    expect(made.profile).toMatchObject({ passwordSet: false, advanced: { mechanism: 'AUTO' } });
    expect(made.notes).toEqual([expect.stringContaining('Automatic')]);
  });

  it('may send as another mailbox, with a note', async () => {
    const { createEmailProfile: made } = await run(create, {
      input: profileInput({ ...interactiveSetup(client.id), fromAddress: 'alerts@example.org' }),
    });

    expect(made.notes).toEqual([expect.stringContaining('Send As')]);
  });

  it.each([
    ['username', () => ({ username: null })],
    ['oauth.clientId', () => interactiveSetup(null)],
    ['oauth.clientId', () => interactiveSetup('01890000-0000-7000-8000-00000000c11e')],
    ['authentication', () => ({ preset: 'sendgrid', host: 'smtp.sendgrid.net' })],
    [
      'oauth.refreshParameters.1.name',
      () =>
        interactiveSetup(client.id, {
          refreshParameters: [
            { name: 'a', value: '' },
            { name: 'Grant_Type', value: 'x' },
          ],
        }),
    ],
    [
      'oauth.authorizationParameters.0.name',
      () => interactiveSetup(client.id, { authorizationParameters: [{ name: 'state', value: 'x' }] }),
    ],
  ])('is refused at %s', async (field, change) => {
    const input = profileInput({ ...interactiveSetup(client.id), ...change() });

    expect((await refusal(create, { input })).extensions).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('hears of another tenant’s client what it hears of none', async () => {
    const other = await tenantOfTwo(api, root);
    const { id: theirs } = await makeOAuthClient(other.admin, provider);
    const asked = [theirs, '01890000-0000-7000-8000-00000000c11e'];

    const answers = await Promise.all(
      asked.map(async (id) => {
        const { message, extensions } = await refusal(create, { input: profileInput(interactiveSetup(id)) });
        return { message, code: extensions.code, field: extensions.field };
      }),
    );

    expect(answers[0]).toEqual(answers[1]);
  });

  it('is refused where its client has no page to consent on', async () => {
    const { id } = await makeOAuthClient(tenant.admin, provider, { authorizationUrl: null });

    const { extensions, message } = await refusal(create, { input: profileInput(interactiveSetup(id)) });

    expect(extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'oauth.interactive' });
    expect(message).toContain('authorization URL');
  });
});

describe('the tokens of a profile', () => {
  it('are not dropped before somebody agreed, whatever the reason', async () => {
    const { id, name } = await granted();
    const other = await makeOAuthClient(tenant.admin, provider);
    const changes: [string, object, object?][] = [
      ['the user name', { username: 'bob@example.org' }],
      ['the OAuth client', interactiveSetup(other.id)],
      ['whether a person consents', {}, { interactive: false }],
      ['the scope', {}, { scope: 'openid' }],
      ['the host', { host: 'other.example.org' }],
      ['the port', { port: 2525 }],
      ['the security', { security: 'TLS' }],
      ['the server name', { advanced: { serverName: 'mail.example.org' } }],
      ['the proxy', { advanced: { proxyKind: 'HTTP', proxyHost: 'proxy.example.org', proxyPort: 8080 } }],
      ['how it signs in', { authentication: 'PASSWORD', passwordAction: 'REPLACE', password: 'x' }],
    ];
    const before = await grantRow(id);

    const answers = [];
    for (const [, change, oauth] of changes) answers.push(await save(id, change, oauth));

    expect(answers).toEqual(changes.map(([reason]) => ({ __typename: 'TokensWouldDrop', changed: [reason], profiles: [name] })));
    expect(await found(id)).toMatchObject({ version: 1, host: 'smtp.example.org', grantState: 'VALID', authentication: 'OAUTH2' });
    expect(await grantRow(id)).toEqual(before);
  });

  it('drop with a change that somebody agreed to, and the history and the audit say why', async () => {
    const { id, name } = await granted();
    await api.database.asSystem('a spec', (tx) =>
      tx.deliveryBudget.update({ where: { profileId: id }, data: { lastSuccessAt: new Date() } }),
    );

    const saved = await save(id, { host: 'other.example.org', dropTokens: true });

    expect(saved).toMatchObject({ __typename: 'EmailProfileSaved', profile: { version: 2, grantState: 'NONE', state: 'UNPROVEN' } });
    expect(await grantRow(id)).toMatchObject({ accessToken: null, refreshToken: null, generation: 2 });
    expect((await run(history, { id }))['grant'].history[0]).toEqual({
      kind: 'DROPPED',
      detail: expect.stringContaining('the host'),
      actorName: 'Somebody New',
    });
    expect((await audited('grant.dropped'))[0]).toEqual({ subject: name, details: { changed: ['the host'] } });
  });

  it('make what was learned worth nothing where another consent is needed', async () => {
    const { id } = await granted();
    await api.database.asSystem('a spec', (tx) =>
      tx.deliveryBudget.update({ where: { profileId: id }, data: { lastSuccessAt: new Date() } }),
    );

    expect((await save(id, { dropTokens: true }, { scope: 'openid' })).profile.state).toBe('UNPROVEN');
  });

  it('are not asked about where none are held', async () => {
    const { id } = await makeOAuthProfile(tenant.admin, client.id);

    expect(await save(id, { host: 'other.example.org' })).toMatchObject({
      __typename: 'EmailProfileSaved',
      profile: { grantState: 'NONE' },
    });
    expect(await audited('grant.dropped')).not.toContainEqual(expect.objectContaining({ subject: (await found(id)).name }));
  });

  it('stay with a new name, timeouts, limits, margins and parameters; a new margin moves the next refresh', async () => {
    const { id } = await granted();
    const before = await grantRow(id);

    const saved = await save(
      id,
      { name: 'Renamed', timeoutMs: 5_000, fromName: 'Plant 4', advanced: { perDay: 100, commandTimeoutMs: 3_000 } },
      {
        refreshBeforeSeconds: 1_500,
        defaultExpirationSeconds: 60,
        accessTokenTimeoutSeconds: 5,
        scope,
        refreshParameters: [{ name: 'audience', value: 'mail' }],
      },
    );

    const after = await grantRow(id);
    expect(saved).toMatchObject({ __typename: 'EmailProfileSaved', profile: { grantState: 'VALID' } });
    expect(after).toMatchObject({ accessTokenHash: before!.accessTokenHash, generation: before!.generation, refreshBeforeSeconds: 1_500 });
    expect(after!.nextRefreshAt!.getTime()).toBeLessThan(before!.nextRefreshAt!.getTime());
  });

  it('are not what whoever comes second hears of', async () => {
    const { id } = await granted();
    await save(id, { fromName: 'Plant 4' });

    expect(await save(id, { version: 1, host: 'other.example.org' })).toEqual({ __typename: 'StaleEmailProfile', current: { version: 2 } });
  });

  it('are not copied: a duplicate has the same client and nothing granted', async () => {
    const { id } = await granted();

    const { duplicateEmailProfile: copy } = await run(`mutation ($id: ID!) { duplicateEmailProfile(id: $id) { ${fields} } }`, { id });

    expect(copy).toMatchObject({ authentication: 'OAUTH2', oauth: { clientId: client.id, interactive: true }, grantState: 'NONE' });
    expect(await grantRow(copy.id)).toMatchObject({ accessToken: null, refreshToken: null, clientId: client.id });
    expect((await audited('email-profile.duplicated'))[0]?.details).toMatchObject({ tokens: 'not copied' });
  });

  it('go with their profile, and its client is free to go', async () => {
    const own = await makeOAuthClient(tenant.admin, provider);
    const { id } = await makeOAuthProfile(tenant.admin, own.id);
    await grantTokens(tenant.admin, provider, id);

    const { deleteOAuthClient: inUse } = await run(removeClient, { id: own.id });
    await run(`mutation ($id: ID!) { deleteEmailProfile(id: $id) { __typename } }`, { id });
    const { deleteOAuthClient: deleted } = await run(removeClient, { id: own.id });

    expect([inUse.__typename, deleted.__typename]).toEqual(['OAuthClientInUse', 'OAuthClientDeleted']);
    expect([await grantRow(id), await eventsOf(id), await clientRow(own.id)]).toEqual([null, 0, null]);
  });
});

describe('a profile that changes how it signs in', () => {
  it('loses its password to OAuth 2.0, which is noted and audited', async () => {
    const { id } = await makeProfile(tenant.admin);

    const saved = await save(id);

    expect(saved.notes).toEqual([expect.stringContaining('password was removed')]);
    expect(saved.profile).toMatchObject({ authentication: 'OAUTH2', passwordSet: false, grantState: 'NONE', state: 'UNPROVEN' });
    expect((await audited('email-profile.updated'))[0]?.details).toMatchObject({
      password: 'removed',
      authentication: { from: 'PASSWORD', to: 'OAUTH2' },
      oauthClient: { from: null, to: client.name },
    });
  });

  it('loses its tokens to a password, and comes back without them', async () => {
    const { id } = await granted();
    const password = { authentication: 'PASSWORD', passwordAction: 'REPLACE', password: 'x', oauth: null };

    const away = await save(id, { ...password, dropTokens: true });
    const gone = await grantRow(id);
    const back = await save(id);

    expect(away.profile).toMatchObject({ authentication: 'PASSWORD', passwordSet: true, oauth: null, grantState: null });
    expect(gone).toBeNull();
    expect(back.profile).toMatchObject({ authentication: 'OAUTH2', passwordSet: false, grantState: 'NONE' });
  });
});

it('presets say whose tokens they take', async () => {
  const { submissionPresets } = await run(`{ submissionPresets { id oauthProvider } }`);
  const providers = Object.fromEntries(
    (submissionPresets as { id: string; oauthProvider: string }[]).map(({ id, oauthProvider }) => [id, oauthProvider]),
  );

  expect(providers).toMatchObject({ google: 'google', microsoft365: 'microsoft365', custom: null, sendgrid: null });
});
