import { randomUUID } from 'node:crypto';
import { Setup } from '../../src/setup/setup.service.ts';
import type { Client } from './client.ts';
import type { TestApi } from './test-api.ts';

export const password = 'correct horse battery staple';

export interface Person {
  client: Client;
  email: string;
  identityId: string;
}

export interface TenantOfTwo {
  tenantId: string;
  name: string;
  admin: Person;
  member: Person;
}

export const freshEmail = (name = 'person') => `${name}.${randomUUID().slice(0, 8)}@example.org`;

/** What of a running API people need: a door, and their mail. */
export type Surroundings = Pick<TestApi, 'browser' | 'mailedToken'>;

/** The first system admin of this database, by the printed link. */
export async function becomeSystemAdmin(api: TestApi): Promise<Person> {
  return becomeSystemAdminBy((await api.app.get(Setup).firstAdminLink())!, api.browser());
}

export async function becomeSystemAdminBy(link: string, client: Client): Promise<Person> {
  const email = freshEmail('root');
  const input = { token: link.split('#')[1], email, name: 'Root', password, timeZone: 'Europe/Berlin' };
  const { becomeSystemAdmin: me } = await client.run(
    `mutation ($input: BecomeSystemAdminInput!) { becomeSystemAdmin(input: $input) { identity { id } } }`,
    { input },
  );
  return { client, email, identityId: me.identity.id };
}

/** Follows the newest activation mail to the address. */
export async function activate(api: Surroundings, email: string): Promise<Person> {
  const client = api.browser();
  const input = { token: await api.mailedToken(email, 'ACTIVATION'), name: 'Somebody New', password, locale: 'en', timeZone: 'UTC' };
  const { activateAccount: me } = await client.run(
    `mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { identity { id } } }`,
    { input },
  );
  return { client, email, identityId: me.identity.id };
}

/** A tenant with an admin and a member, made as people make them: created, invited by mail, activated. */
export async function tenantOfTwo(api: Surroundings, root: Person): Promise<TenantOfTwo> {
  const name = `Tenant ${randomUUID().slice(0, 8)}`;
  const { createTenant } = await root.client.run(`mutation ($name: String!) { createTenant(input: { name: $name }) { id } }`, { name });
  const tenantId: string = createTenant.id;
  const adminEmail = freshEmail('admin');
  await root.client.run(
    `mutation ($tenantId: ID!, $input: InviteUserInput!) { inviteTenantAdmin(tenantId: $tenantId, input: $input) { id } }`,
    { tenantId, input: { email: adminEmail, name: 'Admin', role: 'TENANT_ADMIN' } },
  );
  const admin = await activate(api, adminEmail);
  admin.client.tenantId = tenantId;
  const memberEmail = freshEmail('member');
  await invite(admin, memberEmail);
  const member = await activate(api, memberEmail);
  member.client.tenantId = tenantId;
  return { tenantId, name, admin, member };
}

export async function invite(admin: Person, email: string, role = 'MEMBER', name = 'Invited'): Promise<{ id: string }> {
  const { inviteUser } = await admin.client.run(`mutation ($input: InviteUserInput!) { inviteUser(input: $input) { id } }`, {
    input: { email, name, role },
  });
  return inviteUser;
}
