import { Writable } from 'node:stream';
import { pino } from 'pino';
import {
  invite,
  activate,
  becomeSystemAdmin,
  freshEmail,
  password,
  tenantOfTwo,
  type Person,
  type TenantOfTwo,
} from '../../test/kit/people.ts';
import { eventually, startApi, type TestApi } from '../../test/kit/test-api.ts';
import type { SecurityEvent } from '../platform/security/security-event.ts';
import { SecurityEvents } from '../platform/security/security-events.ts';
import { RateLimits } from '../rate-limits/rate-limits.ts';
import { maxConsecutiveFailures, stepUpFailures } from '../sessions/sign-in-limits.ts';

const signIn = `mutation ($email: String!, $password: String!) { signIn(input: { email: $email, password: $password }) { identity { email } } }`;
const mine = `{ mySecurityEvents { kind ipAddress userAgent } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;
const seen: SecurityEvent[] = [];

beforeAll(async () => {
  api = await startApi();
  api.app.get(SecurityEvents).listen((event) => seen.push(event));
  root = await becomeSystemAdmin(api);
  tenant = await tenantOfTwo(api, root);
}, 60_000);
afterAll(() => api.close());

describe('a security event', () => {
  it('is recorded for every kind of refusal, with whom, from where and by which operation', async () => {
    const { admin, member, tenantId } = tenant;
    const stranger = api.browser({ address: '198.51.100.11', userAgent: 'Guesser/1.0' });
    const nobody = freshEmail('nobody');
    seen.length = 0;

    await stranger.refusal(signIn, { email: member.email, password: 'not this one' });
    await stranger.refusal(signIn, { email: nobody, password: 'not this one' });
    await admin.client.refusal(`mutation { stepUp(password: "not this one") { id } }`);
    await stranger.refusal(
      `mutation { resetPassword(input: { token: "${'A'.repeat(43)}", password: "${password}" }) { identity { id } } }`,
    );
    await member.client.refusal(`{ apiKeys { id } }`);
    await stranger.fetch('/api/v1/messages', { method: 'POST', body: '{}', headers: { authorization: `Bearer phk_${'A'.repeat(43)}` } });

    expect(seen.map(({ kind }) => kind)).toEqual([
      'SIGN_IN_FAILED',
      'SIGN_IN_FAILED',
      'STEP_UP_FAILED',
      'TOKEN_FORGED',
      'PERMISSION_REFUSED',
      'KEY_REFUSED',
    ]);
    expect(seen[0]).toMatchObject({
      identityId: member.identityId,
      address: member.email,
      operation: 'signIn',
      origin: { ipAddress: '198.51.100.11', userAgent: 'Guesser/1.0' },
    });
    expect(seen[1]).toMatchObject({ addressHash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(seen[4]).toMatchObject({ identityId: member.identityId, tenantId, operation: 'apiKeys' });
    expect(JSON.stringify(seen)).not.toContain(nobody);
    expect(JSON.stringify(seen)).not.toMatch(/not this one|AAAA/);
  });

  it('tells a used link from one that never was, and whose it was', async () => {
    const email = freshEmail();
    await invite(tenant.admin, email);
    const token = await api.mailedToken(email, 'ACTIVATION');
    const { identityId } = await activate(api, email);
    seen.length = 0;

    const input = { token, name: 'A', password, locale: 'en', timeZone: 'UTC' };
    await api
      .browser()
      .refusal(`mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { identity { id } } }`, { input });

    expect(seen).toEqual([expect.objectContaining({ kind: 'TOKEN_REUSED', identityId })]);
  });

  it('is one line of the log, and one more in the metrics’ counter', async () => {
    const lines: Record<string, unknown>[] = [];
    const stream = new Writable({ write: (chunk, _encoding, done) => (lines.push(JSON.parse(String(chunk))), done()) });
    const events = new SecurityEvents(api.database, pino({ level: 'warn' }, stream));

    events.record({ kind: 'RATE_LIMITED', operation: 'signIn', origin: { ipAddress: '192.0.2.1', userAgent: 'x', requestId: 'r' } });

    expect(lines).toEqual([
      expect.objectContaining({
        security: 'RATE_LIMITED',
        operation: 'signIn',
        ipAddress: '192.0.2.1',
        requestId: 'r',
        msg: 'security: rate limited',
      }),
    ]);
    const { register } = await import('prom-client');
    expect(await register.metrics()).toMatch(/posthorn_security_events_total\{kind="RATE_LIMITED"\} [1-9]/);
  });

  it('shows as a burst on the system admin’s first page', async () => {
    const events = api.app.get(SecurityEvents);
    for (let times = 0; times < 60; times += 1) events.record({ kind: 'KEY_REFUSED' });
    await events.flush();

    const { platformOverview } = await root.client.run(`{ platformOverview { warnings { key title } } }`);

    expect(platformOverview.warnings).toContainEqual({
      key: 'security-burst',
      title: expect.stringMatching(/^6\d wrong or ended API keys in 15 minutes$/),
    });
  });
});

describe('of their own account a person', () => {
  it('sees failed and delayed sign-ins and new browsers, nobody else’s, and is mailed of a new browser', async () => {
    const person = await somebody();
    await api.browser({ address: '198.51.100.21' }).refusal(signIn, { email: person.email, password: 'wrong' });
    await api.browser({ address: '198.51.100.22', userAgent: 'New/2.0' }).run(signIn, { email: person.email, password });

    await eventually(async () => {
      const { mySecurityEvents } = await person.client.run(mine);
      expect(mySecurityEvents).toEqual([
        { kind: 'SIGN_IN_NEW_BROWSER', ipAddress: '198.51.100.22', userAgent: 'New/2.0' },
        { kind: 'SIGN_IN_FAILED', ipAddress: '198.51.100.21', userAgent: 'spec' },
      ]);
    });
    expect((await tenant.member.client.run(mine))['mySecurityEvents']).not.toContainEqual(
      expect.objectContaining({ userAgent: 'New/2.0' }),
    );
    await eventually(async () => expect((await api.mailsTo(person.email))[0]?.kind).toBe('SECURITY_NOTICE'));
  });

  it('is mailed of a new browser although strangers have filled the day’s events', async () => {
    const person = await somebody();
    const identityId = await identityOf(person);
    const events = api.app.get(SecurityEvents);
    for (let times = 0; times < 210; times += 1) events.record({ kind: 'SIGN_IN_DELAYED', identityId });
    const kept = () => api.database.asSystem('a spec', (tx) => tx.securityEvent.count({ where: { identityId } }));
    await eventually(async () => expect(await kept()).toBe(200));
    const before = (await api.mailsTo(person.email)).length;

    await api.browser({ address: '198.51.100.23', userAgent: 'New/3.0' }).run(signIn, { email: person.email, password });

    await eventually(async () => expect((await api.mailsTo(person.email)).length).toBe(before + 1));
    await eventually(async () => expect(await kept()).toBe(201));
  });

  it('is mailed after 20 failures in a row, once a day', async () => {
    const person = await somebody();
    const before = (await api.mailsTo(person.email)).length;

    await guess(person.email, 19, 100);
    await new Promise((resolve) => setTimeout(resolve, 300));
    const after19 = (await api.mailsTo(person.email)).length;
    await guess(person.email, 10, 110);

    expect(after19).toBe(before);
    await eventually(async () => expect((await api.mailsTo(person.email)).length).toBe(before + 1));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await api.mailsTo(person.email)).length).toBe(before + 1);
  });
});

describe('guessing one account from many networks', () => {
  it('ends after 100 failures in a row; a known browser and a mailed link still get in, and then everybody does', async () => {
    const person = await somebody();
    await guess(person.email, maxConsecutiveFailures, 0);
    const fresh = api.browser({ address: '203.0.113.201' });

    const closed = await fresh.refusal(signIn, { email: person.email, password });
    await guess(person.email, 5, 220);
    await expect(person.client.run(signIn, { email: person.email, password })).resolves.toBeDefined();
    // A success ends the row.
    await expect(fresh.run(signIn, { email: person.email, password })).resolves.toBeDefined();

    await guess(person.email, maxConsecutiveFailures, 0, '192.0.2');
    const again = await api.browser({ address: '203.0.113.203' }).refusal(signIn, { email: person.email, password });
    const link = api.browser({ address: '203.0.113.204' });
    await link.run(`mutation { requestPasswordReset(email: "${person.email}") }`);
    const token = await api.mailedToken(person.email, 'PASSWORD_RESET');
    await link.run(`mutation { resetPassword(input: { token: "${token}", password: "mine again, for good" }) { identity { id } } }`);

    expect([closed, again].map(({ extensions }) => extensions.code)).toEqual(['TRY_LATER', 'TRY_LATER']);
    expect(closed.message).toMatch(/^Too many failed tries for this address/);
    await expect(
      api.browser({ address: '203.0.113.205' }).run(signIn, { email: person.email, password: 'mine again, for good' }),
    ).resolves.toBeDefined();
  }, 120_000);

  it('in a session ends too, and a mailed link opens it again', async () => {
    const person = await somebody();
    const identityId = await identityOf(person);
    const limits = api.app.get(RateLimits, { strict: false });
    for (let tried = 0; tried < maxConsecutiveFailures; tried += 1) await limits.take(stepUpFailures, identityId);
    const stepUp = 'mutation ($password: String!) { stepUp(password: $password) { id } }';

    const closed = await person.client.refusal(stepUp, { password });
    const link = api.browser({ address: '203.0.113.206' });
    await link.run(`mutation { requestPasswordReset(email: "${person.email}") }`);
    const token = await api.mailedToken(person.email, 'PASSWORD_RESET');
    await link.run(`mutation { resetPassword(input: { token: "${token}", password: "mine again, for good" }) { identity { id } } }`);

    expect(closed.message).toMatch(/in a row/);
    await expect(link.run(stepUp, { password: 'mine again, for good' })).resolves.toBeDefined();
  });

  it('is answered alike for an address that nobody has', async () => {
    const nobody = freshEmail('nobody');

    await guess(nobody, maxConsecutiveFailures, 0);

    expect((await api.browser({ address: '203.0.113.202' }).refusal(signIn, { email: nobody, password })).message).toMatch(
      /^Too many failed tries for this address/,
    );
  }, 120_000);
});

const identityOf = async ({ email }: Person): Promise<string> =>
  (await api.database.asSystem('a spec', (tx) => tx.identity.findFirstOrThrow({ where: { email } }))).id;

async function somebody(): Promise<Person> {
  const email = freshEmail();
  await invite(tenant.admin, email);
  return activate(api, email);
}

/** Wrong passwords, three of each network: less than would be slowed down. */
async function guess(email: string, times: number, firstNetwork: number, block = '198.18.0'): Promise<void> {
  const networks = Math.ceil(times / 3);
  await Promise.all(
    Array.from({ length: networks }, async (_, index) => {
      const browser = api.browser({ address: `${block}.${firstNetwork + index}` });
      for (let tried = 0; tried < Math.min(3, times - index * 3); tried += 1) await browser.refusal(signIn, { email, password: 'guess' });
    }),
  );
}
