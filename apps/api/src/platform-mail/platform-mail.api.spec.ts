import { issueCertificate, startRawServer, startSmtpServer, startSocksProxy, type TestSmtpServer } from '@posthorn/testing';
import { Vault } from '@posthorn/vault';
import { Database, platformProfileId, platformScope } from '@posthorn/database';
import { pino } from 'pino';
import { DeliveryWorker } from '../delivery/delivery-worker.ts';
import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { PlatformMailSource } from '../delivery/platform-mail-source.ts';
import { password, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { eventually, type TestApi } from '../../test/kit/test-api.ts';

const read = `{ platformMailSettings { version host port security username passwordSet state inSandbox updatedByName
  lastCheck { passed failureClass } lastFailure { failureClass sentence } lastSuccessAt } }`;
const update = `mutation ($input: PlatformMailSettingsInput!) { updatePlatformMailSettings(input: $input) {
  ... on PlatformMailSettingsSaved { notes settings { version host port username passwordSet state } }
  ... on StaleVersion { current { version host fromName } } } }`;
const allow = `mutation ($input: AllowEgressInput!) { allowEgress(input: $input) { id host port allowCleartextAuth createdByName } }`;
const check = `mutation ($input: CheckConnectionInput!) { checkConnection(input: $input) { id status } }`;
const readCheck = `query ($id: ID!) { connectionCheck(id: $id) { status finishedAt stages { stage status detail reply }
  failure { failureClass stage reply sentence fix { kind label security port host } } } }`;
const test = `mutation ($to: String) { testPlatformMail(to: $to) { id kind state subject recipient messageId text previewPath attempts { outcome } } }`;
const message = `query ($id: ID!) { message(id: $id) { state failureClass sentence reply canRetry canResend queueId
  attempts { number outcome stage worker timings { stage ms } } } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;
let worker: DeliveryWorker;
let sink: TestSmtpServer;
const servers: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
  sink = await startSmtpServer({ users: { ann: 'the right password' } });
  worker = new DeliveryWorker({
    url: api.testDatabase.urls.worker,
    source: new PlatformMailSource(api.app.get(Database), api.app.get(Vault), 'https://mail.example.org'),
    log: pino({ level: process.env['POSTHORN_LOG_LEVEL'] ?? 'silent' }),
    shutdownMs: 1_000,
  });
  worker.start();
  await open(sink);
}, 60_000);
afterAll(async () => {
  await worker.stop();
  await api.close();
  await Promise.all([sink, ...servers].map((server) => server.close()));
});

async function open({ host, port }: { host: string; port: number }, allowCleartextAuth = true): Promise<void> {
  await root.client.run(allow, { input: { host, port, allowCleartextAuth } });
}
const version = async () => (await root.client.run(read))['platformMailSettings'].version as number;
async function inputFor({ host, port }: { host: string; port: number }, change: object = {}) {
  return {
    version: await version(),
    fromAddress: 'posthorn@example.org',
    fromName: 'Posthorn',
    preset: 'custom',
    host,
    port,
    security: 'NONE',
    username: 'ann',
    passwordAction: 'REPLACE',
    password: 'the right password',
    timeoutMs: 2_000,
    ...change,
  };
}
async function save(server: { host: string; port: number }, change: object = {}) {
  return (await root.client.run(update, { input: await inputFor(server, change) }))['updatePlatformMailSettings'];
}
async function finishedCheck(input: object) {
  const { checkConnection: started } = await root.client.run(check, { input });
  return eventually(async () => {
    const { connectionCheck: now } = await root.client.run(readCheck, { id: started.id });
    if (!now.finishedAt) throw new Error(`still ${now.status}`);
    return now;
  });
}
const resolved = (id: string, states: string[]) =>
  eventually(async () => {
    const { message: now } = await root.client.run(message, { id });
    if (!states.includes(now.state)) throw new Error(`still ${now.state}: ${now.sentence}`);
    return now;
  });

describe('platform mail settings', () => {
  it('are OFF at first, and mail waits PARKED until they are set; then it goes out by itself', async () => {
    const before = (await root.client.run(read))['platformMailSettings'];
    const waiting = await api.mailsTo(tenant.member.email);
    await eventually(async () => {
      if ((await api.mailsTo(tenant.member.email)).some(({ state }) => state !== 'PARKED')) throw new Error('not parked yet');
    });

    const saved = await save(sink);
    await eventually(async () => {
      if ((await api.mailsTo(tenant.member.email)).some(({ state }) => state !== 'ACCEPTED')) throw new Error('not released yet');
    });

    expect(before).toMatchObject({ version: 0, state: 'OFF', passwordSet: false });
    expect(waiting.length).toBeGreaterThan(0);
    expect(saved).toMatchObject({ notes: [expect.stringContaining('Without TLS')], settings: { version: 1, passwordSet: true } });
    expect((await root.client.run(read))['platformMailSettings']).toMatchObject({ state: 'DELIVERING', updatedByName: 'Root' });
    const arrived = sink.messages.find(({ to, parsed }) => to[0] === tenant.admin.email && parsed.text?.includes('/activate#'));
    expect(arrived?.parsed.text).toContain('https://mail.example.org/activate#');
    expect(arrived?.parsed.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
    expect(arrived?.parsed.messageId).toMatch(/@/);
  });

  it('tell whoever saves second what stands now, and write nothing', async () => {
    const stale = { ...(await inputFor(sink)), version: (await version()) - 1, fromName: 'Late' };

    const { updatePlatformMailSettings: answer } = await root.client.run(update, { input: stale });

    expect(answer.current).toMatchObject({ version: await version(), fromName: 'Posthorn' });
  });

  it('never send the stored password elsewhere: a changed host, port or security asks for it', async () => {
    const keep = { passwordAction: 'KEEP', password: null };
    const changes = [{ host: 'elsewhere.example.org' }, { port: sink.port + 1 }, { security: 'TLS' }];

    const refusals = await Promise.all(
      changes.map(async (change) => root.client.refusal(update, { input: await inputFor(sink, { ...keep, ...change }) })),
    );
    const checked = await root.client.refusal(check, {
      input: { settings: await inputFor(sink, { ...keep, host: 'elsewhere.example.org' }) },
    });

    expect(refusals.map(({ extensions }) => [extensions.code, extensions.field])).toEqual(Array(3).fill(['INVALID_INPUT', 'password']));
    expect(refusals[0]?.message).toContain('Type the password');
    expect(checked.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'settings.password' });
  });

  it('keep the password when only the sender changes, and forget it when asked to', async () => {
    const kept = await save(sink, { passwordAction: 'KEEP', password: null, fromName: 'Posthorn Test' });
    const removed = await save(sink, { passwordAction: 'REMOVE', password: null, username: null });
    await save(sink);

    expect(kept.settings.passwordSet).toBe(true);
    expect(removed.settings.passwordSet).toBe(false);
  });

  it.each([
    ['port', { port: 0 }],
    ['host', { host: 'https://smtp.example.org' }],
    ['fromName', { fromName: 'A\r\nBcc: victim@example.org' }],
    ['fromAddress', { fromAddress: 'not an address' }],
    ['timeoutMs', { timeoutMs: 1 }],
  ])('refuse a bad %s by name', async (field, change) => {
    const refusal = await root.client.refusal(update, { input: await inputFor(sink, change) });

    expect(refusal.extensions).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('leave an audit line without the password', async () => {
    const { auditEvents } = await root.client.run(`{ auditEvents(filter: { action: "platform-mail.updated" }) { items { details } } }`);

    const [newest] = auditEvents.items;
    expect(newest.details).toMatchObject({ password: 'changed' });
    expect(JSON.stringify(auditEvents)).not.toContain('the right password');
  });

  it('have advanced fields, which become limits of delivery', async () => {
    const advanced = {
      perMinute: 120,
      perDay: 1_000,
      maxConnections: 2,
      heloName: 'posthorn.example.org',
      allowedSenders: ['@example.org'],
    };

    await save(sink, { advanced });
    const { platformMailSettings: now } = await root.client.run(
      `{ platformMailSettings { advanced { perMinute perDay heloName allowedSenders tlsMinimum changed } } }`,
    );

    expect(now.advanced).toEqual({
      perMinute: 120,
      perDay: 1_000,
      heloName: 'posthorn.example.org',
      allowedSenders: ['@example.org'],
      tlsMinimum: 'TLS_1_2',
      changed: ['allowedSenders', 'heloName', 'maxConnections', 'perMinute', 'perDay'],
    });
    const budget = await api.database.forTenant(platformScope, (tx) =>
      tx.deliveryBudget.findUnique({ where: { profileId: platformProfileId } }),
    );
    expect(budget).toMatchObject({ maxInFlight: 2, burst: 12, ratePerSecond: 1.8, dayLimit: 1_000 });
    await save(sink);
  });

  it('go through a proxy, whose password is stored as well and asked for with any other destination', async () => {
    const proxy = await startSocksProxy({ username: 'plant', password: 'proxy secret' });
    servers.push(proxy);
    await open(proxy);
    const advanced = { proxyKind: 'SOCKS5', proxyHost: proxy.host, proxyPort: proxy.port, proxyUsername: 'plant' };

    await save(sink, { advanced, proxyPasswordAction: 'REPLACE', proxyPassword: 'proxy secret' });
    const done = await finishedCheck({});
    const { testPlatformMail: sent } = await root.client.run(test, { to: 'proxied@example.org' });
    await resolved(sent.id, ['ACCEPTED']);
    const elsewhere = await inputFor(sink, { advanced: { ...advanced, proxyHost: 'localhost' } });
    const refused = await root.client.refusal(update, { input: elsewhere });
    const { platformMailSettings: now } = await root.client.run(`{ platformMailSettings { proxyPasswordSet } }`);
    await save(sink);

    expect(done.stages).toContainEqual(expect.objectContaining({ stage: 'PROXY', status: 'PASSED' }));
    expect(done.status).toBe('PASSED');
    expect(proxy.targets).toEqual(expect.arrayContaining([`${sink.host}:${sink.port}`]));
    expect(proxy.credentials).toContain('plant:proxy secret');
    expect(refused.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'proxyPassword' });
    expect(now.proxyPasswordSet).toBe(true);
    expect((await root.client.run(`{ platformMailSettings { proxyPasswordSet } }`))['platformMailSettings'].proxyPasswordSet).toBe(false);
  });

  it('keep transcripts for as long as they are told to', async () => {
    const debug = `mutation ($minutes: Int) { debugPlatformMail(minutes: $minutes) { debugUntil } }`;

    const until = new Date((await root.client.run(debug))['debugPlatformMail'].debugUntil).getTime();
    const stopped = (await root.client.run(debug, { minutes: 0 }))['debugPlatformMail'].debugUntil;

    expect(until - Date.now()).toBeGreaterThan(59 * 60_000);
    expect(stopped).toBeNull();
    expect((await root.client.refusal(debug, { minutes: -1 })).extensions.code).toBe('INVALID_INPUT');
    expect((await tenant.admin.client.refusal(debug)).extensions.code).toBe('NOT_ALLOWED');
  });

  it('start from presets, which tenants read too', async () => {
    const presets = `{ submissionPresets { id name group host port security alternatives { port security } variants { id label host } usernameHint passwordHint
      notes fixedUsername stripsPasswordBlanks limits { perDay connections } notices { from text } domains verified documentation } }`;

    const [roots, theirs] = [await root.client.run(presets), await tenant.admin.client.run(presets)];

    expect(roots).toEqual(theirs);
    expect(roots['submissionPresets'].length).toBeGreaterThanOrEqual(18);
    expect(roots['submissionPresets']).toContainEqual(expect.objectContaining({ id: 'microsoft365', name: 'Microsoft 365 (Office 365)' }));
    expect((await tenant.member.client.refusal(presets)).extensions.code).toBe('NOT_ALLOWED');
  });

  it('are nobody else’s', async () => {
    const codes = await Promise.all([tenant.admin, tenant.member].map(async ({ client }) => (await client.refusal(read)).extensions.code));

    expect(codes).toEqual(['NOT_ALLOWED', 'NOT_ALLOWED']);
  });
});

describe('a test mail', () => {
  it('is a message like any other, with the server’s words and times in its attempt', async () => {
    const { testPlatformMail: sent } = await root.client.run(test, { to: 'tester@example.org' });

    const now = await resolved(sent.id, ['ACCEPTED']);

    expect(sent).toMatchObject({ kind: 'TEST', recipient: 'tester@example.org' });
    expect(now.attempts).toEqual([expect.objectContaining({ number: 1, outcome: 'ACCEPTED' })]);
    const arrived = await sink.waitForMail(({ to }) => to[0] === 'tester@example.org');
    expect(arrived.parsed.messageId).toBe(`<${sent.messageId}>`);
    expect(arrived.parsed.subject).toBe(sent.subject);
  });

  it('says what the server said when it is refused', async () => {
    const refusing = await startSmtpServer({ refuseRecipient: () => '550 5.1.1 No such user here' });
    servers.push(refusing);
    await open(refusing);
    await save(refusing, { username: null, passwordAction: 'REMOVE', password: null });
    const { testPlatformMail: sent } = await root.client.run(test, { to: 'ghost@example.org' });

    const now = await resolved(sent.id, ['REJECTED']);
    await save(sink);

    expect(now).toMatchObject({ failureClass: 'RECIPIENT', canRetry: true, canResend: false });
    expect(now.reply).toContain('No such user here');
  });
});

describe('a connection check', () => {
  it('goes through every stage without leaving a mail', async () => {
    const before = sink.messages.length;

    const done = await finishedCheck({});

    expect(done).toMatchObject({ status: 'PASSED', failure: null });
    expect(done.stages.map(({ stage }: { stage: string }) => stage)).toContain('RCPT');
    expect(sink.messages).toHaveLength(before);
    expect((await root.client.run(read))['platformMailSettings'].lastCheck).toEqual({ passed: true, failureClass: null });
  });

  it('sends a mail when asked to', async () => {
    const done = await finishedCheck({ to: 'checked@example.org', sendMail: true });

    expect(done.status).toBe('PASSED');
    expect((await sink.waitForMail(({ to }) => to[0] === 'checked@example.org')).parsed.subject).toBeTruthy();
  });

  it('tells a wrong password apart, in the server’s own words', async () => {
    const settings = await inputFor(sink, { password: 'a wrong one' });

    const done = await finishedCheck({ settings });

    expect(done).toMatchObject({ status: 'FAILED', failure: { failureClass: 'AUTH', stage: 'AUTH' } });
    expect(done.failure.reply).toContain('authentication failed');
  });

  it('offers the fix for TLS on a plain port', async () => {
    const done = await finishedCheck({ settings: await inputFor(sink, { security: 'TLS' }) });

    expect(done.failure).toMatchObject({ failureClass: 'TLS_MODE', fix: { kind: 'SET_SECURITY' } });
  });

  it('names a host that does not resolve, and the stage that hangs', async () => {
    const hanging = await startRawServer({ hangAt: 'EHLO' });
    servers.push(hanging);
    await open(hanging);

    const unknown = await finishedCheck({ settings: await inputFor({ host: 'no-such-host.invalid', port: 587 }) });
    const stuck = await finishedCheck({ settings: await inputFor(hanging, { timeoutMs: 1_000 }) });

    expect(unknown.failure).toMatchObject({ stage: 'DNS' });
    expect(stuck.failure).toMatchObject({ failureClass: 'TIMEOUT', stage: 'EHLO' });
  });

  it('connects to no private address that nobody opened, and offers to ask for it', async () => {
    const done = await finishedCheck({ settings: await inputFor({ host: '127.0.0.1', port: 9 }) });

    expect(done.failure).toMatchObject({ failureClass: 'DESTINATION_BLOCKED', fix: { kind: 'ASK_EGRESS', port: 9 } });
  });

  it('sends no password over a connection without TLS that nobody allowed it for', async () => {
    const listening = await startRawServer();
    servers.push(listening);
    await open(listening, false);

    const done = await finishedCheck({ settings: await inputFor(listening) });

    expect(done.failure).toMatchObject({ failureClass: 'CLEARTEXT_REFUSED' });
    expect(listening.lines.some((line) => line.startsWith('AUTH'))).toBe(false);
  });

  it('refuses a certificate nobody vouches for', async () => {
    const secure = await startSmtpServer({ security: 'STARTTLS', certificate: await issueCertificate() });
    servers.push(secure);
    await open(secure, false);

    const done = await finishedCheck({ settings: await inputFor(secure, { security: 'STARTTLS_REQUIRED' }) });

    expect(done.failure).toMatchObject({ failureClass: 'TLS', stage: 'TLS' });
  });

  it('keeps its settings sealed and erases them when it ends', async () => {
    const { checkConnection: started } = await root.client.run(check, {
      input: { settings: await inputFor(sink, { password: 'canary-7f3a' }) },
    });
    await eventually(async () => {
      if (!(await root.client.run(readCheck, { id: started.id }))['connectionCheck'].finishedAt) throw new Error('running');
    });

    const row = await api.database.asSystem('spec', (tx) => tx.connectionCheck.findUniqueOrThrow({ where: { id: started.id } }));

    expect(row.settings).toBeNull();
    expect(JSON.stringify(row)).not.toContain('canary-7f3a');
  });
});

describe('egress rules', () => {
  it('are listed with who opened them, opened once, and removed', async () => {
    const input = { host: 'Mail.Intranet', port: 2525, note: 'The old relay' };
    const { allowEgress: rule } = await root.client.run(allow, { input });
    const again = await root.client.refusal(allow, { input });
    const { removeEgressRule } = await root.client.run(`mutation ($id: ID!) { removeEgressRule(id: $id) }`, { id: rule.id });
    const { egressRules } = await root.client.run(`{ egressRules { id } }`);

    expect(rule).toMatchObject({ host: 'mail.intranet', port: 2525, allowCleartextAuth: false, createdByName: 'Root' });
    expect(again.extensions).toMatchObject({ code: 'CONFLICT', field: 'host' });
    expect(removeEgressRule).toBe(true);
    expect(egressRules.map(({ id }: { id: string }) => id)).not.toContain(rule.id);
  });

  it('ask for the password again', async () => {
    const browser = api.browser();
    await browser.run(`mutation ($input: SignInInput!) { signIn(input: $input) { identity { id } } }`, {
      input: { email: root.email, password },
    });
    await api.database.asSystem('spec', (tx) => tx.session.updateMany({ data: { steppedUpAt: null } }));

    const refusals = [
      await browser.refusal(allow, { input: { host: 'mail.intranet', port: 25 } }),
      await browser.refusal(update, { input: await inputFor(sink) }),
    ];
    await root.client.run(`mutation ($password: String!) { stepUp(password: $password) { id } }`, { password });

    expect(refusals.map(({ extensions }) => extensions.code)).toEqual(['STEP_UP_REQUIRED', 'STEP_UP_REQUIRED']);
  });
});
