import { startSmtpServer, type TestSmtpServer } from '@posthorn/testing';
import { becomeSystemAdmin, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { makeProfile, profileInput, waitingMail } from '../../test/kit/profiles.ts';
import { eventually, startApi, type TestApi } from '../../test/kit/test-api.ts';
import { DeliveryWorkerModule } from '../delivery/delivery-worker.module.ts';

const read = `query ($id: ID!) { emailProfile(id: $id) { version name state waiting acceptedToday consecutiveFailures lastSuccessAt
  lastFailure { failureClass sentence reply } hours { accepted } } }`;
const update = `mutation ($id: ID!, $input: EmailProfileInput!) { updateEmailProfile(id: $id, input: $input) { __typename } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;
let sink: TestSmtpServer;
const servers: TestSmtpServer[] = [];

beforeAll(async () => {
  api = await startApi({}, [DeliveryWorkerModule]);
  root = await becomeSystemAdmin(api);
  sink = await serving({ ann: 'the right password' });
  await allow(sink);
}, 60_000);
beforeEach(async () => {
  tenant = await tenantOfTwo(api, root);
});
afterAll(async () => {
  await api.close();
  await Promise.all(servers.map((server) => server.close()));
});

async function serving(users: Record<string, string>): Promise<TestSmtpServer> {
  const server = await startSmtpServer({ users });
  servers.push(server);
  return server;
}
async function allow({ host, port }: TestSmtpServer): Promise<void> {
  await root.client.run(`mutation ($input: AllowEgressInput!) { allowEgress(input: $input) { id } }`, {
    input: { host, port, allowCleartextAuth: true },
  });
}
const through = ({ host, port }: TestSmtpServer, change: object = {}) => ({ host, port, security: 'NONE', ...change });
const run = (query: string, variables: Record<string, unknown>) => tenant.admin.client.run(query, variables);
const now = async (id: string) => (await run(read, { id }))['emailProfile'];
const mail = (profileId: string, recipient: string) => waitingMail(api.database, tenant.tenantId, profileId, recipient);
const arrived = (recipient: string, server = sink) => server.waitForMail(({ to }) => to.includes(recipient));

async function until(id: string, state: string) {
  return eventually(async () => {
    const profile = await now(id);
    if (profile.state !== state) throw new Error(`still ${profile.state}: ${profile.lastFailure?.sentence}`);
    return profile;
  });
}

const inAnHour = () => new Date(Date.now() + 3_600_000);

describe('an email profile', () => {
  it('is UNPROVEN until its first mail is accepted, then DELIVERING, and counts it', async () => {
    const { id } = await makeProfile(tenant.admin, through(sink));
    const before = await now(id);

    await mail(id, 'first@example.org');
    const after = await until(id, 'DELIVERING');

    expect(before).toMatchObject({ state: 'UNPROVEN', acceptedToday: 0, lastSuccessAt: null });
    expect(after).toMatchObject({ waiting: 0, acceptedToday: 1, lastFailure: null });
    expect(after.hours.at(-1).accepted + after.hours.at(-2).accepted).toBe(1);
    expect((await arrived('first@example.org')).from).toBe('plant4@example.org');
  });

  it('says what the server said to a wrong password, keeps the mail, and sends it once the password is right', async () => {
    const { id, name } = await makeProfile(tenant.admin, through(sink, { password: 'a wrong one' }));
    await mail(id, 'kept@example.org');
    const failing = await until(id, 'FAILING');
    await api.database.asSystem('a spec', (tx) => tx.message.updateMany({ where: { profileId: id }, data: { notBefore: inAnHour() } }));

    await run(update, { id, input: profileInput({ ...through(sink), name, version: failing.version }) });
    await arrived('kept@example.org');

    expect(failing.lastFailure).toMatchObject({ failureClass: 'AUTH', reply: expect.stringContaining('authentication failed') });
    expect(failing.waiting).toBe(1);
    expect(await until(id, 'DELIVERING')).toMatchObject({ waiting: 0, consecutiveFailures: 0, lastFailure: null });
  });

  it('waits for a destination that is not allowed, and sends by itself once the system admin allowed what was asked', async () => {
    const private_ = await serving({ ann: 'the right password' });
    const { id } = await makeProfile(tenant.admin, through(private_));
    await mail(id, 'allowed@example.org');
    const parked = await until(id, 'PARKED');

    const { requestEgress } = await run(`mutation ($input: RequestEgressInput!) { requestEgress(input: $input) { id } }`, {
      input: { host: private_.host, port: private_.port },
    });
    await root.client.run(
      `mutation ($id: ID!, $input: AllowEgressRequestInput!) { allowEgressRequest(id: $id, input: $input) { status } }`,
      {
        id: requestEgress.id,
        input: { addresses: ['127.0.0.1'], allowCleartextAuth: true },
      },
    );

    await arrived('allowed@example.org', private_);
    expect(parked.lastFailure.failureClass).toBe('DESTINATION_BLOCKED');
    expect(await until(id, 'DELIVERING')).toMatchObject({ waiting: 0 });
  });

  it('sends nothing while it is paused, and what waited once it is resumed', async () => {
    const { id } = await makeProfile(tenant.admin, through(sink));
    await run(`mutation ($id: ID!) { pauseEmailProfile(id: $id) { state } }`, { id });
    await mail(id, 'paused@example.org');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const paused = await now(id);

    await run(`mutation ($id: ID!) { resumeEmailProfile(id: $id) { state } }`, { id });

    await arrived('paused@example.org');
    expect(paused).toMatchObject({ state: 'OFF', waiting: 1 });
  });

  it('of a suspended tenant sends nothing until the tenant is resumed', async () => {
    const { id } = await makeProfile(tenant.admin, through(sink));
    await root.client.run(`mutation ($id: ID!) { suspendTenant(id: $id, reason: "Unpaid.") { status } }`, { id: tenant.tenantId });
    await mail(id, 'suspended@example.org');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const held = sink.messages.filter(({ to }) => to.includes('suspended@example.org'));

    await root.client.run(`mutation ($id: ID!) { resumeTenant(id: $id) { status } }`, { id: tenant.tenantId });

    await arrived('suspended@example.org');
    expect(held).toEqual([]);
  });

  it('hands its waiting mail to another when it is deleted', async () => {
    const other = await makeProfile(tenant.admin, through(sink, { fromAddress: 'other@example.org' }));
    const { id } = await makeProfile(tenant.admin, through(await serving({})));
    await mail(id, 'moved@example.org');
    await until(id, 'PARKED');

    await run(`mutation ($id: ID!, $moveTo: ID) { deleteEmailProfile(id: $id, moveTo: $moveTo) { __typename } }`, { id, moveTo: other.id });

    const moved = await arrived('moved@example.org');
    expect(moved.from).toBe('other@example.org');
    expect(moved.parsed.replyTo?.[0]?.address).toBe('plant4@example.org');
    expect(await until(other.id, 'DELIVERING')).toMatchObject({ acceptedToday: 1 });
  });
});
