import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { activate, becomeSystemAdmin, freshEmail, invite, password, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import type { Client } from '../../test/kit/client.ts';
import { startApi, type TestApi } from '../../test/kit/test-api.ts';

const signIn = `mutation ($email: String!, $password: String!) { signIn(input: { email: $email, password: $password }) { session { id } } }`;
const me = `{ me { session { id } } }`;
const sessions = `{ sessions { id current userAgent ipAddress } }`;
const revoke = `mutation ($id: ID!) { revokeSession(id: $id) }`;

let api: TestApi;
let tenant: TenantOfTwo;

beforeAll(async () => {
  ({ api, tenant } = await apiWithTenant());
}, 60_000);
afterAll(() => api.close());

describe('a session', () => {
  it('ends when it has idled for longer than the settings allow, and is not listed any more', async () => {
    const { browser, person } = await signedIn();
    const there = await again(person);
    await touch(await idOf(there), { lastSeenAt: minutesAgo(719) });
    const still = (await there.run(me))['me'];
    await touch(await idOf(there), { lastSeenAt: minutesAgo(721) });

    expect(still).not.toBeNull();
    expect((await there.run(me))['me']).toBeNull();
    expect((await browser.run(sessions))['sessions']).toHaveLength(1);
  });

  it('ends at its absolute end, however busy it is', async () => {
    const { browser } = await signedIn();
    await touch(await idOf(browser), { expiresAt: new Date(Date.now() - 1000) });

    expect((await browser.run(me))['me']).toBeNull();
  });

  it('counts as used at most a minute after it was', async () => {
    const { browser } = await signedIn();
    const id = await idOf(browser);
    await touch(id, { lastSeenAt: minutesAgo(2) });

    await browser.run(me);

    const row = await api.database.asSystem('a spec', (tx) => tx.session.findUniqueOrThrow({ where: { id } }));
    expect(Date.now() - row.lastSeenAt.getTime()).toBeLessThan(60_000);
  });

  it('is replaced by the next sign-in of the same browser', async () => {
    const { browser, person } = await signedIn();
    const before = browser.cookies.get('posthorn')!;

    await browser.run(signIn, { email: person.email, password });

    const old = api.browser();
    old.cookies.set('posthorn', before);
    expect(browser.cookies.get('posthorn')).not.toBe(before);
    expect((await old.run(me))['me']).toBeNull();
    expect((await browser.run(sessions))['sessions']).toHaveLength(1);
  });

  it('is replaced as well when somebody else signs in', async () => {
    const { browser } = await signedIn();
    const before = browser.cookies.get('posthorn')!;

    await browser.run(signIn, { email: tenant.member.email, password });

    const old = api.browser();
    old.cookies.set('posthorn', before);
    expect((await old.run(me))['me']).toBeNull();
  });
});

describe('my sessions', () => {
  it('are listed with what they said of themselves, and end one by one', async () => {
    const { browser, person } = await signedIn();
    const there = api.browser({ userAgent: 'A telephone', address: '203.0.113.5' });
    await there.run(signIn, { email: person.email, password });

    const listed = (await browser.run(sessions))['sessions'] as { id: string; current: boolean; userAgent: string; ipAddress: string }[];
    const other = listed.find(({ current }) => !current)!;
    await browser.run(revoke, { id: other.id });

    expect(other).toMatchObject({ userAgent: 'A telephone', ipAddress: '203.0.113.5' });
    expect(listed.filter(({ current }) => current)).toHaveLength(1);
    expect((await there.run(me))['me']).toBeNull();
    expect((await browser.refusal(revoke, { id: other.id })).extensions.code).toBe('NOT_FOUND');
    expect((await browser.refusal(revoke, { id: 'no uuid' })).extensions.code).toBe('NOT_FOUND');
  });

  it('end all at once but for this one', async () => {
    const { browser, person } = await signedIn();
    const others = [await again(person), await again(person)];

    expect((await browser.run(`mutation { revokeOtherSessions }`))['revokeOtherSessions']).toBe(2);

    for (const other of others) expect((await other.run(me))['me']).toBeNull();
    expect((await browser.run(me))['me']).not.toBeNull();
  });

  it('are kept as hashes: the cookie’s value is nowhere in the table', async () => {
    const { browser } = await signedIn();
    const row = await api.database.asSystem('a spec', async (tx) => tx.session.findUniqueOrThrow({ where: { id: await idOf(browser) } }));

    expect(row.hash).toHaveLength(32);
    expect(Buffer.from(row.hash).toString('base64url')).not.toBe(browser.cookies.get('posthorn'));
  });
});

describe('the cookie on http', () => {
  it('is HttpOnly, SameSite=Lax, for the whole site and no domain, and not Secure', async () => {
    const [line] = await cookiesOfSignIn(api.browser());

    expect(line).toMatch(/^posthorn=[\w-]{43}; /);
    expect(attributesOf(line!)).toEqual(['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Lax']);
  });

  it('is read by its own name only', async () => {
    const { browser } = await signedIn();
    const thief = api.browser();
    thief.cookies.set('__Host-posthorn', browser.cookies.get('posthorn')!);

    expect((await thief.run(me))['me']).toBeNull();
  });
});

describe('a request that another site makes', () => {
  const mutation = JSON.stringify({ query: 'mutation { signOut }' });

  it('is refused by its Origin', async () => {
    const { browser } = await signedIn();

    const foreign = [
      'https://evil.example',
      'null',
      'http://localhost:3001',
      'https://localhost:3000',
      'http://localhost:3000.evil.example',
    ];
    const statuses = await Promise.all(
      foreign.map(async (origin) => (await browser.fetch('/graphql', { method: 'POST', body: mutation, headers: { origin } })).status),
    );
    const own = await Promise.all(
      ['http://localhost:3000', 'http://127.0.0.1:3000'].map(
        async (origin) =>
          (await browser.fetch('/graphql', { method: 'POST', body: JSON.stringify({ query: me }), headers: { origin } })).status,
      ),
    );

    expect(statuses).toEqual(foreign.map(() => 403));
    expect(own).toEqual([200, 200]);
    expect((await browser.run(me))['me']).not.toBeNull();
  });

  it.each([
    ['a GET', 'GET', undefined],
    ['text/plain', 'POST', 'text/plain'],
    ['a form', 'POST', 'application/x-www-form-urlencoded'],
    ['multipart', 'POST', 'multipart/form-data; boundary=x'],
    ['no type at all', 'POST', undefined],
  ])('changes nothing as %s', async (_, method, type) => {
    const { browser } = await signedIn();
    const cookie = `posthorn=${browser.cookies.get('posthorn')}`;
    const headers = { cookie, ...(type ? { 'content-type': type } : {}) };
    const request = method === 'GET' ? { method, headers } : { method, headers, body: new Blob([mutation]) };

    const response = await fetch(`${api.url}/graphql${method === 'GET' ? '?query=mutation%7BsignOut%7D' : ''}`, request);

    expect(response.status).toBeGreaterThanOrEqual(400);
    expect((await browser.run(me))['me']).not.toBeNull();
  });

  it('changes nothing as a GET with our own header either', async () => {
    const { browser } = await signedIn();

    const response = await browser.fetch('/graphql?query=mutation%7BsignOut%7D');

    expect(response.status).toBe(405);
    expect((await browser.run(me))['me']).not.toBeNull();
  });
});

describe('behind an https public URL', () => {
  let secure: TestApi;

  beforeAll(async () => {
    secure = await startApi({ POSTHORN_PUBLIC_URL: 'https://mail.example.org' });
  }, 60_000);
  afterAll(async () => {
    await secure.close();
    delete process.env['POSTHORN_PUBLIC_URL'];
  });

  it('the cookie is host-bound and Secure, the other name is not read, and only that origin may ask', async () => {
    const admin = await becomeSystemAdmin(secure);
    const lines = await cookiesOfSignIn(secure.browser(), admin.email);
    const value = admin.client.cookies.get('__Host-posthorn')!;
    const thief = secure.browser();
    thief.cookies.set('posthorn', value);

    expect(lines[0]).toMatch(/^__Host-posthorn=[\w-]{43}; /);
    expect(attributesOf(lines[0]!)).toEqual(['HttpOnly', 'Max-Age=604800', 'Path=/', 'SameSite=Lax', 'Secure']);
    expect(lines[1]).toMatch(/^__Host-posthorn-browser=/);
    expect((await thief.run(me))['me']).toBeNull();
    expect((await admin.client.run(me))['me']).not.toBeNull();
    for (const origin of ['http://mail.example.org', 'https://localhost:3000', 'https://mail.example.org.evil.example']) {
      expect(
        (await admin.client.fetch('/graphql', { method: 'POST', body: JSON.stringify({ query: me }), headers: { origin } })).status,
      ).toBe(403);
    }
  });

  it('introspection is off', async () => {
    expect((await secure.browser().refusal(`{ __schema { types { name } } }`)).extensions.code).toBe('INVALID_INPUT');
    expect((await api.browser().run(`{ __schema { queryType { name } } }`))['__schema']).toBeDefined();
  });
});

async function signedIn(): Promise<{ browser: Client; person: Person }> {
  const email = freshEmail();
  await invite(tenant.admin, email);
  const person = await activate(api, email);
  return { browser: person.client, person };
}

async function again(person: Person): Promise<Client> {
  const browser = api.browser();
  await browser.run(signIn, { email: person.email, password });
  return browser;
}

const idOf = async (browser: Client): Promise<string> => (await browser.run(me))['me'].session.id;
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const touch = (id: string, data: { lastSeenAt?: Date; expiresAt?: Date }) =>
  api.database.asSystem('a spec', (tx) => tx.session.update({ where: { id }, data }));

async function cookiesOfSignIn(browser: Client, email = tenant.member.email): Promise<string[]> {
  const body = JSON.stringify({ query: signIn, variables: { email, password } });
  return (await browser.fetch('/graphql', { method: 'POST', body })).headers.getSetCookie();
}

const attributesOf = (line: string) =>
  line
    .split('; ')
    .slice(1)
    .filter((attribute) => !attribute.startsWith('Expires='))
    .sort();
