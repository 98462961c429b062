import { dayMs } from '@posthorn/contracts';
import { generateKeyPairSync } from 'node:crypto';
import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { issueCertificate, startOAuthServer, type TestOAuthServer } from '@posthorn/testing';
import {
  grantTokens,
  interactiveSetup,
  mailbox,
  makeOAuthClient,
  makeOAuthProfile,
  oauthClientInput,
  openEgress,
  unattendedSetup,
} from '../../test/kit/oauth.ts';
import { tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { makeProfile } from '../../test/kit/profiles.ts';
import { type TestApi } from '../../test/kit/test-api.ts';

const fields = `id version name provider providerName cloud directory clientId authentication secretSet secretChangedAt secretExpiresAt secretEndsInDays
  keyId unattendedFlow issuer authorizationUrl tokenUrl revocationUrl introspectionUrl promisesIssuer scope redirectUri updatedByName
  profiles { id name grantState }`;
const create = `mutation ($input: OAuthClientInput!) { createOAuthClient(input: $input) { client { ${fields} } notes } }`;
const update = `mutation ($id: ID!, $input: OAuthClientInput!) { updateOAuthClient(id: $id, input: $input) { __typename
  ... on OAuthClientSaved { client { ${fields} } notes } ... on StaleOAuthClient { current { version } } ... on TokensWouldDrop { changed profiles } } }`;
const remove = `mutation ($id: ID!) { deleteOAuthClient(id: $id) { __typename ... on OAuthClientInUse { profiles { name grantState } } } }`;
const find = `query ($id: ID!) { oauthClient(id: $id) { ${fields} } }`;
const discover = `mutation ($input: DiscoverEndpointsInput!) { discoverEndpoints(input: $input) {
  issuer authorizationUrl tokenUrl revocationUrl introspectionUrl promisesIssuer authentications scopesSupported } }`;
const grant = `query ($profileId: ID) { grant(profileId: $profileId) { state hasRefreshToken nextAttempt failure { class } history { kind detail actorName } } }`;

let api: TestApi;
let tenant: TenantOfTwo;
let root: Person;
let server: TestOAuthServer;

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
  server = await startOAuthServer();
  await openEgress(root, server);
}, 60_000);
afterAll(async () => {
  await api.close();
  await server.close();
});

const inTenant = <T>(work: Parameters<typeof api.database.forTenant<T>>[1]) => api.database.forTenant({ tenantId: tenant.tenantId }, work);
const made = async (change: object = {}) =>
  (await tenant.admin.client.run(create, { input: oauthClientInput(server, change) }))['createOAuthClient'];
const refusedOf = async (change: object) =>
  (await tenant.admin.client.refusal(create, { input: oauthClientInput(server, change) })).extensions;

/** What a form sends that changed nothing but these. */
const kept = (name: string, change: object = {}) =>
  oauthClientInput(server, { name, version: 1, secretAction: 'KEEP', secret: null, ...change });
const saved = async (id: string, input: object) => (await tenant.admin.client.run(update, { id, input }))['updateOAuthClient'];

describe('an OAuth client', () => {
  it('has its redirect URI before it is saved, and keeps it', async () => {
    const { newRedirectUri } = await tenant.admin.client.run(`{ newRedirectUri { id redirectUri } }`);

    const { client, notes } = await made({ id: newRedirectUri.id });

    expect(newRedirectUri.redirectUri).toBe(`http://localhost:3000/api/oauth/callback/${newRedirectUri.id}`);
    expect(client).toMatchObject({
      id: newRedirectUri.id,
      redirectUri: newRedirectUri.redirectUri,
      version: 1,
      providerName: 'Other provider',
      secretSet: true,
      updatedByName: 'Somebody New',
      tokenUrl: server.endpoints.token,
      secretEndsInDays: null,
      profiles: [],
    });
    expect(notes).toEqual([]);
  });

  it('takes no id that was never made for it', async () => {
    const reserved = '00000000-0000-7000-8000-000000000003';

    expect(await refusedOf({ id: reserved })).toMatchObject({ code: 'NOT_FOUND', field: 'id' });
    expect((await root.client.run(`{ newRedirectUri { id } }`))['newRedirectUri'].id).toBe(reserved);
  });

  it('has a name of its own in the tenant, whatever its case', async () => {
    const { client } = await made({ name: 'Entra' });

    expect(await refusedOf({ name: ' ENTRA ' })).toMatchObject({ code: 'CONFLICT', field: 'name' });
    expect(await saved(client.id, kept('entra'))).toMatchObject({ __typename: 'OAuthClientSaved', client: { name: 'entra', version: 2 } });
    expect(await saved(client.id, kept('entra'))).toMatchObject({ __typename: 'StaleOAuthClient', current: { version: 2 } });
  });

  it('says when its secret ends', async () => {
    const secretExpiresAt = new Date(Date.now() + 29.5 * dayMs).toISOString();
    const { client } = await made({ secretExpiresAt });
    await inTenant((tx) => tx.oAuthClient.update({ where: { id: client.id }, data: { secretWarnedDays: 30 } }));

    const later = new Date(Date.now() + 400 * dayMs).toISOString();
    const after = await saved(client.id, kept(client.name, { secretExpiresAt: later }));

    expect([client.secretEndsInDays, after.client.secretEndsInDays]).toEqual([30, null]);
    expect(await inTenant((tx) => tx.oAuthClient.findUniqueOrThrow({ where: { id: client.id } }))).toMatchObject({
      secretWarnedDays: null,
    });
  });

  it('is audited without its secret', async () => {
    const { client } = await made({ scope: 'mail' });
    await saved(client.id, { ...kept(client.name, { scope: 'mail.send' }), secretAction: 'REPLACE', secret: 'a very new secret' });

    const { auditEvents } = await tenant.admin.client.run(`{ auditEvents(page: { first: 1 }) { items { action subject details } } }`);

    const [{ action, subject, details }] = auditEvents.items;
    expect({ action, subject, details: typeof details === 'string' ? JSON.parse(details) : details }).toEqual({
      action: 'oauth-client.updated',
      subject: client.name,
      details: { scope: { from: 'mail', to: 'mail.send' }, secret: 'changed' },
    });
  });
});

describe('the endpoints of a known provider', () => {
  const microsoft = (change: object = {}) => ({
    provider: 'microsoft365',
    directory: 'contoso.onmicrosoft.com',
    authentication: 'CLIENT_SECRET_POST',
    ...change,
  });

  it('come from its data, whatever was typed', async () => {
    const { client } = await made(microsoft({ tokenUrl: 'https://evil.example/token', promisesIssuer: true, cloud: 'us-dod' }));

    expect(client).toMatchObject({
      providerName: 'Microsoft 365 (Office 365)',
      issuer: null,
      promisesIssuer: false,
      revocationUrl: null,
      tokenUrl: 'https://login.microsoftonline.us/contoso.onmicrosoft.com/oauth2/v2.0/token',
    });
  });

  it.each([
    ['directory', microsoft({ directory: null })],
    ['directory', microsoft({ directory: '../evil' })],
    ['cloud', microsoft({ cloud: 'mars' })],
    ['authentication', { provider: 'google', authentication: 'NONE' }],
    ['authentication', { unattendedFlow: 'JWT_BEARER' }],
    ['tokenUrl', { tokenUrl: null }],
    ['secret', { secretAction: 'REMOVE' }],
    ['secret', { secretAction: 'KEEP' }],
    ['secret', { secret: 'two\nlines' }],
    ['secret', { authentication: 'PRIVATE_KEY_JWT', secret: 'no key' }],
    ['secret', { provider: 'google', secret: '{"type":"authorized_user"}' }],
  ])('are asked for what they need: %s', async (field, change) => {
    expect(await refusedOf(change)).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('are known to the form, with all that is to be copied', async () => {
    const { oauthProviders } = await tenant.admin.client
      .run(`{ oauthProviders { reservedParameters providers { id presets asksDirectory clientSecretDays
      clouds { id tokenUrl scopes { flow scope } } flows { flow authentications checklist { text copy } } } } }`);

    expect(oauthProviders.reservedParameters).toContain('redirect_uri');
    expect(oauthProviders.providers.map(({ id, presets }: Record<string, unknown>) => [id, presets])).toEqual([
      ['google', ['google']],
      ['microsoft365', ['microsoft365', 'outlook']],
      ['generic', []],
    ]);
    expect(oauthProviders.providers[0].flows[0].checklist.map(({ copy }: { copy: string }) => copy)).toContain('REDIRECT_URI');
  });
});

describe('a key in place of a secret', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

  it('comes from Google’s key file with all that belongs to it', async () => {
    const file = {
      type: 'service_account',
      client_email: 'mailer@project.iam.gserviceaccount.com',
      private_key: pem,
      private_key_id: 'k1',
    };

    const { client, notes } = await made({
      provider: 'google',
      authentication: 'CLIENT_SECRET_POST',
      clientId: 'typed',
      secret: JSON.stringify(file),
    });

    expect(client).toMatchObject({
      clientId: file.client_email,
      keyId: 'k1',
      authentication: 'PRIVATE_KEY_JWT',
      unattendedFlow: 'JWT_BEARER',
      secretSet: true,
    });
    expect(notes).toEqual([expect.stringContaining('taken from the key file')]);
  });

  it('is no secret: whoever changes how the client authenticates enters another', async () => {
    const { client } = await made({ authentication: 'PRIVATE_KEY_JWT', secret: pem });

    const refusal = await tenant.admin.client.refusal(update, { id: client.id, input: kept(client.name) });

    expect(refusal.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'secret' });
    expect(refusal.message).toBe('The stored secret is no client secret. Enter the client secret.');
  });
});

describe('a certificate beside a key', () => {
  it('must be the key’s own, which the provider knows it by', async () => {
    const [own, foreign] = [await issueCertificate(), await issueCertificate()];
    const input = { authentication: 'PRIVATE_KEY_JWT', secret: own.key, certificate: foreign.cert };

    expect(await refusedOf(input)).toMatchObject({ code: 'INVALID_INPUT', field: 'certificate' });
    const { client } = await made({ ...input, certificate: own.cert });
    expect(
      (await tenant.admin.client.refusal(update, { id: client.id, input: kept(client.name, { ...input, secret: null }) })).extensions,
    ).toMatchObject({
      field: 'certificate',
    });
  });
});

describe('a stored secret', () => {
  it.each([
    ['issuer', { issuer: 'https://other.example' }],
    ['token URL', { tokenUrl: 'https://other.example/token' }],
    ['revocation URL', { revocationUrl: null }],
    ['introspection URL', { introspectionUrl: 'https://other.example/introspect' }],
    ['provider', { provider: 'google', authentication: 'CLIENT_SECRET_POST' }],
  ])('is asked for again after a change of the %s', async (_, change) => {
    const { client } = await made();

    const refusal = await tenant.admin.client.refusal(update, { id: client.id, input: kept(client.name, change) });

    expect(refusal.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'secret' });
    expect(refusal.message).toContain(`was given for 127.0.0.1:${server.port} as it was set up`);
  });

  it('is asked for again after a change of the directory', async () => {
    const microsoft = { provider: 'microsoft365', authentication: 'CLIENT_SECRET_POST' };
    const { client } = await made({ ...microsoft, directory: 'one.example' });

    const refusal = await tenant.admin.client.refusal(update, {
      id: client.id,
      input: kept(client.name, { ...microsoft, directory: 'two.example' }),
    });

    expect(refusal.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'secret' });
  });

  it('is asked for again after a change of the trusted certificates, by which another machine could pass for the provider', async () => {
    const { client } = await made();
    const { cert: ca } = await issueCertificate();

    const refusal = await tenant.admin.client.refusal(update, { id: client.id, input: kept(client.name, { ca }) });

    expect(refusal.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'secret' });
  });

  it('stays with another authorization URL, scope, timeout or name', async () => {
    const { client } = await made();
    const change = { name: `${client.name} 2`, authorizationUrl: 'https://login.example/auth', scope: 'mail', requestTimeoutMs: 5_000 };

    expect(await saved(client.id, kept(client.name, change))).toMatchObject({
      __typename: 'OAuthClientSaved',
      client: { secretSet: true },
    });
  });

  it('goes where the client has no way to use it', async () => {
    const { client } = await made();

    expect(await saved(client.id, kept(client.name, { authentication: 'NONE' }))).toMatchObject({
      client: { secretSet: false, secretChangedAt: null },
    });
  });
});

describe('tokens that depend on what changes', () => {
  async function granted() {
    const client = await makeOAuthClient(tenant.admin, server);
    const [own, inherited] = [
      await makeOAuthProfile(tenant.admin, client.id, {
        ...interactiveSetup(client.id, { scope: 'openid offline_access https://mail.test/SMTP.Send' }),
        name: `B ${client.name}`,
      }),
      await makeOAuthProfile(tenant.admin, client.id, { name: `A ${client.name}` }),
    ];
    for (const { id } of [own, inherited]) await grantTokens(tenant.admin, server, id, { login: mailbox });
    return { client, own, inherited };
  }
  const stateOf = async (profileId: string) => (await tenant.admin.client.run(grant, { profileId }))['grant'];

  it('are named with their profiles before anything is saved, and go once that is agreed to', async () => {
    const { client, own, inherited } = await granted();
    const input = kept(client.name, { clientId: 'another', scope: 'mail' });

    const asked = await saved(client.id, input);
    const still = (await tenant.admin.client.run(find, { id: client.id }))['oauthClient'];
    const done = await saved(client.id, { ...input, dropTokens: true });

    expect(asked).toEqual({ __typename: 'TokensWouldDrop', changed: ['the client id', 'the scope'], profiles: [inherited.name, own.name] });
    expect(still).toMatchObject({
      version: 1,
      clientId: 'posthorn',
      profiles: [{ name: inherited.name, grantState: 'VALID' }, { name: own.name }],
    });
    expect(done).toMatchObject({
      __typename: 'OAuthClientSaved',
      client: { clientId: 'another', profiles: [{ grantState: 'NONE' }, { grantState: 'NONE' }] },
    });
    const grants = await Promise.all([own, inherited].map(({ id }) => stateOf(id)));
    expect(grants.map(({ hasRefreshToken, history }) => [hasRefreshToken, history[0].kind, history[0].detail])).toEqual([
      [false, 'DROPPED', 'The tokens were dropped, because this changed: the client id.'],
      [false, 'DROPPED', 'The tokens were dropped, because this changed: the client id, the scope.'],
    ]);
    const { auditEvents } = await tenant.admin.client.run(`{ auditEvents(page: { first: 3 }) { items { action subject } } }`);
    expect(auditEvents.items.map(({ action }: { action: string }) => action).sort()).toEqual([
      'grant.dropped',
      'grant.dropped',
      'oauth-client.updated',
    ]);
  });

  it('go only where the scope is inherited', async () => {
    const { client, inherited } = await granted();

    expect(await saved(client.id, kept(client.name, { scope: 'mail' }))).toMatchObject({
      changed: ['the scope'],
      profiles: [inherited.name],
    });
  });

  it('stay with a new secret, which is tried at once where the old one was refused', async () => {
    const { client, own, inherited } = await granted();
    const failedAt = new Date();
    const failure = { failureCode: 'x', failureSentence: 'No.', failureFirstAt: failedAt, failureAt: failedAt, failureAttempts: 1 };
    await inTenant(async (tx) => {
      await tx.oAuthGrant.update({ where: { profileId: own.id }, data: { ...failure, failureClass: 'CLIENT', nextRefreshAt: null } });
      await tx.oAuthGrant.update({
        where: { profileId: inherited.id },
        data: { ...failure, failureClass: 'CONSENT_NEEDED', nextRefreshAt: null },
      });
    });

    const input = { ...kept(client.name), secretAction: 'REPLACE', secret: 'the next secret' };
    expect(await saved(client.id, input)).toMatchObject({ __typename: 'OAuthClientSaved' });

    const rows = await inTenant((tx) => tx.oAuthGrant.findMany({ where: { clientId: client.id } }));
    const of = (id: string) => rows.find(({ profileId }) => profileId === id)!;
    expect(of(own.id)).toMatchObject({ generation: 1, failureClass: null });
    expect(of(own.id).nextRefreshAt!.getTime()).toBeLessThanOrEqual(Date.now());
    expect(of(inherited.id)).toMatchObject({ failureClass: 'CONSENT_NEEDED', nextRefreshAt: null });
    expect([of(own.id).refreshToken, of(inherited.id).refreshToken]).toEqual([expect.anything(), expect.anything()]);
  });

  it('of nobody in particular need one directory where nobody consents', async () => {
    const microsoft = { provider: 'microsoft365', authentication: 'CLIENT_SECRET_POST' };
    const { client } = await made({ ...microsoft, directory: 'one.example' });
    await makeProfile(tenant.admin, unattendedSetup(client.id));

    const input = kept(client.name, { ...microsoft, directory: 'common', secretAction: 'REPLACE', secret: 'new' });
    const refusal = await tenant.admin.client.refusal(update, { id: client.id, input });

    expect(refusal).toMatchObject({ message: 'App-only access needs the id of one directory.', extensions: { field: 'directory' } });
  });
});

describe('deleting an OAuth client', () => {
  it('is refused while profiles sign in through it, and names them', async () => {
    const client = await makeOAuthClient(tenant.admin, server);
    const profile = await makeOAuthProfile(tenant.admin, client.id);

    const { deleteOAuthClient } = await tenant.admin.client.run(remove, { id: client.id });

    expect(deleteOAuthClient).toEqual({ __typename: 'OAuthClientInUse', profiles: [{ name: profile.name, grantState: 'NONE' }] });
  });

  it('takes it away once they are gone', async () => {
    const client = await makeOAuthClient(tenant.admin, server);
    const profile = await makeOAuthProfile(tenant.admin, client.id);
    await tenant.admin.client.run(`mutation ($id: ID!) { deleteEmailProfile(id: $id) { __typename } }`, { id: profile.id });

    const { deleteOAuthClient } = await tenant.admin.client.run(remove, { id: client.id });

    expect(deleteOAuthClient).toEqual({ __typename: 'OAuthClientDeleted' });
    expect((await tenant.admin.client.refusal(find, { id: client.id })).extensions.code).toBe('NOT_FOUND');
  });
});

describe('discovery', () => {
  it('reads what the provider says of itself', async () => {
    const { discoverEndpoints } = await tenant.admin.client.run(discover, { input: { issuer: server.issuer } });

    expect(discoverEndpoints).toMatchObject({
      issuer: server.issuer,
      authorizationUrl: server.endpoints.authorization,
      tokenUrl: server.endpoints.token,
      promisesIssuer: true,
      revocationUrl: server.endpoints.revocation,
      introspectionUrl: server.endpoints.introspection,
    });
    expect(discoverEndpoints.authentications).toContain('CLIENT_SECRET_BASIC');
    expect(discoverEndpoints.scopesSupported).toContain('offline_access');
  });

  it.each([
    ['a host that policy keeps closed', 'http://10.1.2.3:8080', 'This server may not connect to the identity provider.'],
    ['what is no address', '', 'The issuer is missing.'],
  ])('refuses %s at the issuer', async (_, issuer, sentence) => {
    const refusal = await tenant.admin.client.refusal(discover, { input: { issuer } });

    expect(refusal.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'issuer' });
    expect(refusal.message).toContain(sentence);
  });

  it('promises no further attempts', async () => {
    server.fault = { kind: 'STATUS', status: 503, path: '/.well-known/openid-configuration' };

    const { message } = await tenant.admin.client.refusal(discover, { input: { issuer: server.issuer } });
    server.fault = null;

    expect(message).toBe('The identity provider is overloaded or out of order. Check it, then try again.');
  });

  it('is no way to scan: thirty in ten minutes', async () => {
    const { admin } = await tenantOfTwo(api, root);
    const input = { issuer: 'http://10.1.2.3' };
    for (let count = 0; count < 30; count += 1) await admin.client.refusal(discover, { input });

    expect((await admin.client.refusal(discover, { input })).extensions.code).toBe('TRY_LATER');
  });
});

describe('nobody but the tenant’s admins', () => {
  it('sees or makes OAuth clients, and they only after their password', async () => {
    const { client } = await made();
    const input = oauthClientInput(server);
    const member = tenant.member.client;
    const refusals = [
      await member.refusal(`{ oauthClients { id } }`),
      await member.refusal(find, { id: client.id }),
      await member.refusal(create, { input }),
      await member.refusal(`{ oauthProviders { reservedParameters } }`),
      await member.refusal(discover, { input: { issuer: server.issuer } }),
    ];
    await api.database.asSystem('age the step-up of a spec', (tx) =>
      tx.session.updateMany({ where: { identityId: tenant.admin.identityId }, data: { steppedUpAt: new Date(0) } }),
    );
    refusals.push(await tenant.admin.client.refusal(create, { input }));

    expect(refusals.map(({ extensions }) => extensions.code)).toEqual([...Array<string>(5).fill('NOT_ALLOWED'), 'STEP_UP_REQUIRED']);
  });
});
