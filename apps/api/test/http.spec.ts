import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { becomeSystemAdmin, type Person } from './kit/people.ts';
import { startApi, type TestApi } from './kit/test-api.ts';

let api: TestApi;
let root: Person;

beforeAll(async () => {
  api = await startApi();
  root = await becomeSystemAdmin(api);
}, 60_000);
afterAll(() => api.close());

describe('the armour', () => {
  it.each([
    ['nesting', `{ ${'me { '.repeat(9)} pendingEmail ${'} '.repeat(9)} }`],
    ['aliases', `{ ${Array.from({ length: 21 }, (_, index) => `a${index}: me { pendingEmail }`).join(' ')} }`],
    ['tokens', `{ ${'me { pendingEmail } '.repeat(600)} }`],
    ['directives', `{ me { pendingEmail ${'@include(if: true) '.repeat(21)} } }`],
    ['no query', ''],
    ['no GraphQL', 'SELECT * FROM secrets'],
    ['a field nobody made', '{ passwords }'],
    ['a missing argument', '{ link { state } }'],
  ])('refuses too much or no sense: %s', async (_, query) => {
    const response = await root.client.fetch('/graphql', { method: 'POST', body: JSON.stringify({ query }) });
    const { errors } = (await response.json()) as { errors: { extensions: Record<string, unknown> }[] };

    expect(response.status).toBe(400);
    expect(errors[0]?.extensions).toEqual({ code: 'INVALID_INPUT', requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
  });

  it('names the limits', async () => {
    const messages = await Promise.all(
      [
        `{ ${'me { '.repeat(9)} pendingEmail ${'} '.repeat(9)} }`,
        `{ me { ...F } } fragment F on Me { ${'identity { '.repeat(7)} id ${'} '.repeat(7)} }`,
        `{ ${'me { pendingEmail } '.repeat(600)} }`,
      ].map(async (query) => (await root.client.refusal(query)).message),
    );

    expect(messages).toEqual([
      expect.stringContaining('depth limit of 7'),
      expect.stringContaining('depth limit of 7'),
      expect.stringContaining('2000 tokens'),
    ]);
  });

  it('refuses several operations in one body', async () => {
    const body = JSON.stringify(Array.from({ length: 10 }, () => ({ query: '{ me { pendingEmail } }' })));

    expect((await root.client.fetch('/graphql', { method: 'POST', body })).status).toBe(400);
  });

  it('refuses a body of more than 256 KB, and one that is no JSON', async () => {
    const large = await root.client.fetch('/graphql', { method: 'POST', body: JSON.stringify({ query: '#'.repeat(300_000) }) });
    const broken = await root.client.fetch('/graphql', { method: 'POST', body: '{"query":' });

    expect(large.status).toBe(413);
    expect(broken.status).toBe(400);
    for (const response of [large, broken]) expect(await response.text()).not.toMatch(/stack|node_modules|SyntaxError/);
  });

  it('gives no list of what it might have meant', async () => {
    const refusal = await root.client.refusal('{ platformSettingz { version } }');

    expect(refusal.message).not.toMatch(/did you mean/i);
  });
});

describe('an answer', () => {
  it('says nothing about what serves it, and lets no page frame it', async () => {
    const { headers } = await api.browser().fetch('/healthz');

    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('of a route that is not there, or not allowed, is a code and no stack', async () => {
    const missing = await api.browser().fetch('/api/nothing');
    const closed = await api.browser().fetch(`/api/messages/${randomUUID()}/preview`);

    expect([missing.status, closed.status]).toEqual([404, 401]);
    expect(await missing.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND' } }] });
    expect(await closed.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_SIGNED_IN', requestId: expect.any(String) } }] });
  });

  it('is the same for forged host headers', async () => {
    const forged = {
      host: 'evil.example',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      origin: 'http://localhost:3000',
    };
    const body = JSON.stringify({ query: '{ publicSettings { publicUrl } }' });

    const response = await root.client.fetch('/graphql', { method: 'POST', body, headers: forged });

    expect(await response.json()).toEqual({ data: { publicSettings: { publicUrl: 'http://localhost:3000' } } });
    expect(response.headers.getSetCookie()).toEqual([]);
  });
});

describe('the probes', () => {
  it('say that the process lives and can do its work, and how old the oldest due mail is', async () => {
    const alive = await api.browser().fetch('/healthz');
    const ready = await api.browser().fetch('/readyz');

    expect(await alive.json()).toEqual({ status: 'ok' });
    expect(ready.status).toBe(200);
    expect(await ready.json()).toEqual({ ready: true, database: 'ok', migrations: 'ok', oldestDueSeconds: expect.any(Number) });
  });

  it('say why not, without the database; the process itself lives on', async () => {
    const lonely = await startApi();
    await lonely.testDatabase.drop();

    const ready = await lonely.browser().fetch('/readyz');
    const alive = await lonely.browser().fetch('/healthz');
    const asked = await lonely.browser().ask('{ me { pendingEmail } }');
    const failed = (await lonely.browser().ask('{ publicSettings { productName } }')).errors?.[0];
    await lonely.close();

    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ ready: false, database: 'not answering', migrations: 'unknown', oldestDueSeconds: null });
    expect(alive.status).toBe(200);
    expect(asked).toEqual({ data: { me: null } });
    expect(failed?.extensions).toEqual({ code: 'INTERNAL', requestId: expect.any(String) });
    expect(JSON.stringify(failed)).not.toMatch(/prisma|does not exist|postgres|test_/i);
  });

  it('say that a migration is missing', async () => {
    const behind = await startApi();
    const owner = new pg.Client({ connectionString: behind.testDatabase.urls.owner });
    await owner.connect();
    await owner.query(`delete from _prisma_migrations where migration_name = (select max(migration_name) from _prisma_migrations)`);
    await owner.end();

    const ready = await behind.browser().fetch('/readyz');
    await behind.close();

    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ ready: false, migrations: 'pending' });
  });

  it('say ready while a newer version is rolled out, whose migrations and functions this one does not know', async () => {
    const older = await startApi();
    const owner = new pg.Client({ connectionString: older.testDatabase.urls.owner });
    await owner.connect();
    await owner.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('newer', 'x', '99991231235959_newer', now())`,
    );
    await owner.query(`insert into app.function_version (name, checksum, applied_at) values ('claim_messages', 'newer', now())`);
    await owner.end();

    const ready = await older.browser().fetch('/readyz');
    await older.close();

    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ ready: true, database: 'ok', migrations: 'ok' });
  });
});
