import { startSmtpServer } from '@posthorn/testing';
import { activate, actOn, invite, signIn } from './kit/actions.ts';
import { forgetProvenPasswords } from './kit/ageing.ts';
import { linkIn } from './kit/inbox.ts';
import { freshEmail, password, type Person, type Tenant } from './kit/people.ts';
import { journeysIn, see, startWorld, type World } from './kit/world.ts';

let world: World;
let tenant: Tenant;
let admin: Person;
beforeAll(async () => {
  world = await startWorld();
  tenant = await world.people.createTenant(world.root, 'Kestrel Energy');
  admin = await world.people.addTenantAdmin(world.root, tenant);
}, 90_000);
afterAll(() => world.stop());
const journey = journeysIn(() => world);

describe('a tenant’s people', () => {
  journey('begin with a tenant admin: the system admin creates the tenant and invites them, the mail leads them in', async ({ open }) => {
    const email = freshEmail('Ada Okafor');
    const system = await open(world.root.client);

    await system.goto('/system/tenants');
    await system.getByRole('button', { name: 'Create tenant' }).click();
    await system.getByRole('dialog').getByLabel('Name').fill('Northwind Water');
    await system.getByRole('dialog').getByRole('button', { name: 'Create tenant' }).click();
    await system.waitForURL('**/system/tenants/*');
    await invite(system, 'Invite tenant admin', email, 'Ada Okafor');
    const mail = await world.inbox.next(email, /^Activate your Posthorn account for Northwind Water$/);
    const theirs = await open();
    await theirs.goto(linkIn(mail));
    await activate(theirs);
    await theirs.waitForURL('**/t/*');

    await see(theirs, 'heading', 'Northwind Water');
    expect(theirs.url()).not.toContain('#');
    expect(mail.parsed.from?.address).toBe('accounts@mail.example.org');
    expect(mail.parsed.headers.find(({ key }) => key === 'auto-submitted')?.value).toBe('auto-generated');
    await world.inbox.next(email, /is active/);
  });

  journey(
    'grow by invitation: the list says the mail was accepted, sending again ends the older link, the member reads only',
    async ({ open }) => {
      const email = freshEmail('Jonas Berg');
      const page = await open(admin.client);
      await page.goto(`/t/${tenant.id}/users`);

      await invite(page, 'Invite', email, 'Jonas Berg');
      const first = linkIn(await world.inbox.next(email));
      await page.reload();
      await page.getByText('The mail server accepted the mail.').first().waitFor();
      await actOn(page, 'Jonas Berg', 'Send the invitation again');
      const second = linkIn(await world.inbox.next(email));
      const member = await open();
      await member.goto(first);
      await see(member, 'heading', 'This link no longer works');
      await member.goto('about:blank');
      await member.goto(second);
      await activate(member);
      await member.waitForURL('**/t/*');
      await member.goto(`/t/${tenant.id}/users`);

      await member.getByText('Jonas Berg').first().waitFor();
      expect(await member.getByRole('button', { name: 'Invite' }).count()).toBe(0);
      expect(await member.getByRole('button', { name: /^Acts for/ }).count()).toBe(0);
      await member.goto(`/t/${tenant.id}/audit`);
      await member.getByText('You have no access to this page').waitFor();
      await member.goto('/system');
      await member.getByText('You have no access to this page').waitFor();
    },
    { expectedComplaints: /403/ },
  );

  journey('can be handed a copied link, which wants the password again and opens the account', async ({ open }) => {
    const email = freshEmail('Mira Novak');
    await world.people.invite(admin, email, 'Mira Novak');
    await forgetProvenPasswords(world);
    const page = await open(admin.client);
    await page.goto(`/t/${tenant.id}/users`);

    await actOn(page, 'Mira Novak', 'Copy the link instead');
    const proof = page.getByRole('dialog', { name: 'Your password, please' });
    await proof.getByLabel('Password', { exact: true }).fill('not my password');
    await proof.getByRole('button', { name: 'Continue' }).click();
    await proof.getByText('That is not your password.').waitFor();
    await proof.getByLabel('Password', { exact: true }).fill(password);
    await proof.getByRole('button', { name: 'Continue' }).click();
    const link = await page
      .getByRole('dialog', { name: 'Invitation link for Mira Novak' })
      .getByText(/\/activate#/)
      .innerText();
    const theirs = await open();
    await theirs.goto(link.trim());
    await activate(theirs);
    await theirs.waitForURL('**/t/*');
    await theirs.goto('/account/security');

    await theirs.getByText('Not verified').waitFor();
  });

  journey('who have an account already sign in and accept', async ({ open }) => {
    const other = await world.people.createTenant(world.root);
    const otherAdmin = await world.people.addTenantAdmin(world.root, other);
    const someone = await world.people.addMember(otherAdmin, other, 'Lena Park');
    await world.people.invite(admin, someone.email, 'Lena Park');
    const page = await open();

    await page.goto(linkIn(await world.inbox.next(someone.email, /^Join Kestrel Energy/)));
    await page.waitForURL('**/sign-in?next=**');
    await signIn(page, someone.email);
    await page.getByRole('button', { name: 'Accept the invitation of Kestrel Energy' }).click();
    await page.getByText('You belong to Kestrel Energy now').waitFor();
    await page.getByRole('button', { name: 'Leave Kestrel Energy' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Leave tenant' }).click();

    await page.getByText('You left Kestrel Energy').waitFor();
  });

  journey('are invited also while the mail server is down; the mail goes out once it is up', async ({ open }) => {
    const { port } = world.mail;
    await world.mail.close();
    const email = freshEmail('Omar Haddad');
    const page = await open(admin.client);
    await page.goto(`/t/${tenant.id}/users`);

    await invite(page, 'Invite', email, 'Omar Haddad');
    await page
      .getByRole('row', { name: /Omar Haddad/ })
      .getByText('The mail is on its way.')
      .waitFor();
    const system = await open(world.root.client);
    await system.goto('/system/messages?state=DEFERRED');
    await system.getByText(email).first().waitFor();
    const revived = await startSmtpServer({ port });
    const mail = await revived.waitForMail(({ to }) => to.includes(email), 25_000);
    await page.reload();
    await page
      .getByRole('row', { name: /Omar Haddad/ })
      .getByText('The mail server accepted the mail.')
      .waitFor();

    expect(linkIn(mail)).toContain('/activate#');
    await revived.close();
  });
});
