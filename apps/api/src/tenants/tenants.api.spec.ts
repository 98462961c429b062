import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { freshEmail, password, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { makeProfile } from '../../test/kit/profiles.ts';
import { type TestApi } from '../../test/kit/test-api.ts';

const create = `mutation ($name: String!) { createTenant(input: { name: $name }) { id name status memberCount } }`;
const update = `mutation ($id: ID!, $name: String!, $n: Int!) { updateTenant(id: $id, input: { name: $name, invitationsPerDay: $n }) { name invitationsPerDay } }`;
const suspend = `mutation ($id: ID!, $reason: String!) { suspendTenant(id: $id, reason: $reason) { status suspendedReason suspendedAt } }`;
const resume = `mutation ($id: ID!) { resumeTenant(id: $id) { status suspendedReason suspendedAt } }`;
const inviteAdmin = `mutation ($id: ID!, $email: String!) { inviteTenantAdmin(tenantId: $id, input: { email: $email, name: "A", role: TENANT_ADMIN }) { id } }`;
const signIn = `mutation ($email: String!, $password: String!) { signIn(input: { email: $email, password: $password }) { memberships { tenantStatus } } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
}, 60_000);
afterAll(() => api.close());

describe('a tenant', () => {
  it('has a name of its own, in other case and other Unicode form too', async () => {
    const { createTenant } = await root.client.run(create, { name: '  Café Größe  ' });

    for (const same of ['Café Größe', 'CAFÉ GRÖßE', 'Cafe\u0301 Größe', 'Café Größe\u00a0']) {
      expect((await root.client.refusal(create, { name: same })).extensions).toMatchObject({ code: 'CONFLICT', field: 'name' });
    }
    expect(createTenant).toMatchObject({ name: 'Café Größe', status: 'ACTIVE', memberCount: 0 });
    expect((await root.client.refusal(update, { id: tenant.tenantId, name: 'café größe', n: 5 })).extensions.code).toBe('CONFLICT');
  });

  it('is made once by two who name it at once', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => root.client.ask(create, { name: 'At Once' })));

    expect(answers.map((answer) => answer.errors?.[0]?.extensions.code ?? 'made').sort()).toEqual(['CONFLICT', 'CONFLICT', 'made']);
  });

  it.each([
    ['a line break', 'North\r\nwind'],
    ['300 characters', 'x'.repeat(300)],
    ['nothing', ' '],
    ['a character that turns the reading direction', 'North\u202ewind'],
  ])('is refused by name for a name with %s', async (_, name) => {
    expect((await root.client.refusal(create, { name })).extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'name' });
  });

  it.each(['Wasserwerk 🚰', 'شركة المياه', 'x'.repeat(120)])('may be called %s', async (name) => {
    expect((await root.client.run(create, { name }))['createTenant'].name).toBe(name);
  });

  it('keeps its bounds: 0 to 10,000 invitations a day', async () => {
    for (const n of [-1, 10_001]) {
      expect((await root.client.refusal(update, { id: tenant.tenantId, name: tenant.name, n })).extensions).toMatchObject({
        code: 'INVALID_INPUT',
        field: 'invitationsPerDay',
      });
    }
  });

  it('can’t be the platform itself', async () => {
    const id = '00000000-0000-7000-8000-000000000001';

    for (const refusal of [
      await root.client.refusal(`query ($id: ID!) { tenant(id: $id) { id } }`, { id }),
      await root.client.refusal(suspend, { id, reason: 'x' }),
      await root.client.refusal(update, { id, name: 'Mine', n: 1 }),
      await root.client.refusal(inviteAdmin, { id, email: freshEmail() }),
    ]) {
      expect(refusal.extensions.code).toBe('NOT_FOUND');
    }
    const { tenants } = await root.client.run(`{ tenants(page: { first: 200 }) { items { id } } }`);
    expect(tenants.items).not.toContainEqual({ id });
  });

  it('has no system admin inside: what they do there is a platform act', async () => {
    const intruder = api.browser();
    for (const [name, value] of root.client.cookies) intruder.cookies.set(name, value);
    intruder.tenantId = tenant.tenantId;

    expect((await intruder.refusal(`{ members { items { id } } }`)).extensions.code).toBe('NOT_FOUND');
  });
});

describe('a suspended tenant', () => {
  it('lets its people sign in, tells them why its pages are refused, and goes on where it stopped', async () => {
    const { admin, member, tenantId } = await tenantOfTwo(api, root);

    const { suspendTenant } = await root.client.run(suspend, { id: tenantId, reason: 'The invoice of May is open.' });
    const refusals = [
      await admin.client.refusal(`{ members { items { id } } }`),
      await member.client.refusal(`{ tenantOverview { memberCount } }`),
      await admin.client.refusal(`mutation { resetSandboxPassword { username } }`),
    ];
    const preview = await admin.client.fetch(`/api/t/${tenantId}/sandbox/${tenantId}/preview`);
    const entered = await api.browser().run(signIn, { email: admin.email, password });
    const { resumeTenant } = await root.client.run(resume, { id: tenantId });

    expect(suspendTenant).toEqual({ status: 'SUSPENDED', suspendedReason: 'The invoice of May is open.', suspendedAt: expect.any(String) });
    for (const refusal of refusals) {
      expect(refusal.extensions.code).toBe('TENANT_SUSPENDED');
      expect(refusal.message).toContain('The invoice of May is open.');
      expect(refusal.message).not.toContain('..');
    }
    expect(preview.status).toBe(403);
    expect(entered['signIn'].memberships).toEqual([{ tenantStatus: 'SUSPENDED' }]);
    expect(resumeTenant).toEqual({ status: 'ACTIVE', suspendedReason: null, suspendedAt: null });
    await expect(admin.client.run(`{ members { items { id } } }`)).resolves.toBeDefined();
  });

  it('holds its mail back, and lets it go again at once', async () => {
    const held = await tenantOfTwo(api, root);
    const { id: profileId } = await makeProfile(held.admin);
    const budget = () => api.database.asSystem('a spec', (tx) => tx.deliveryBudget.findUniqueOrThrow({ where: { profileId } }));
    const later = new Date('2100-01-01');

    await root.client.run(suspend, { id: held.tenantId, reason: 'Unpaid.' });
    const whileSuspended = await budget();
    await api.database.asSystem('a spec', (tx) => tx.deliveryQueue.updateMany({ where: { profileId }, data: { nextAt: later } }));
    await root.client.run(resume, { id: held.tenantId });

    const queues = await api.database.asSystem('a spec', (tx) => tx.deliveryQueue.findMany({ where: { profileId } }));
    expect(whileSuspended.suspendedAt).toBeInstanceOf(Date);
    expect((await budget()).suspendedAt).toBeNull();
    expect(queues.map(({ nextAt }) => nextAt < later)).toEqual([true, true]);
  });

  it('wants a reason of one line', async () => {
    for (const reason of ['', 'a\nb', 'x'.repeat(201)]) {
      expect((await root.client.refusal(suspend, { id: tenant.tenantId, reason })).extensions).toMatchObject({
        code: 'INVALID_INPUT',
        field: 'reason',
      });
    }
  });
});

describe('the audit', () => {
  it('of the platform says who did what to which tenant; the tenant’s own says what its people did', async () => {
    const { name, tenantId, admin } = await tenantOfTwo(api, root);
    await root.client.run(update, { id: tenantId, name: `${name} renamed`, n: 7 });

    const query = `query ($action: String) { auditEvents(filter: { action: $action }) { items { action actorName subject tenantName ipAddress details } } }`;
    const platform = (await root.client.run(query, { action: 'tenant.updated' }))['auditEvents'].items;
    const own = (await admin.client.run(query, {}))['auditEvents'].items;

    expect(platform[0]).toMatchObject({
      action: 'tenant.updated',
      actorName: 'Root',
      tenantName: `${name} renamed`,
      ipAddress: '127.0.0.1',
      details: { from: { name, invitationsPerDay: 50 }, to: { name: `${name} renamed`, invitationsPerDay: 7 } },
    });
    expect(own.map(({ action }: { action: string }) => action)).toEqual(['member.invited']);
  });
});

describe('the list of tenants', () => {
  const list = `query ($search: String!, $page: PageInput!) { tenants(filter: { search: $search }, page: $page) { items { name } nextCursor } }`;

  interface TenantNames {
    tenants: { items: { name: string }[]; nextCursor: string | null };
  }

  async function allPages(sort: string | null, after: string | null = null): Promise<string[]> {
    const { tenants } = await root.client.run<TenantNames>(list, { search: 'sorted', page: { first: 2, after, sort } });
    const names = tenants.items.map((item) => item.name);
    return tenants.nextCursor ? [...names, ...(await allPages(sort, tenants.nextCursor))] : names;
  }

  it('goes page by page in the order asked for, whatever the case of the names', async () => {
    for (const name of ['Sorted C', 'sorted a', 'SORTED D', 'Sorted B', 'sorted e']) await root.client.run(create, { name });

    expect(await allPages('name')).toEqual(['sorted a', 'Sorted B', 'Sorted C', 'SORTED D', 'sorted e']);
    expect(await allPages('-name')).toEqual(['sorted e', 'SORTED D', 'Sorted C', 'Sorted B', 'sorted a']);
    expect(await allPages('created')).toEqual(['Sorted C', 'sorted a', 'SORTED D', 'Sorted B', 'sorted e']);
    expect(await allPages(null)).toEqual(['sorted e', 'Sorted B', 'SORTED D', 'sorted a', 'Sorted C']);
  });

  it('refuses an order it does not have, naming those it has', async () => {
    const refusal = await root.client.refusal(list, { search: '', page: { first: 2, sort: 'nameKey' } });

    expect(refusal.extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'page.sort' });
    expect(refusal.message).toBe('This list sorts by name, created.');
  });
});
