import { dayMs } from '@posthorn/contracts';
import { randomUUID } from 'node:crypto';
import { platformOAuthClientId, platformProfileId, platformTenantId } from '@posthorn/database';
import { activate, becomeSystemAdmin, freshEmail, invite, tenantOfTwo, type Person } from '../../test/kit/people.ts';
import { makeProfile } from '../../test/kit/profiles.ts';
import { makeKey } from '../../test/kit/programs.ts';
import { startApi, type TestApi } from '../../test/kit/test-api.ts';

const platform = `{ platformOverview { checklist { key done detail } warnings { key severity path } tenantCount identityCount pendingEgressRequestCount } }`;
const ofTenant = `{ tenantOverview { checklist { key done detail } warnings { key path title detail } memberCount pendingInvitationCount
  emailProfileCount provenProfileCount apiKeyCount } }`;

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

  it('counts what tenants ask to be allowed', async () => {
    const { admin } = await tenantOfTwo(api, root);
    await admin.client.run(`mutation { requestEgress(input: { host: "relay.plant.local", port: 25 }) { id } }`);

    const { platformOverview } = await root.client.run(platform);

    expect(platformOverview.pendingEgressRequestCount).toBe(1);
    expect(platformOverview.warnings).toContainEqual({
      key: 'egress-requests',
      severity: 'WARNING',
      path: '/system/settings#egress-requests',
    });
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
    expect(tenantOverview.warnings).toMatchObject([{ key: 'expired-invitations', path: `/t/${tenantId}/users` }]);
  });

  it('ticks off a profile, its first accepted mail and a key, each when it is there', async () => {
    const { admin } = await tenantOfTwo(api, root);
    const steps = ['EMAIL_PROFILE', 'EMAIL_PROFILE_TEST', 'API_KEY'];
    const done = async () => doneOf((await admin.client.run(ofTenant))['tenantOverview'].checklist).filter((key) => steps.includes(key));

    const seen = [await done()];
    const { id } = await makeProfile(admin);
    seen.push(await done());
    await api.database.asSystem('a spec', (tx) =>
      tx.deliveryBudget.update({ where: { profileId: id }, data: { lastSuccessAt: new Date() } }),
    );
    seen.push(await done());
    await makeKey(admin);
    seen.push(await done());

    expect(seen).toEqual([[], steps.slice(0, 1), steps.slice(0, 2), steps]);
    expect((await admin.client.run(ofTenant))['tenantOverview']).toMatchObject({
      emailProfileCount: 1,
      provenProfileCount: 1,
      apiKeyCount: 1,
    });
  });

  it('names a parked profile and its reason to admins, who can mend it', async () => {
    const { admin, member, tenantId } = await tenantOfTwo(api, root);
    const { id, name } = await makeProfile(admin);
    const parked = { parkedAt: new Date(), lastFailureClass: 'AUTH_POLICY', lastFailureSentence: 'The server wants an app password.' };
    await api.database.asSystem('a spec', (tx) => tx.deliveryBudget.update({ where: { profileId: id }, data: parked }));

    const warnings = async ({ client }: Person) => (await client.run(ofTenant))['tenantOverview'].warnings;

    expect(await warnings(admin)).toEqual([
      {
        key: 'profile-parked',
        title: `${name} is parked: its mail waits`,
        detail: parked.lastFailureSentence,
        path: `/t/${tenantId}/profiles/${id}`,
      },
    ]);
    expect(await warnings(member)).toEqual([]);
  });

  it('names the profile that needs a consent, and a secret that ends, to admins, with the pages where that is mended', async () => {
    const { admin, member, tenantId } = await tenantOfTwo(api, root);
    const { id: profileId, name } = await makeProfile(admin);
    const clientId = await makeClient(tenantId, 7);
    const lost = { failureClass: 'CONSENT_NEEDED', failureSentence: 'Revoked.', failureFirstAt: new Date(), failureAt: new Date() };
    const tokens = { accessToken: Uint8Array.of(1), obtainedAt: new Date(), expiresAt: new Date(0) };
    const data = { tenantId, profileId, clientId, flow: 'AUTHORIZATION_CODE', ...tokens, ...lost } as const;
    await api.database.asSystem('a spec', (tx) => tx.oAuthGrant.create({ data }));

    const warnings = async ({ client }: Person) => (await client.run(ofTenant))['tenantOverview'].warnings;

    expect(await warnings(admin)).toMatchObject([
      {
        key: 'consent-needed',
        title: `${name} needs a new consent`,
        detail: 'Revoked. Grant a new token.',
        path: `/t/${tenantId}/profiles/${profileId}/token`,
      },
      { key: 'secret-ends', title: 'The client secret of Mail app ends in 7 days', path: `/t/${tenantId}/oauth-clients/${clientId}` },
    ]);
    expect(await warnings(member)).toEqual([]);
  });
});

describe('platform mail that signs in with tokens', () => {
  it('warns the system admin of its token and its client’s secret', async () => {
    const ids = { tenantId: platformTenantId, profileId: platformProfileId };
    const clientId = await makeClient(platformTenantId, 0, platformOAuthClientId);
    const from = { fromAddress: 'post@example.org', fromName: 'Posthorn', host: 'smtp.example.org', port: 587 };
    const signIn = { authentication: 'OAUTH2', oauthClientId: clientId } as const;
    await api.database.asSystem('a spec', async (tx) => {
      await tx.platformMailSettings.create({ data: { tenantId: platformTenantId, id: platformProfileId, ...from, ...signIn } });
      await tx.oAuthGrant.create({ data: { ...ids, clientId, flow: 'AUTHORIZATION_CODE' } });
    });

    const { platformOverview } = await root.client.run(platform);

    expect(platformOverview.warnings).toContainEqual({ key: 'secret-ended', severity: 'CRITICAL', path: '/system/mail' });
    expect(platformOverview.warnings.at(-1)).toEqual({ key: 'no-token', severity: 'INFO', path: '/system/mail' });
  });
});

async function makeClient(tenantId: string, days: number, id: string = randomUUID()): Promise<string> {
  const names = {
    name: 'Mail app',
    nameKey: 'mail app',
    provider: 'generic',
    clientId: 'posthorn',
    tokenUrl: 'https://idp.example.org/token',
  };
  const secretExpiresAt = new Date(Date.now() + days * dayMs);
  const data = { tenantId, id, ...names, authentication: 'CLIENT_SECRET_BASIC', secretExpiresAt } as const;
  await api.database.asSystem('a spec', (tx) => tx.oAuthClient.create({ data }));
  return id;
}
