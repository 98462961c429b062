import type { TestOAuthServer } from '@posthorn/testing';
import { makeOAuthClient, makeOAuthProfile } from '../../test/kit/oauth.ts';
import { becomeSystemAdmin, password, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { makeProfile } from '../../test/kit/profiles.ts';
import { startApi, type TestApi } from '../../test/kit/test-api.ts';

const fields = `id tenantId tenantName host port note status requestedByName decidedAt answer addresses { address allowed }`;
const ask = `mutation ($input: RequestEgressInput!) { requestEgress(input: $input) { ${fields} } }`;
const list = `{ egressRequests { ${fields} } }`;
const allow = `mutation ($id: ID!, $input: AllowEgressRequestInput!) { allowEgressRequest(id: $id, input: $input) { ${fields} } }`;
const dismiss = `mutation ($id: ID!, $answer: String) { dismissEgressRequest(id: $id, input: { answer: $answer }) { status answer } }`;
const audit = `{ auditEvents { items { action actorName subject tenantName ipAddress details } } }`;

/** Never asked. */
const provider: Pick<TestOAuthServer, 'issuer' | 'endpoints'> = {
  issuer: 'https://login.example.org',
  endpoints: {
    authorization: 'https://login.example.org/auth',
    token: 'https://login.example.org/token',
    revocation: 'https://login.example.org/revocation',
    introspection: 'https://login.example.org/introspection',
  },
};

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;

beforeAll(async () => {
  api = await startApi();
  root = await becomeSystemAdmin(api);
}, 60_000);
beforeEach(async () => {
  tenant = await tenantOfTwo(api, root);
});
afterAll(() => api.close());

const request = async (input: object = {}) =>
  (await tenant.admin.client.run(ask, { input: { host: 'localhost', port: 25, ...input } }))['requestEgress'];
const ofTenant = async () => (await tenant.admin.client.run(list))['egressRequests'];
const ofPlatform = async () => (await root.client.run(list))['egressRequests'];

describe('a tenant that asks for a destination', () => {
  it('is told what it typed and nothing that the network says', async () => {
    const asked = await request({ host: 'LocalHost', note: 'The plant’s relay' });

    expect(asked).toEqual({
      id: expect.any(String),
      host: 'localhost',
      port: 25,
      note: 'The plant’s relay',
      status: 'PENDING',
      requestedByName: 'Somebody New',
      tenantId: null,
      tenantName: null,
      addresses: null,
      answer: null,
      decidedAt: null,
    });
    expect(await ofTenant()).toEqual([asked]);
  });

  it('gets the pending one when it asks again, and may ask once more after an answer', async () => {
    const first = await request();
    const again = await request({ note: 'Please' });
    await root.client.run(dismiss, { id: first.id, answer: null });
    const later = await request();

    expect(again.id).toBe(first.id);
    expect(later.id).not.toBe(first.id);
  });

  it('may have twenty requests pending', async () => {
    for (let port = 1; port <= 20; port += 1) await request({ port });

    const refusal = await tenant.admin.client.refusal(ask, { input: { host: 'localhost', port: 21 } });

    expect(refusal.extensions.code).toBe('LIMIT_REACHED');
  });

  it('is an admin, and sees its own requests alone', async () => {
    await request();
    const other = await tenantOfTwo(api, root);

    expect((await tenant.member.client.refusal(list)).extensions.code).toBe('NOT_ALLOWED');
    expect((await other.admin.client.run(list))['egressRequests']).toEqual([]);
  });
});

describe('a system admin', () => {
  it('sees what all tenants ask for, pending first, and where it leads', async () => {
    const dismissed = await request({ port: 26 });
    await root.client.run(dismiss, { id: dismissed.id });
    const pending = await request();
    const nowhere = await request({ host: 'no-such-host.invalid' });
    const literal = await request({ host: '203.0.113.9' });

    const all = await ofPlatform();

    const of = ({ id }: { id: string }) => all.find((one: { id: string }) => one.id === id);
    expect(of(pending)).toMatchObject({ tenantId: tenant.tenantId, tenantName: tenant.name });
    expect(of(pending).addresses.map(({ address }: { address: string }) => address)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(127\.0\.0\.1|::1)$/)]),
    );
    expect(of(pending).addresses.every(({ allowed }: { allowed: boolean }) => !allowed)).toBe(true);
    expect(of(nowhere).addresses).toEqual([]);
    expect(of(literal).addresses).toEqual([{ address: '203.0.113.9', allowed: false }]);
    expect(of(dismissed).addresses).toBeNull();
    expect(all.indexOf(of(dismissed))).toBeGreaterThan(all.indexOf(of(pending)));
  });

  it('allows addresses, each by a rule of its own, and parked mail tries at once', async () => {
    const { id: profileId } = await makeProfile(tenant.admin);
    const { id: otherId } = await makeProfile(tenant.admin);
    const park = (id: string, lastFailureClass: string) =>
      api.database.asSystem('a spec', (tx) =>
        tx.deliveryBudget.update({
          where: { profileId: id },
          data: { parkedAt: new Date(), probeAt: new Date('2100-01-01'), lastFailureClass },
        }),
      );
    await park(profileId, 'DESTINATION_BLOCKED');
    await park(otherId, 'AUTH_POLICY');
    const { id } = await request({ port: 2526 });

    const { allowEgressRequest: allowed } = await root.client.run(allow, {
      id,
      input: { addresses: ['127.0.0.1', '::1', '127.0.0.1'], allowCleartextAuth: true },
    });

    expect(allowed).toMatchObject({ status: 'ALLOWED', decidedAt: expect.any(String) });
    const rules = await api.database.asSystem('a spec', (tx) =>
      tx.egressRule.findMany({ where: { port: 2526 }, orderBy: { host: 'asc' } }),
    );
    expect(rules.map(({ host, allowCleartextAuth }) => [host, allowCleartextAuth])).toEqual([
      ['127.0.0.1', true],
      ['::1', true],
    ]);
    const probes = await api.database.asSystem('a spec', (tx) =>
      tx.deliveryBudget.findMany({ where: { profileId: { in: [profileId, otherId] } } }),
    );
    expect(probes.filter(({ probeAt }) => probeAt! <= new Date()).map((budget) => budget.profileId)).toEqual([profileId]);
  });

  it('has the refreshes that were not let out tried at once', async () => {
    const { id: clientId } = await makeOAuthClient(tenant.admin, provider as TestOAuthServer);
    const failed = async (failureCode: string): Promise<string> => {
      const { id: profileId } = await makeOAuthProfile(tenant.admin, clientId);
      const data = { failureCode, failureClass: failureCode, failureAt: new Date(), nextRefreshAt: new Date('2100-01-01') };
      await api.database.asSystem('a spec', (tx) => tx.oAuthGrant.update({ where: { profileId }, data }));
      return profileId;
    };
    const [blocked, inClear] = [await failed('DESTINATION_BLOCKED'), await failed('CLEARTEXT')];
    const profileIds = [blocked, inClear, await failed('invalid_client')];
    const { id } = await request({ port: 8443 });

    await root.client.run(allow, { id, input: { addresses: ['127.0.0.1'], allowCleartextAuth: true } });

    const due = await api.database.asSystem('a spec', (tx) =>
      tx.oAuthGrant.findMany({ where: { profileId: { in: profileIds }, nextRefreshAt: { lte: new Date() } } }),
    );
    expect(due.map(({ profileId }) => profileId).toSorted()).toEqual([blocked, inClear].toSorted());
  });

  it('adds to a rule that is there, and never takes away from it', async () => {
    const open = (allowCleartextAuth: boolean) =>
      request({ port: 2527 }).then(({ id }) => root.client.run(allow, { id, input: { addresses: ['10.0.0.7'], allowCleartextAuth } }));

    await open(false);
    await open(true);
    await open(false);

    const rules = await api.database.asSystem('a spec', (tx) => tx.egressRule.findMany({ where: { port: 2527 } }));
    expect(rules).toMatchObject([{ host: '10.0.0.7', allowCleartextAuth: true }]);
  });

  it('answers a request once', async () => {
    const { id } = await request();
    const { dismissEgressRequest: dismissed } = await root.client.run(dismiss, { id, answer: 'Use the relay of the office.' });

    const codes = [
      await root.client.refusal(dismiss, { id }),
      await root.client.refusal(allow, { id, input: { addresses: ['127.0.0.1'] } }),
    ];

    expect(dismissed).toEqual({ status: 'DISMISSED', answer: 'Use the relay of the office.' });
    expect((await ofTenant())[0]).toMatchObject({ status: 'DISMISSED', answer: 'Use the relay of the office.' });
    expect(codes.map(({ extensions }) => extensions.code)).toEqual(['CONFLICT', 'CONFLICT']);
  });

  it('is audited in both worlds: the tenant learns of neither addresses nor where the admin sat', async () => {
    const { id } = await request({ port: 2528 });
    await root.client.run(allow, { id, input: { addresses: ['10.0.0.8'] } });

    const [theirs, roots] = [await tenant.admin.client.run(audit), await root.client.run(audit)].map(
      (answer) => answer['auditEvents'].items[0],
    );

    expect(roots).toMatchObject({
      action: 'egress.request-allowed',
      tenantName: tenant.name,
      ipAddress: '127.0.0.1',
      details: { addresses: ['10.0.0.8'] },
    });
    expect(theirs).toMatchObject({ action: 'egress.request-allowed', actorName: 'Root', subject: 'localhost:2528', ipAddress: null });
    expect(JSON.stringify(theirs)).not.toMatch(/10\.0\.0\.8|127\.0\.0\.1/);
  });

  it.each([
    ['addresses', { addresses: [] }],
    ['addresses.0', { addresses: ['relay.plant.local'] }],
    ['addresses.0', { addresses: ['10.0.0.0/8'] }],
  ])('is refused at %s for what is no address', async (field, input) => {
    const { id } = await request();

    expect((await root.client.refusal(allow, { id, input })).extensions).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('types the password again before deciding', async () => {
    const { id } = await request();
    await api.database.asSystem('a spec', (tx) => tx.session.updateMany({ data: { steppedUpAt: null } }));

    const refusals = [
      await root.client.refusal(allow, { id, input: { addresses: ['127.0.0.1'] } }),
      await root.client.refusal(dismiss, { id }),
    ];
    await root.client.run(`mutation ($password: String!) { stepUp(password: $password) { id } }`, { password });

    expect(refusals.map(({ extensions }) => extensions.code)).toEqual(['STEP_UP_REQUIRED', 'STEP_UP_REQUIRED']);
  });
});
