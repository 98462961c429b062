import { startOAuthServer, startSmtpServer, type TestOAuthServer, type TestSmtpServer } from '@posthorn/testing';
import {
  grantTokens,
  interactiveSetup,
  judgeTokens,
  mailbox,
  makeOAuthClient,
  makeOAuthProfile,
  oauthClientInput,
  openEgress,
  unattendedSetup,
} from '../../test/kit/oauth.ts';
import { becomeSystemAdmin, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { makeProfile, profileInput } from '../../test/kit/profiles.ts';
import { eventually, startApi, type TestApi } from '../../test/kit/test-api.ts';

const start = `mutation ($input: CheckConnectionInput!) { checkConnection(input: $input) { id status } }`;
const whole = `query ($id: ID!) { connectionCheck(id: $id) { status finishedAt stages { stage status detail reply capabilities }
  failure { failureClass stage reply sentence } } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;
let provider: TestOAuthServer;
let sink: TestSmtpServer;
let elsewhere: TestSmtpServer;
let client: { id: string };
let profile: { id: string; name: string };

beforeAll(async () => {
  api = await startApi();
  root = await becomeSystemAdmin(api);
  provider = await startOAuthServer();
  [sink, elsewhere] = [await startSmtpServer({ tokens: judgeTokens(provider) }), await startSmtpServer({ tokens: judgeTokens(provider) })];
  for (const server of [provider, sink, elsewhere]) await openEgress(root, { port: server.port });
  tenant = await tenantOfTwo(api, root);
  client = await makeOAuthClient(tenant.admin, provider);
  profile = await makeOAuthProfile(tenant.admin, client.id, at(sink));
  expect(await grantTokens(tenant.admin, provider, profile.id)).toBe('GRANTED');
}, 60_000);
afterAll(async () => {
  await api.close();
  await Promise.all([provider, sink, elsewhere].map((server) => server.close()));
});

const at = ({ host, port }: TestSmtpServer) => ({ host, port, security: 'NONE' });
const typed = (change: object = {}) => profileInput({ ...interactiveSetup(client.id), ...at(sink), name: profile.name, ...change });

/** As `checkConnection` started it, once it has ended. */
async function ended({ client: browser }: Pick<Person, 'client'>, input: object) {
  const { checkConnection: check } = await browser.run(start, { input });
  return eventually(async () => {
    const { connectionCheck: now } = await browser.run(whole, { id: check.id });
    if (!now.finishedAt) throw new Error(`still ${now.status}`);
    return now as {
      status: string;
      stages: { stage: string; status: string }[];
      failure: { failureClass: string; stage: string; sentence: string } | null;
    };
  });
}
const stagesOf = ({ stages }: Awaited<ReturnType<typeof ended>>) => Object.fromEntries(stages.map(({ stage, status }) => [stage, status]));
const tokens = () => [...sink.signIns, ...elsewhere.signIns].map(({ token }) => token);

describe('a check of a profile that signs in with OAuth 2.0', () => {
  it('signs in with the token that is held, and shows it nowhere', async () => {
    const check = await ended(tenant.admin, { profileId: profile.id });

    expect(check).toMatchObject({ status: 'PASSED', failure: null });
    expect(sink.signIns.at(-1)).toMatchObject({ user: mailbox });
    const shown = JSON.stringify(check);
    const token = tokens().at(-1)!;
    for (const secret of [token, Buffer.from(token).toString('base64').slice(0, 20)]) expect(shown).not.toContain(secret);
    const rows = await api.database.asSystem('a spec', (tx) => tx.connectionCheck.findMany());
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows.map(({ settings }) => settings)).toEqual(rows.map(() => null));
  });

  it('uses it for what stands in the form, where saving that would keep it', async () => {
    const change = { fromName: 'Plant 4', timeoutMs: 1_500, advanced: { perDay: 5 } };

    expect(await ended(tenant.admin, { profileId: profile.id, profile: typed(change) })).toMatchObject({ status: 'PASSED' });
  });

  it.each<[string, () => object]>([
    ['the port', () => at(elsewhere)],
    ['the user name', () => ({ username: 'bob@example.org' })],
    ['the scope', () => interactiveSetup(client.id, { scope: 'openid' })],
    ['whether a person consents', () => unattendedSetup(client.id, { scope: '' })],
  ])('never uses it with a change of %s: it goes as far as AUTH and says what to do', async (reason, change) => {
    const before = tokens().length;

    const check = await ended(tenant.admin, { profileId: profile.id, profile: typed(change()) });

    expect(check.failure).toMatchObject({ failureClass: 'TOKEN', stage: 'AUTH', sentence: expect.stringMatching(/^Save first, then /) });
    expect(check.failure!.sentence).toContain(reason);
    expect(stagesOf(check)).toMatchObject({ EHLO: 'PASSED', AUTH: 'FAILED' });
    expect(tokens()).toHaveLength(before);
  });

  it('never uses it with another client', async () => {
    const other = await makeOAuthClient(tenant.admin, provider);

    const check = await ended(tenant.admin, { profileId: profile.id, profile: typed(interactiveSetup(other.id)) });

    expect(check.failure!.sentence).toMatch(/^Save first, then grant a token: .*the OAuth client/);
  });

  it('of what was never saved says to save and grant first', async () => {
    const check = await ended(tenant.admin, { profile: typed() });

    expect(check.failure).toMatchObject({
      failureClass: 'TOKEN',
      stage: 'AUTH',
      sentence: expect.stringContaining('Save first, then grant a token'),
    });
    expect(stagesOf(check)).toMatchObject({ EHLO: 'PASSED' });
  });

  it('over a saved password says so too', async () => {
    const { id } = await makeProfile(tenant.admin, at(sink));

    const check = await ended(tenant.admin, { profileId: id, profile: typed() });

    expect(check.failure!.sentence).toContain('Save first, then grant a token');
  });

  it('says why there is none, and what to do', async () => {
    const { id } = await makeOAuthProfile(tenant.admin, client.id, at(sink));
    const { id: unattended } = await makeProfile(tenant.admin, { ...unattendedSetup(client.id), ...at(sink) });

    const checks = [await ended(tenant.admin, { profileId: id }), await ended(tenant.admin, { profileId: unattended })];

    expect(checks.map(({ failure }) => [failure!.failureClass, failure!.sentence])).toEqual([
      ['TOKEN', expect.stringContaining('Nobody has granted a token yet. Grant a new token.')],
      ['TOKEN', expect.stringContaining('No token has been fetched yet.')],
    ]);
  });

  it.each([
    ['profile.oauth.clientId', () => interactiveSetup('01890000-0000-7000-8000-00000000c11e')],
    ['profile.oauth.refreshParameters.0.name', () => interactiveSetup(client.id, { refreshParameters: [{ name: 'scope', value: 'x' }] })],
    ['profile.authentication', () => ({ preset: 'sendgrid', host: 'smtp.sendgrid.net' })],
  ])('is refused at %s', async (field, change) => {
    const input = { profileId: profile.id, profile: typed(change()) };

    expect((await tenant.admin.client.refusal(start, { input })).extensions).toMatchObject({ code: 'INVALID_INPUT', field });
  });
});

describe('a check of platform mail that signs in with OAuth 2.0', () => {
  const version = async () => (await root.client.run(`{ platformMailSettings { version } }`))['platformMailSettings'].version as number;
  const form = async (change: object = {}, oauthClient: object = {}) => ({
    version: await version(),
    fromName: 'Posthorn',
    preset: 'custom',
    timeoutMs: 2_000,
    ...at(sink),
    ...interactiveSetup(),
    ...change,
    oauthClient: oauthClientInput(provider, { name: 'Platform', ...oauthClient }),
  });
  const checked = async (change?: object, oauthClient?: object) => ended(root, { settings: await form(change, oauthClient) });

  it('uses the token held only with the client and the destination it was granted for', async () => {
    const fresh = await checked();
    const input = await form();
    await root.client.run(`mutation ($input: PlatformMailSettingsInput!) { updatePlatformMailSettings(input: $input) { __typename } }`, {
      input,
    });
    expect(await grantTokens(root, provider, null)).toBe('GRANTED');

    const saved = await ended(root, {});
    const same = await checked({ fromName: 'Other' }, { secretAction: 'KEEP', secret: null });
    const moved = await checked(at(elsewhere));
    const otherClient = await checked({}, { tokenUrl: `${provider.issuer}/other` });

    expect([saved.status, same.status]).toEqual(['PASSED', 'PASSED']);
    expect(fresh.failure!.sentence).toMatch(/^Save first, then grant a token: there is none/);
    expect(moved.failure!.sentence).toMatch(/^Save first, then grant a token: .*the port/);
    expect(otherClient.failure!.sentence).toMatch(/^Save first, then grant a token: .*the token URL/);
    expect(elsewhere.signIns).toEqual([]);
  });
});
