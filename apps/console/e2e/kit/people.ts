import { randomUUID } from 'node:crypto';
import { Client, type Visitor } from './client.ts';
import { linkIn, type Inbox } from './inbox.ts';

/** Everybody's, until they change it. */
export const password = 'correct horse battery staple';

export interface Person {
  name: string;
  email: string;
  /** Signed in. */
  client: Client;
}

export interface Tenant {
  id: string;
  name: string;
}

export const freshEmail = (name: string) => `${name.toLowerCase().replaceAll(/[^a-z]+/g, '.')}.${randomUUID().slice(0, 6)}@example.org`;
export const tokenOf = (link: string) => link.slice(link.indexOf('#') + 1);

/** Seeds people and tenants as the console would: over GraphQL, through the console's port, with links from mails that arrived. */
export class People {
  private readonly url: string;
  private readonly inbox: Inbox;

  constructor(url: string, inbox: Inbox) {
    this.url = url;
    this.inbox = inbox;
  }

  stranger(): Client {
    return new Client(this.url);
  }

  async becomeSystemAdmin(setupLink: string, name = 'Ruth Adler'): Promise<Person> {
    const client = new Client(this.url);
    const email = freshEmail(name);
    const input = { token: tokenOf(setupLink), email, name, password, timeZone: 'Europe/Berlin' };
    await client.run(`mutation ($input: BecomeSystemAdminInput!) { becomeSystemAdmin(input: $input) { identity { id } } }`, { input });
    return { name, email, client };
  }

  async createTenant(root: Person, name = `Tenant ${randomUUID().slice(0, 6)}`): Promise<Tenant> {
    const created = await root.client.run(`mutation ($name: String!) { createTenant(input: { name: $name }) { id } }`, { name });
    return { id: created['createTenant']!.id, name };
  }

  /** Invited by the system admin, activated by the link in the mail. */
  async addTenantAdmin(root: Person, tenant: Tenant, name = 'Tariq Aziz'): Promise<Person> {
    const email = freshEmail(name);
    // A journey may have forgotten that anybody proved their password lately.
    await root.client.run(`mutation ($password: String!) { stepUp(password: $password) { id } }`, { password });
    await root.client.run(
      `mutation ($tenantId: ID!, $input: InviteUserInput!) { inviteTenantAdmin(tenantId: $tenantId, input: $input) { id } }`,
      { tenantId: tenant.id, input: { email, name, role: 'TENANT_ADMIN' } },
    );
    return this.activate(email, name, tenant);
  }

  /** Invited by a tenant admin, activated by the link in the mail. */
  async addMember(admin: Person, tenant: Tenant, name = 'Mila Novak'): Promise<Person> {
    const email = freshEmail(name);
    await this.invite(admin, email, name);
    return this.activate(email, name, tenant);
  }

  /** Only invited; the link is in their mail. */
  async invite(admin: Person, email: string, name: string): Promise<void> {
    await admin.client.run(`mutation ($input: InviteUserInput!) { inviteUser(input: $input) { id } }`, {
      input: { email, name, role: 'MEMBER' },
    });
  }

  /** Somebody signed in from one more browser. */
  async signIn(person: Person, visitor: Visitor = {}): Promise<Client> {
    const client = new Client(this.url, visitor);
    await client.run(`mutation ($input: SignInInput!) { signIn(input: $input) { identity { id } } }`, {
      input: { email: person.email, password },
    });
    return client;
  }

  private async activate(email: string, name: string, tenant: Tenant): Promise<Person> {
    const client = new Client(this.url);
    const token = tokenOf(linkIn(await this.inbox.next(email)));
    await client.run(`mutation ($input: ActivateAccountInput!) { activateAccount(input: $input) { identity { id } } }`, {
      input: { token, name, password, locale: 'en', timeZone: 'Europe/Berlin' },
    });
    client.tenantId = tenant.id;
    // The notice that the account is active; journeys wait for mails of their own.
    await this.inbox.next(email);
    return { name, email, client };
  }
}
