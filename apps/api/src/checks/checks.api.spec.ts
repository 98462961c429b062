import { issueCertificate, startRawServer, startSmtpServer, type RawServer, type TestSmtpServer } from '@posthorn/testing';
import { createClient, type Client as LiveClient } from 'graphql-ws';
import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import WebSocket from 'ws';
import { freshEmail, invite, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { connectLive } from '../../test/kit/live.ts';
import { makeProfile, profileInput } from '../../test/kit/profiles.ts';
import { eventually, type TestApi } from '../../test/kit/test-api.ts';
import { ExpireChecksJob } from './expire-checks.job.ts';

const start = `mutation ($input: CheckConnectionInput!) { checkConnection(input: $input) { id status } }`;
const read = `query ($id: ID!) { connectionCheck(id: $id) { status stages { stage } } }`;
const whole = `query ($id: ID!) { connectionCheck(id: $id) { id status finishedAt
  stages { stage status detail reply capabilities tls { version trusted reason chain { subject names validTo fingerprint256 } } }
  failure { failureClass stage reply sentence fix { kind label host port security ca mechanism username } } } }`;
const follow = `subscription ($id: ID!) { connectionCheckChanged(id: $id) { status stages { stage status } } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;
let slow: RawServer;
let sink: TestSmtpServer;
let secure: TestSmtpServer;

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
  slow = await startRawServer({ delayMs: 150 });
  sink = await startSmtpServer({ users: { ann: 'the right password' } });
  secure = await startSmtpServer({ security: 'STARTTLS', users: { ann: 'the right password' }, certificate: await issueCertificate() });
  for (const { host, port } of [slow, sink, secure]) await open(host, port);
}, 60_000);
afterAll(async () => {
  await api.close();
  await Promise.all([slow, sink, secure].map((server) => server.close()));
});

async function open(host: string, port: number): Promise<void> {
  await root.client.run(`mutation ($input: AllowEgressInput!) { allowEgress(input: $input) { id } }`, {
    input: { host, port, allowCleartextAuth: true },
  });
}

/** As `ask` started it, once it has ended. */
async function ended({ client }: Person, input: object) {
  const { checkConnection: check } = await client.run(start, { input });
  return eventually(async () => {
    const { connectionCheck: now } = await client.run(whole, { id: check.id });
    if (!now.finishedAt) throw new Error(`still ${now.status}`);
    return now;
  });
}

const settings = () => ({
  version: 0,
  fromAddress: 'posthorn@example.org',
  fromName: 'Posthorn',
  preset: 'custom',
  host: slow.host,
  port: slow.port,
  security: 'NONE',
  username: 'ann',
  passwordAction: 'REPLACE',
  password: 'secret',
  timeoutMs: 2_000,
});

/** A browser's WebSocket with the person's cookies. */
function live({ client }: Person): LiveClient {
  const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  class WithCookie extends WebSocket {
    constructor(url: string, protocols: string[]) {
      super(url, protocols, { headers: { cookie } });
    }
  }
  return createClient({ url: `${api.url.replace('http', 'ws')}/graphql`, webSocketImpl: WithCookie, retryAttempts: 0 });
}

describe('following a check', () => {
  it('shows each stage as it begins and ends, and how it all ended', async () => {
    const { checkConnection: check } = await root.client.run(start, { input: { settings: settings() } });
    const client = live(root);
    const seen: { status: string; stages: { stage: string; status: string }[] }[] = [];

    for await (const { data } of client.iterate<{ connectionCheckChanged: (typeof seen)[number] }>({
      query: follow,
      variables: { id: check.id },
    })) {
      if (data) seen.push(data.connectionCheckChanged);
      if (seen.at(-1)?.status === 'PASSED' || seen.at(-1)?.status === 'FAILED') break;
    }
    await client.dispose();

    expect(['WAITING', 'RUNNING']).toContain(check.status);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.some(({ stages }) => stages.some(({ status }) => status === 'RUNNING'))).toBe(true);
    expect(seen.at(-1)).toMatchObject({ status: 'PASSED' });
  });

  it('is refused to who is no system admin, and in a tenant there is no such check', async () => {
    const { checkConnection: check } = await root.client.run(start, { input: { settings: settings() } });
    const client = live(tenant.admin);

    const first = await client.iterate({ query: follow, variables: { id: check.id } }).next();
    await client.dispose();

    expect(first.value).toMatchObject({ errors: [{ message: 'Your role does not include this.' }] });
    expect((await tenant.admin.client.refusal(read, { id: check.id })).extensions.code).toBe('NOT_FOUND');
    expect((await tenant.member.client.refusal(read, { id: check.id })).extensions.code).toBe('NOT_ALLOWED');
  });
});

describe('following account mail', () => {
  it('names a message as soon as it is written', async () => {
    const client = live(root);
    const changes = client.iterate<{ messagesChanged: string }>({ query: `subscription { messagesChanged(scope: ACCOUNT) }` });
    const first = changes.next();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const email = freshEmail();

    await invite(tenant.admin, email);
    const { value } = await first;
    await client.dispose();

    expect(value?.data?.messagesChanged).toBe((await api.mailsTo(email))[0]?.id);
  });
});

describe('a check that no worker took', () => {
  it('ends after minutes, and its sealed settings go', async () => {
    const { checkConnection: check } = await root.client.run(start, { input: { settings: settings() } });
    await api.database.asSystem('spec', (tx) =>
      tx.connectionCheck.update({
        where: { id: check.id },
        data: { createdAt: new Date(Date.now() - 5 * 60_000), settings: Buffer.from('x'), status: 'WAITING' },
      }),
    );

    await api.app.get(ExpireChecksJob).run();

    const row = await api.database.asSystem('spec', (tx) => tx.connectionCheck.findUniqueOrThrow({ where: { id: check.id } }));
    expect(row).toMatchObject({ status: 'EXPIRED', settings: null });
  });
});

describe('a tenant’s check', () => {
  const plain = (change: object = {}) => ({ host: sink.host, port: sink.port, security: 'NONE', ...change });

  it('tries a saved profile, and the profile says how it went', async () => {
    const { id } = await makeProfile(tenant.admin, plain());

    const check = await ended(tenant.admin, { profileId: id });

    expect(check).toMatchObject({ status: 'PASSED', failure: null });
    expect(check.stages.find(({ stage }: { stage: string }) => stage === 'EHLO').capabilities).toContainEqual(
      expect.stringContaining('AUTH'),
    );
    const { emailProfile } = await tenant.admin.client.run(`query ($id: ID!) { emailProfile(id: $id) { lastCheck { id passed } } }`, {
      id,
    });
    expect(emailProfile.lastCheck).toEqual({ id: check.id, passed: true });
  });

  it('is nobody else’s, the system admin’s neither', async () => {
    const { id } = await ended(tenant.admin, { profile: profileInput(plain()) });
    const other = await tenantOfTwo(api, root);

    const codes = await Promise.all(
      [root, other.admin, tenant.member].map(async ({ client }) => (await client.refusal(whole, { id })).extensions.code),
    );

    expect(codes).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_ALLOWED']);
  });

  it('is followed live in its tenant', async () => {
    const { checkConnection: check } = await tenant.admin.client.run(start, {
      input: { profile: profileInput({ host: slow.host, port: slow.port, security: 'NONE' }) },
    });
    const client = connectLive(api.url, tenant.admin.client, { tenantId: tenant.tenantId });
    const seen: string[] = [];

    for await (const { data } of client.iterate<{ connectionCheckChanged: { status: string } }>({
      query: follow,
      variables: { id: check.id },
    })) {
      seen.push(data!.connectionCheckChanged.status);
      if (seen.at(-1) === 'PASSED' || seen.at(-1) === 'FAILED') break;
    }
    await client.dispose();

    expect(seen.at(-1)).toBe('PASSED');
  });

  it('uses a stored password for what was typed only where it was given for', async () => {
    const { id } = await makeProfile(tenant.admin, plain());
    const keep = { passwordAction: 'KEEP', password: null };

    const kept = await ended(tenant.admin, { profileId: id, profile: profileInput(plain({ ...keep, fromName: 'Other' })) });
    const refused = await tenant.admin.client.refusal(start, {
      input: { profileId: id, profile: profileInput({ ...keep, host: 'x.example.org' }) },
    });

    expect(kept.status).toBe('PASSED');
    expect(refused.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'profile.password' });
  });

  it('sends a test mail when asked to', async () => {
    await ended(tenant.admin, { profile: profileInput(plain()), to: 'checked@example.org', sendMail: true });

    expect((await sink.waitForMail(({ to }) => to[0] === 'checked@example.org')).from).toBe('plant4@example.org');
  });

  it('shows the certificate nobody vouches for, and passes once it is trusted', async () => {
    const typed = { ...plain(), host: secure.host, port: secure.port, security: 'STARTTLS_REQUIRED' };

    const doubted = await ended(tenant.admin, { profile: profileInput(typed) });
    const trusted = await ended(tenant.admin, { profile: profileInput({ ...typed, advanced: { ca: secure.ca } }) });

    const facts = ({ stages }: typeof doubted) => stages.find(({ stage }: { stage: string }) => stage === 'TLS').tls;
    expect(doubted.failure).toMatchObject({ failureClass: 'TLS', stage: 'TLS' });
    expect(facts(doubted)).toMatchObject({ trusted: false, reason: expect.any(String), chain: expect.arrayContaining([]) });
    expect(facts(doubted).chain[0]).toMatchObject({
      validTo: expect.stringMatching(/^20/),
      fingerprint256: expect.stringMatching(/^[0-9A-F:]{95}$/),
    });
    expect(trusted.status).toBe('PASSED');
    expect(facts(trusted)).toMatchObject({ trusted: true, reason: null });
  });

  it('repeats of a refused destination only what was typed; a system admin reads where it leads', async () => {
    const [profile, settingsOfRoot] = [profileInput({ host: 'localhost', port: 9 }), { ...settings(), host: 'localhost', port: 9 }];

    const [theirs, roots] = [await ended(tenant.admin, { profile }), await ended(root, { settings: settingsOfRoot })];

    expect(theirs.failure).toMatchObject({ failureClass: 'DESTINATION_BLOCKED', fix: { kind: 'ASK_EGRESS', host: 'localhost', port: 9 } });
    expect(theirs.failure.sentence).toContain('localhost:9');
    expect(JSON.stringify(theirs)).not.toMatch(/127\.0\.0\.1|::1/);
    expect(roots.failure.sentence).toMatch(/localhost leads to .*(127\.0\.0\.1|::1)/);
    expect(roots.failure.fix).toMatchObject({ kind: 'ASK_EGRESS', label: 'Allow localhost:9' });
  });

  it.each([
    ['settings', () => ({ settings: settings() })],
    ['profileId', () => ({})],
    ['profile.host', () => ({ profile: profileInput({ host: '' }) })],
  ])('is refused at %s for what is not its own', async (field, input) => {
    expect((await tenant.admin.client.refusal(start, { input: input() })).extensions).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('is refused for the platform’s admin, who checks platform mail', async () => {
    expect((await root.client.refusal(start, { input: { profile: profileInput() } })).extensions).toMatchObject({
      code: 'INVALID_INPUT',
      field: 'profile',
    });
  });

  it('can’t be used to scan: thirty in ten minutes', async () => {
    const { admin } = await tenantOfTwo(api, root);
    const answers = [];
    for (let number = 0; number < 31; number += 1) answers.push(await admin.client.ask(start, { input: { profile: profileInput() } }));

    expect(answers.slice(0, 30).filter(({ errors }) => errors)).toEqual([]);
    expect(answers[30]?.errors?.[0]?.extensions).toMatchObject({ code: 'TRY_LATER', retryAfterSeconds: expect.any(Number) });
  });
});

it('a tenant whose servers say nothing keeps nobody else waiting', async () => {
  const silent = await startRawServer({ hangAt: 'GREETING' });
  await open(silent.host, silent.port);
  const input = { profile: profileInput({ host: silent.host, port: silent.port, security: 'NONE', timeoutMs: 120_000 }) };
  for (let count = 0; count < 4; count += 1) await tenant.admin.client.run(start, { input });

  const { status } = await ended(root, { settings: settings() });

  const stillHanging = silent.open;
  await silent.close();
  expect([status, stillHanging > 0]).toEqual(['PASSED', true]);
}, 60_000);
