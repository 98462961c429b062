import { PgBoss } from 'pg-boss';
import { interactiveSetup, mailbox, unattendedSetup } from '../kit/oauth.ts';
import { profileInput } from '../kit/profiles.ts';
import { eventually } from '../kit/test-api.ts';
import type { TokenStage } from './token-stage.ts';
import type { WatchedClient } from './watched-client.ts';

const createClient = `mutation ($input: OAuthClientInput!) { createOAuthClient(input: $input) { notes client { id version } } }`;
const updateClient = `mutation ($id: ID!, $input: OAuthClientInput!) { updateOAuthClient(id: $id, input: $input) { __typename
  ... on OAuthClientSaved { notes client { version } } ... on TokensWouldDrop { changed profiles } } }`;
const updatePlatform = `mutation ($input: PlatformMailSettingsInput!) { updatePlatformMailSettings(input: $input) { __typename
  ... on PlatformMailSettingsSaved { notes settings { version } } ... on TokensWouldDrop { changed } } }`;
const elsewhere = { tokenUrl: 'https://login.example.org/token' };

/** Platform mail from its first token to a revocation and another grant. Answers the system admin. */
export async function actOnPlatform(stage: TokenStage): Promise<WatchedClient> {
  const { canaries, platform, sink } = stage;
  const root = await stage.becomeAdmin();
  const save = async (version: number, secret: string, client: object = {}) => {
    const { version: clientVersion, ...oauthClient } = { version, ...stage.clientInput(platform, 'platform', secret, client) };
    const server = { preset: 'custom', host: sink.host, port: sink.port, security: 'NONE', timeoutMs: 2_000 };
    const input = {
      version,
      fromName: 'Posthorn',
      ...server,
      ...interactiveSetup(),
      oauthClient: { ...oauthClient, version: clientVersion },
    };
    return (await root.run(updatePlatform, { input }))['updatePlatformMailSettings'].__typename;
  };
  const first = canaries.printable('platform client secret');
  stage.register(platform, 'platform', first);
  expect(await save(0, first)).toBe('PlatformMailSettingsSaved');
  expect(await stage.grant(root, platform, null)).toBe('GRANTED');
  await root.run(`mutation { testPlatformMail(to: "platform@example.org") { id } }`);
  await sink.waitForMail((mail) => mail.to.includes('platform@example.org'));
  expect(await stage.refresh(root, null)).toBe('VALID');
  expect(await stage.check(root, { to: 'checked@example.org', sendMail: true })).toBe('PASSED');

  const second = canaries.printable('platform replaced client secret');
  stage.register(platform, 'platform', second);
  expect(await save(1, second)).toBe('PlatformMailSettingsSaved');
  expect(await save(2, canaries.printable('platform unsaved client secret'), elsewhere)).toBe('TokensWouldDrop');
  await save(1, canaries.printable('platform stale client secret'));
  platform.provider.fault = { kind: 'ECHO' };
  expect(await stage.refresh(root, null)).toBe('REFRESH_FAILING');
  platform.provider.fault = null;
  expect(await stage.refresh(root, null)).toBe('VALID');

  const { revokeGrant } = await root.run(`mutation { revokeGrant { providerTold note } }`);
  expect(revokeGrant.providerTold).toBe(true);
  expect(await stage.cancel(root, await stage.consent(root, platform, null, { denies: true }))).toBe('DENIED');
  expect(await stage.grant(root, platform, null)).toBe('GRANTED');
  return root;
}

interface Login {
  clientId: string;
  profileId: string;
  /** Of the OAuth client, from its last save. */
  version: number;
}

/** An OAuth client and a profile that uses it to send through a server. */
async function addLogin(
  admin: WatchedClient,
  input: object,
  { port, unattended = false }: { port: number; unattended?: boolean },
): Promise<Login> {
  const { createOAuthClient } = await admin.run(createClient, { input });
  const { id: clientId, version } = createOAuthClient.client;
  const setup = unattended ? unattendedSetup(clientId) : interactiveSetup(clientId);
  const profile = profileInput({ host: '127.0.0.1', port, security: 'NONE', ...setup });
  const { createEmailProfile } = await admin.run(
    `mutation ($input: EmailProfileInput!) { createEmailProfile(input: $input) { profile { id } } }`,
    { input: profile },
  );
  return { clientId, version, profileId: createEmailProfile.profile.id };
}

/** Client secrets saved, replaced, unsaved, refused and wrong; tokens granted, refreshed, used and repeated by who was shown them. */
export async function actWithSecrets(stage: TokenStage, admin: WatchedClient): Promise<Login> {
  const { canaries, tenant, sink, bearerSink } = stage;
  const refused = { ...stage.clientInput(tenant, 'basic', canaries.printable('refused client secret')), cloud: 'nowhere' };
  await admin.refusal(createClient, { input: refused });
  const first = canaries.printable('client secret');
  stage.register(tenant, 'basic', first);
  const login = await addLogin(admin, stage.clientInput(tenant, 'basic', first), { port: sink.port });
  const { clientId: id, profileId } = login;
  const update = async (version: number, secret: string, change: object = {}) =>
    (await admin.run(updateClient, { id, input: stage.clientInput(tenant, 'basic', secret, { version, ...change }) }))['updateOAuthClient']
      .__typename;
  expect(await stage.grant(admin, tenant, profileId)).toBe('GRANTED');
  expect(await stage.refresh(admin, profileId)).toBe('VALID');
  expect(await stage.check(admin, { profileId, to: 'checked@example.org', sendMail: true })).toBe('PASSED');
  expect((await stage.send(admin, profileId)).transcript).toContain('AUTH XOAUTH2');

  const second = canaries.printable('replaced client secret');
  stage.register(tenant, 'basic', second);
  expect(await update(1, second)).toBe('OAuthClientSaved');
  expect(await update(2, canaries.printable('unsaved client secret'), elsewhere)).toBe('TokensWouldDrop');
  expect(await stage.refresh(admin, profileId)).toBe('VALID');
  expect(await update(2, canaries.printable('wrong client secret'))).toBe('OAuthClientSaved');
  expect(await stage.refresh(admin, profileId)).toBe('REFRESH_FAILING');
  expect(await update(3, second)).toBe('OAuthClientSaved');
  expect(await stage.refresh(admin, profileId)).toBe('VALID');

  const post = canaries.printable('posted client secret');
  stage.register(tenant, 'post', post, true);
  const input = stage.clientInput(tenant, 'post', post, { authentication: 'CLIENT_SECRET_POST' });
  const posting = await addLogin(admin, input, { port: bearerSink.port });
  expect(await stage.grant(admin, tenant, posting.profileId)).toBe('GRANTED');
  expect((await stage.send(admin, posting.profileId)).transcript).toContain('AUTH OAUTHBEARER');
  await actWithEchoes(stage, admin, [profileId, posting.profileId]);
  await admin.run(`mutation ($id: ID!) { revokeGrant(profileId: $id) { providerTold note grant { why } } }`, { id: posting.profileId });
  return { ...login, version: 4 };
}

/** A provider that repeats what it was sent: in a refresh, an exchange, a revocation, and in what it says of a token. */
async function actWithEchoes(stage: TokenStage, admin: WatchedClient, profileIds: string[]): Promise<void> {
  const { tenant } = stage;
  for (const profileId of profileIds) {
    tenant.provider.fault = { kind: 'ECHO' };
    expect(await stage.refresh(admin, profileId)).toBe('REFRESH_FAILING');
    expect((await stage.grantOf(admin, profileId)).failure.words).toContain('You sent');
    expect(await stage.grant(admin, tenant, profileId)).toBe('FAILED');
    tenant.provider.fault = { kind: 'ECHO', path: '/token/revocation' };
    const { revokeGrant } = await admin.run(
      `mutation ($profileId: ID) { revokeGrant(profileId: $profileId) { providerTold note grant { why } } }`,
      { profileId },
    );
    expect(revokeGrant.providerTold).toBe(false);
    tenant.provider.fault = null;
    expect(await stage.grant(admin, tenant, profileId)).toBe('GRANTED');
  }
}

/** Mail servers that repeat tokens: in the challenge, in the reply, as they are and as SASL has them. */
export async function actWithParrots(stage: TokenStage, admin: WatchedClient, { profileId }: Login): Promise<void> {
  const { canaries, tenant, sink, parrot, repeated } = stage;
  const said = (token: string) => {
    const saslOf = (start: string) => Buffer.from(`${start}\u0001auth=Bearer ${token}\u0001\u0001`).toString('base64');
    const spellings = [token, Buffer.from(token).toString('base64'), saslOf(`user=${mailbox}`), saslOf(`n,a=${mailbox},`)];
    return `535 5.7.8 What is ${spellings.join(' or ')}?`;
  };
  const refuse = (token: string) => sink.refuseTokens(1, said(token));
  tenant.onToken = refuse;
  await stage.refresh(admin, profileId);
  tenant.provider.fault = { kind: 'ECHO', path: '/token/introspection' };
  expect(await stage.send(admin, profileId)).toMatchObject({ transcript: expect.stringContaining('535') });
  tenant.onToken = () => undefined;
  sink.refuseTokens(0);

  const secret = canaries.printable('client secret');
  stage.register(tenant, 'parrot', secret);
  const { profileId: parroted } = await addLogin(admin, stage.clientInput(tenant, 'parrot', secret), { port: parrot.port });
  tenant.onToken = (token) => {
    repeated.AUTH = `334 ${Buffer.from(JSON.stringify({ status: '401', scope: token })).toString('base64')}`;
    repeated.CHALLENGE = said(token);
  };
  expect(await stage.grant(admin, tenant, parroted)).toBe('GRANTED');
  expect(await stage.check(admin, { profileId: parroted, to: 'checked@example.org' })).toBe('FAILED');
  expect((await stage.send(admin, parroted)).transcript).toContain('334');
  tenant.onToken = () => undefined;
  tenant.provider.fault = null;
}

/** Callbacks that were denied, replayed, altered, of somebody else or too many; tokens that a person keeps, discards or leaves. */
export async function actOnCallbacks(stage: TokenStage, admin: WatchedClient, root: WatchedClient, { profileId }: Login): Promise<void> {
  const { canaries, tenant } = stage;
  const { href, searchParams } = await stage.begin(admin, tenant, profileId);
  const denied = await tenant.provider.consent(href, { denies: true });
  denied.searchParams.set('error_description', `No to ${searchParams.get('state')} and ${searchParams.get('nonce')}`);
  expect(await stage.cancel(admin, denied)).toBe('DENIED');
  const callback = await stage.consent(admin, tenant, profileId);
  expect(await stage.cancel(stage.browser(), callback)).toBe('SIGNED_OUT');
  expect(await stage.cancel(root, callback)).toBe('OTHER_SESSION');
  expect(await stage.cancel(admin, callback, { method: 'POST' })).toBe('HTTP 404');
  expect(await stage.cancel(admin, new URL(`${callback.pathname}/more${callback.search}`, callback))).toBe('HTTP 404');
  expect(await stage.cancel(admin, callback)).toBe('GRANTED');
  expect(await stage.cancel(admin, callback)).toBe('REPLAYED');
  const unknown = new URL(callback);
  unknown.searchParams.set('state', canaries.printable('unknown state'));
  unknown.searchParams.set('code', canaries.printable('unknown code'));
  expect(await stage.cancel(admin, unknown)).toBe('UNKNOWN_STATE');

  for (const decision of ['confirmGrant', 'rejectGrant']) {
    expect(await stage.grant(admin, tenant, profileId, { login: 'somebody.else@example.org' })).toBe('TO_CONFIRM');
    const { pendingConsent } = await stage.grantOf(admin, profileId);
    await admin.run(`mutation ($id: ID!) { ${decision}(id: $id) { state consentedAs pendingConsent { id } } }`, pendingConsent);
  }
}

/** Private keys saved, replaced and refused; with the client's authentication, as a JWT bearer, and in the file Google makes of one. */
export async function actWithKeys(stage: TokenStage, admin: WatchedClient): Promise<void> {
  const { tenant, sink, canaries } = stage;
  const signed = { authentication: 'PRIVATE_KEY_JWT', keyId: 'key-1' };
  const place = { witness: tenant, clientId: 'signed' };
  const input = (secret: string, change: object = {}) => stage.clientInput(tenant, 'signed', secret, { ...signed, ...change });
  const login = await addLogin(admin, input(stage.key('private key', place)), { port: sink.port, unattended: true });
  await resolved(stage, admin, login.profileId, 'VALID');
  expect((await stage.send(admin, login.profileId)).state).toBe('ACCEPTED');
  await admin.run(updateClient, { id: login.clientId, input: input(stage.key('replaced private key', place), { version: 1 }) });
  expect(await stage.refresh(admin, login.profileId)).toBe('VALID');
  const bundle = `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${stage.key('bundled private key')}`;
  await admin.refusal(updateClient, {
    id: login.clientId,
    input: input(stage.key('refused private key'), { version: 2, certificate: bundle }),
  });
  const broken = stage.key('broken private key').replace('PRIVATE KEY', 'SECRET KEY');
  await admin.refusal(updateClient, { id: login.clientId, input: input(broken, { version: 2 }) });
  tenant.provider.fault = { kind: 'ECHO' };
  expect(await stage.refresh(admin, login.profileId)).toBe('REFRESH_FAILING');
  const bearer = stage.clientInput(tenant, 'bearer', stage.key('bearer private key'), { ...signed, unattendedFlow: 'JWT_BEARER' });
  const { profileId } = await addLogin(admin, bearer, { port: sink.port, unattended: true });
  await resolved(stage, admin, profileId, 'REFRESH_FAILING');
  tenant.provider.fault = null;

  const fileWith = (name: string) =>
    JSON.stringify({
      type: 'service_account',
      client_email: 'mailer@project.iam.gserviceaccount.com',
      private_key_id: 'abc',
      private_key: stage.key(name),
    });
  const google = { provider: 'google', issuer: null, authorizationUrl: null, tokenUrl: null, revocationUrl: null, introspectionUrl: null };
  const saved = stage.clientInput(tenant, 'x', canaries.add('key file', fileWith('key file’s key')), { name: 'Google', ...google });
  await admin.run(createClient, { input: saved });
  const cut = stage.clientInput(tenant, 'y', canaries.add('refused key file', fileWith('refused key file’s key').slice(0, -2)), google);
  await admin.refusal(createClient, { input: cut });
}

async function resolved(stage: TokenStage, admin: WatchedClient, profileId: string, state: string): Promise<void> {
  await eventually(async () => expect(await stage.grantOf(admin, profileId)).toMatchObject({ state }));
}

/** The provider forgets everything; whoever is told of that hears no more than they should. */
export async function loseConsents(stage: TokenStage, admin: WatchedClient, { profileId }: Login): Promise<void> {
  stage.tenant.provider.dropTokens();
  expect(await stage.refresh(admin, profileId)).toBe('CONSENT_NEEDED');
  const boss = new PgBoss({
    connectionString: stage.installation.testDatabase.urls.superuser,
    schema: 'jobs',
    migrate: false,
    createSchema: false,
    supervise: false,
    schedule: false,
  });
  await boss.start();
  await boss.send('service-notices', {});
  await boss.stop({ graceful: false });
  await stage.sink.waitForMail(({ parsed }) => /token|consent/i.test(parsed.subject ?? ''), 20_000);
}

/** What no worker takes up any more: mail, a check, a person at the provider, tokens to decide about. */
export async function leaveBehind(stage: TokenStage, admin: WatchedClient, { profileId, clientId }: Login): Promise<void> {
  const { tenant } = stage;
  expect(await stage.grant(admin, tenant, profileId)).toBe('GRANTED');
  await stage.worker.end();
  expect(await stage.grant(admin, tenant, profileId, { login: 'left@example.org' })).toBe('TO_CONFIRM');
  await stage.begin(admin, tenant, profileId);
  await admin.run(`mutation ($input: TestMessageInput!) { sendTestMessage(input: $input) { id } }`, {
    input: { profileId, to: 'left@example.org' },
  });
  await admin.run(`mutation ($id: ID!) { checkConnection(input: { profileId: $id, to: "left@example.org" }) { id } }`, { id: profileId });
  await admin.run(`query ($id: ID!) { oauthClient(id: $id) { id secretSet keyId certificate tokenUrl profiles { name grantState } } }`, {
    id: clientId,
  });
}

/** Everything that tells of tokens, read by who may. */
export async function readEverything(admin: WatchedClient, root: WatchedClient): Promise<void> {
  const clients = `oauthClients { id name clientId authentication keyId certificate secretSet profiles { id grantState } }`;
  const audit = `auditEvents(page: { first: 100 }) { items { action subject details } }`;
  await admin.run(
    `{ ${clients} ${audit} emailProfiles { items { name grantState lastFailure { sentence reply } oauth { clientName } } }
      tenantOverview { warnings { title detail } } messages(scope: TENANT) { items { subject sentence text attempts { reply transcript } } } }`,
  );
  await root.run(
    `{ ${audit} platformMailSettings { grantState oauth { clientName } oauthClient { clientId secretSet } } platformOverview { warnings { title detail } }
      messages(scope: ACCOUNT) { items { subject text sentence attempts { reply transcript } } } }`,
  );
}
