import { setTimeout as delay } from 'node:timers/promises';
import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { startOAuthServer, type TestOAuthServer } from '@posthorn/testing';
import { grantTokens, makeOAuthClient, makeOAuthProfile, openEgress } from '../../test/kit/oauth.ts';
import { type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { type TestApi } from '../../test/kit/test-api.ts';

const read = `query ($profileId: ID) { grant(profileId: $profileId) { state pendingConsent { id } } }`;
const revoke = `mutation ($profileId: ID) { revokeGrant(profileId: $profileId) { grant { state } } }`;
const confirm = `mutation ($id: ID!) { confirmGrant(id: $id) { state } }`;
const reject = `mutation ($id: ID!) { rejectGrant(id: $id) { state } }`;

let api: TestApi;
let tenant: TenantOfTwo;
let root: Person;
let server: TestOAuthServer;

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
  server = await startOAuthServer();
  await openEgress(root, server);
}, 60_000);
afterAll(async () => {
  await api.close();
  await server.close();
});

/** A profile that holds tokens, and others of somebody else that wait for a decision. */
async function undecided(): Promise<{ profileId: string; id: string }> {
  const client = await makeOAuthClient(tenant.admin, server);
  const { id: profileId } = await makeOAuthProfile(tenant.admin, client.id);
  await grantTokens(tenant.admin, server, profileId);
  expect(await grantTokens(tenant.admin, server, profileId, { login: 'somebody@example.org' })).toBe('TO_CONFIRM');
  const { grant } = await tenant.admin.client.run(read, { profileId });
  return { profileId, id: grant.pendingConsent.id };
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'DONE',
    (error: unknown) => /CONFLICT|NOT_FOUND|INTERNAL/u.exec(String(error))?.[0] ?? String(error),
  );

/** In this order, while a worker holds what both of them need. */
async function behindAWorker(profileId: string, actions: (() => Promise<unknown>)[]): Promise<string[]> {
  const running: Promise<string>[] = [];
  await api.database.forTenant({ tenantId: tenant.tenantId }, async (tx) => {
    await tx.$queryRaw`select from delivery_budget where profile_id = ${profileId}::uuid for update`;
    for (const act of actions) {
      running.push(codeOf(act()));
      await delay(300);
    }
  });
  return Promise.all(running);
}

describe('tokens that wait for a decision', () => {
  it('are not kept where somebody revokes the grant in the same moment, and nobody meets a fault', async () => {
    const { profileId, id } = await undecided();
    const { client } = tenant.admin;

    const [revoked, confirmed] = await behindAWorker(profileId, [
      () => client.run(revoke, { profileId }),
      () => client.run(confirm, { id }),
    ]);

    expect(revoked).toBe('DONE');
    expect(confirmed).toMatch(/CONFLICT|NOT_FOUND/u);
    expect((await client.run(read, { profileId }))['grant']).toEqual({ state: 'REVOKED', pendingConsent: null });
  });

  it('are decided about once', async () => {
    const { profileId, id } = await undecided();
    const { client } = tenant.admin;

    const outcomes = await behindAWorker(profileId, [() => client.run(confirm, { id }), () => client.run(confirm, { id })]);
    const later = await codeOf(client.run(reject, { id }));

    expect(outcomes.filter((outcome) => outcome === 'DONE')).toHaveLength(1);
    expect(later).toBe('NOT_FOUND');
    expect((await client.run(read, { profileId }))['grant']).toEqual({ state: 'VALID', pendingConsent: null });
  });
});
