import { activate, becomeSystemAdmin, freshEmail, invite, tenantOfTwo, type Person } from '../../test/kit/people.ts';
import { startApi, type TestApi } from '../../test/kit/test-api.ts';

const platform = `{ platformOverview { checklist { key done detail } warnings { key severity path } tenantCount identityCount } }`;
const ofTenant = `{ tenantOverview { checklist { key done detail } warnings { key path } memberCount pendingInvitationCount } }`;

let api: TestApi;
let root: Person;

beforeAll(async () => {
  api = await startApi();
  root = await becomeSystemAdmin(api);
}, 60_000);
afterAll(() => api.close());

const doneOf = (checklist: { key: string; done: boolean }[]) => checklist.filter(({ done }) => done).map(({ key }) => key);

describe('the system admin’s first page', () => {
  it('begins with everything still to do, and says that mail is off', async () => {
    const { platformOverview } = await root.client.run(platform);

    expect(doneOf(platformOverview.checklist)).toEqual([]);
    expect(platformOverview.warnings).toEqual([{ key: 'mail-off', severity: 'CRITICAL', path: '/system/mail' }]);
    expect(platformOverview).toMatchObject({ tenantCount: 0, identityCount: 1 });
  });

  it('ticks off tenants and their admins, counts, and misses a tenant without one', async () => {
    await tenantOfTwo(api, root);
    await root.client.run(`mutation { createTenant(input: { name: "Nobody's" }) { id } }`);

    const { platformOverview } = await root.client.run(platform);

    expect(doneOf(platformOverview.checklist)).toEqual(['FIRST_TENANT', 'TENANT_ADMIN']);
    expect(platformOverview).toMatchObject({ tenantCount: 2, identityCount: 3 });
    expect(platformOverview.warnings).toContainEqual({ key: 'tenant-without-admin', severity: 'WARNING', path: '/system/tenants' });
  });

  it('is nobody else’s', async () => {
    const { admin } = await tenantOfTwo(api, root);

    expect((await admin.client.refusal(platform)).extensions.code).toBe('NOT_ALLOWED');
    expect((await api.browser().refusal(platform)).extensions.code).toBe('NOT_SIGNED_IN');
  });
});

describe('a tenant’s first page', () => {
  it('counts who joined and who was asked, and warns of links that ran out', async () => {
    const { admin, member, tenantId } = await tenantOfTwo(api, root);
    const [late, joined] = [freshEmail('late'), freshEmail('joined')];
    await invite(admin, late);
    await invite(admin, joined);
    await activate(api, joined);
    await api.database.asSystem('a spec', (tx) =>
      tx.invitation.updateMany({ where: { tenantId, membership: { status: 'INVITED' } }, data: { expiresAt: new Date(0) } }),
    );

    const { tenantOverview } = await member.client.run(ofTenant);

    expect(tenantOverview).toMatchObject({ memberCount: 3, pendingInvitationCount: 1 });
    expect(tenantOverview.checklist).toContainEqual({ key: 'FIRST_MEMBER', done: true, detail: '1 invited, not joined yet' });
    expect(tenantOverview.warnings).toEqual([{ key: 'expired-invitations', path: `/t/${tenantId}/users` }]);
  });
});
