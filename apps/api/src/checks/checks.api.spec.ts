import { startRawServer, type RawServer } from '@posthorn/testing';
import { createClient, type Client as LiveClient } from 'graphql-ws';
import WebSocket from 'ws';
import { becomeSystemAdmin, freshEmail, invite, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { startApi, type TestApi } from '../../test/kit/test-api.ts';
import { ExpireChecksJob } from './expire-checks.job.ts';

const start = `mutation ($input: CheckConnectionInput!) { checkConnection(input: $input) { id status } }`;
const read = `query ($id: ID!) { connectionCheck(id: $id) { status stages { stage } } }`;
const follow = `subscription ($id: ID!) { connectionCheckChanged(id: $id) { status stages { stage status } } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;
let slow: RawServer;

beforeAll(async () => {
  api = await startApi();
  root = await becomeSystemAdmin(api);
  tenant = await tenantOfTwo(api, root);
  slow = await startRawServer({ delayMs: 150 });
  await root.client.run(`mutation ($input: AllowEgressInput!) { allowEgress(input: $input) { id } }`, {
    input: { host: slow.host, port: slow.port, allowCleartextAuth: true },
  });
}, 60_000);
afterAll(async () => {
  await api.close();
  await slow.close();
});

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

    expect(check.status).toBe('WAITING');
    expect(seen.length).toBeGreaterThan(3);
    expect(seen.some(({ stages }) => stages.some(({ status }) => status === 'RUNNING'))).toBe(true);
    expect(seen.at(-1)).toMatchObject({ status: 'PASSED' });
  });

  it('is refused to who is no system admin', async () => {
    const { checkConnection: check } = await root.client.run(start, { input: { settings: settings() } });
    const client = live(tenant.admin);

    const first = await client.iterate({ query: follow, variables: { id: check.id } }).next();
    await client.dispose();

    expect(first.value).toMatchObject({ errors: [{ message: 'Your role does not include this.' }] });
    expect((await tenant.admin.client.refusal(read, { id: check.id })).extensions.code).toBe('NOT_ALLOWED');
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
