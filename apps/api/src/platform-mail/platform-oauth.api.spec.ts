import { platformOAuthClientId, platformProfileId } from '@posthorn/database';
import { startOAuthServer, startSmtpServer, type TestOAuthServer, type TestSmtpServer } from '@posthorn/testing';
import { DeliveryWorkerModule } from '../delivery/delivery-worker.module.ts';
import { GrantKeeperModule } from '../grants/refresh/grant-keeper.module.ts';
import {
  grantTokens,
  interactiveSetup,
  judgeTokens,
  mailbox,
  oauthClientInput,
  openEgress,
  unattendedSetup,
} from '../../test/kit/oauth.ts';
import { becomeSystemAdmin, type Person } from '../../test/kit/people.ts';
import { eventually, startApi, type TestApi } from '../../test/kit/test-api.ts';

const fields = `version host username passwordSet authentication state grantState oauth { clientId clientName interactive effectiveScope }
  oauthClient { id version name tokenUrl secretSet redirectUri profiles { id } }`;
const read = `{ platformMailSettings { ${fields} } }`;
const update = `mutation ($input: PlatformMailSettingsInput!) { updatePlatformMailSettings(input: $input) { __typename
  ... on PlatformMailSettingsSaved { notes settings { ${fields} } } ... on StaleVersion { current { version } }
  ... on TokensWouldDrop { changed profiles } } }`;
const test = `mutation ($to: String) { testPlatformMail(to: $to) { id } }`;
const message = `query ($id: ID!) { message(id: $id) { state sentence } }`;
const kept = { secretAction: 'KEEP', secret: null };

let api: TestApi;
let root: Person;
let provider: TestOAuthServer;
let sink: TestSmtpServer;

beforeAll(async () => {
  api = await startApi({}, [DeliveryWorkerModule, GrantKeeperModule]);
  root = await becomeSystemAdmin(api);
  provider = await startOAuthServer();
  sink = await startSmtpServer({ users: { ann: 'the right password' }, tokens: judgeTokens(provider) });
  for (const server of [provider, sink]) await openEgress(root, { port: server.port });
}, 60_000);
afterAll(async () => {
  await api.close();
  await Promise.all([provider, sink].map((server) => server.close()));
});

const settings = async () => (await root.client.run(read))['platformMailSettings'];
const grantRow = () => api.database.asSystem('a spec', (tx) => tx.oAuthGrant.findUnique({ where: { profileId: platformProfileId } }));

async function inputFor(change: object = {}, client: object = {}) {
  const { version, oauthClient } = await settings();
  return {
    version,
    fromName: 'Posthorn',
    preset: 'custom',
    host: sink.host,
    port: sink.port,
    security: 'NONE',
    timeoutMs: 2_000,
    ...interactiveSetup(),
    oauthClient: oauthClientInput(provider, { name: 'Platform login', ...(oauthClient ? kept : {}), ...client }),
    ...change,
  };
}
const save = async (change: object = {}, client: object = {}) =>
  (await root.client.run(update, { input: await inputFor(change, client) }))['updatePlatformMailSettings'];
const refusal = async (change: object = {}, client: object = {}) =>
  (await root.client.refusal(update, { input: await inputFor(change, client) })).extensions;
async function grant(): Promise<void> {
  expect(await grantTokens(root, provider, null)).toBe('GRANTED');
}
async function sent(to: string): Promise<{ state: string; sentence: string }> {
  const { testPlatformMail: mail } = await root.client.run(test, { to });
  return eventually(async () => {
    const { message: now } = await root.client.run(message, { id: mail.id });
    if (!['ACCEPTED', 'PARKED', 'DEFERRED', 'HELD'].includes(now.state)) throw new Error(`still ${now.state}`);
    return now;
  });
}

describe('platform mail that signs in with OAuth 2.0', () => {
  it('is set up, granted and tested, one step after the other', async () => {
    const saved = await save();
    const parked = await sent('before@example.org');
    await grant();
    const accepted = await sent('after@example.org');

    expect(saved).toMatchObject({
      notes: [expect.stringContaining('Without TLS the token')],
      settings: {
        version: 1,
        authentication: 'OAUTH2',
        grantState: 'NONE',
        passwordSet: false,
        username: mailbox,
        oauth: { clientId: platformOAuthClientId, clientName: 'Platform login', interactive: true },
        oauthClient: { id: platformOAuthClientId, version: 1, secretSet: true, profiles: [] },
      },
    });
    expect(saved.settings.oauthClient.redirectUri).toMatch(new RegExp(`/api/oauth/callback/${platformOAuthClientId}$`));
    expect(parked.state).toBe('PARKED');
    expect(accepted.state).toBe('ACCEPTED');
    expect(await settings()).toMatchObject({ grantState: 'VALID', state: 'DELIVERING' });
    for (const to of ['before@example.org', 'after@example.org'])
      expect((await sink.waitForMail((mail) => mail.to[0] === to)).from).toBe(mailbox);
    const audit = await root.client.run(`{ auditEvents { items { action details } } }`);
    expect(JSON.stringify(audit)).not.toContain('test-client-secret');
    expect(audit['auditEvents'].items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['oauth-client.created', 'platform-mail.updated', 'grant.granted']),
    );
  }, 30_000);

  it('drops no tokens before somebody agreed, for a change of the setup or of its client', async () => {
    const other = await startOAuthServer();
    const before = await settings();
    const row = await grantRow();
    const elsewhere = { tokenUrl: other.endpoints.token, secretAction: 'REPLACE', secret: 'test-client-secret' };
    const changes: [string[], object, object?][] = [
      [['the host'], { host: 'other.example.org' }],
      [['the user name'], { username: 'bob@example.org' }],
      [['the token URL'], {}, elsewhere],
      [['the client id'], {}, { clientId: 'somebody' }],
      [['the scope'], {}, { scope: 'openid' }],
      [['the port', 'the token URL'], { port: 2525 }, elsewhere],
      [['how it signs in'], { authentication: 'PASSWORD', passwordAction: 'REPLACE', password: 'x' }],
    ];

    const answers = [];
    for (const [, change, client] of changes) answers.push(await save(change, client));
    await other.close();

    expect(answers).toEqual(changes.map(([changed]) => ({ __typename: 'TokensWouldDrop', changed, profiles: [] })));
    expect(await settings()).toEqual(before);
    expect(await grantRow()).toEqual(row);
  });

  it('keeps its tokens with a new secret, a name, a timeout', async () => {
    const row = await grantRow();

    const saved = await save(
      { timeoutMs: 3_000 },
      { name: 'Login', secretAction: 'REPLACE', secret: 'test-client-secret', requestTimeoutMs: 5_000 },
    );

    expect(saved.settings).toMatchObject({ grantState: 'VALID', oauthClient: { name: 'Login', version: 2 } });
    expect(await grantRow()).toMatchObject({ accessTokenHash: row!.accessTokenHash, generation: row!.generation });
  });

  it('tells whoever comes second what stands now, whatever else their save would do', async () => {
    const { version } = await settings();

    expect(await save({ version: version - 1, host: 'other.example.org' })).toEqual({ __typename: 'StaleVersion', current: { version } });
  });

  it.each([
    ['oauthClient', { oauthClient: null }, {}],
    ['oauthClient.secret', {}, { tokenUrl: 'https://login.example.org/token' }],
    ['oauthClient.tokenUrl', {}, { tokenUrl: 'ftp://login.example.org' }],
    ['oauth.interactive', {}, { authorizationUrl: null }],
    [
      'oauth.authorizationParameters.0.name',
      { oauth: { interactive: true, authorizationParameters: [{ name: 'redirect_uri', value: '' }] } },
      {},
    ],
    ['authentication', { preset: 'sendgrid', host: 'smtp.sendgrid.net' }, {}],
  ])('refuses at %s, and writes nothing', async (field, change, client) => {
    const before = await settings();

    expect(await refusal(change, client)).toMatchObject({ code: 'INVALID_INPUT', field });
    expect(await settings()).toEqual(before);
  });

  it('drops them once somebody agreed; the audit says why, and mail waits for the next', async () => {
    const saved = await save({ dropTokens: true }, { scope: 'openid offline_access https://mail.test/SMTP.Send' });
    const parked = await sent('dropped@example.org');
    await grant();

    expect(saved.settings.grantState).toBe('NONE');
    expect(parked.state).toBe('PARKED');
    expect((await sink.waitForMail((mail) => mail.to[0] === 'dropped@example.org')).from).toBe(mailbox);
    const { auditEvents } = await root.client.run(`{ auditEvents(filter: { action: "grant.dropped" }) { items { subject details } } }`);
    expect(auditEvents.items).toEqual([{ subject: 'Platform mail', details: { changed: ['the scope'] } }]);
  }, 30_000);

  it('needs nobody’s consent where the client speaks for itself', async () => {
    await save({ ...unattendedSetup(), dropTokens: true });
    const { state } = await eventually(async () => {
      const outcome = await sent('unattended@example.org');
      if (outcome.state !== 'ACCEPTED') throw new Error(outcome.sentence);
      return outcome;
    });

    expect(state).toBe('ACCEPTED');
    expect((await settings()).grantState).toBe('VALID');
  }, 30_000);

  it('goes back to a password, which leaves the client as it was', async () => {
    const { oauthClient: client } = await settings();

    const saved = await save(
      {
        authentication: 'PASSWORD',
        username: 'ann',
        passwordAction: 'REPLACE',
        password: 'the right password',
        dropTokens: true,
        oauth: null,
      },
      { name: 'Never looked at' },
    );

    expect(saved.settings).toMatchObject({
      authentication: 'PASSWORD',
      passwordSet: true,
      oauth: null,
      grantState: null,
      oauthClient: client,
    });
    expect(await grantRow()).toBeNull();
    expect((await sent('password@example.org')).state).toBe('ACCEPTED');
  });
});
