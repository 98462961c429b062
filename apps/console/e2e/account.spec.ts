import { signIn, signOut } from './kit/actions.ts';
import { linkIn } from './kit/inbox.ts';
import { freshEmail, password, type Person, type Tenant } from './kit/people.ts';
import { journeysIn, see, startWorld, type World } from './kit/world.ts';

const chosen = 'an entirely different phrase';

let world: World;
let tenant: Tenant;
let admin: Person;
beforeAll(async () => {
  world = await startWorld();
  tenant = await world.people.createTenant(world.root);
  admin = await world.people.addTenantAdmin(world.root, tenant);
}, 90_000);
afterAll(() => world.stop());
const journey = journeysIn(() => world);

describe('an account', () => {
  journey('changes its password: the old one no longer works, the other browser is out, a notice arrives', async ({ open }) => {
    const person = await world.people.addMember(admin, tenant);
    const other = await open(await world.people.signIn(person));
    await other.goto('/account');
    const page = await open(person.client);
    await page.goto('/account/security');

    await page.getByRole('textbox', { name: 'Current password' }).fill('not my password');
    await page.getByRole('textbox', { name: 'New password' }).fill(chosen);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('That is not your password.').waitFor();
    await page.getByRole('textbox', { name: 'Current password' }).fill(password);
    await page.getByRole('textbox', { name: 'New password' }).fill('passwordpassword');
    await page.getByText('Guessed at once').waitFor();
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('This is one of the passwords that are tried first. Choose another.').waitFor();
    await page.getByRole('textbox', { name: 'New password' }).fill(chosen);
    await page.getByRole('textbox', { name: 'Current password' }).fill(password);
    await page.getByRole('button', { name: 'Change password' }).click();
    await page.getByText('Your password is changed').waitFor();
    await world.inbox.next(person.email, /password was changed/);
    await other.reload();
    await other.waitForURL('**/sign-in?next=**');
    await signIn(other, person.email, password);
    await other.getByText('The e-mail address or the password is not right.').waitFor();
    await signIn(other, person.email, chosen);

    await other.waitForURL('**/account');
    await page.reload();
    await see(page, 'heading', 'Password');
  });

  journey('moves to a new address once that confirms it, and moves back by the link in the notice to the old one', async ({ open }) => {
    const person = await world.people.addMember(admin, tenant);
    const newAddress = freshEmail('Moved');
    const page = await open(person.client);
    await page.goto('/account/security');

    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.getByLabel('New e-mail').fill(newAddress);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('Waiting for you to confirm.').waitFor();
    await page.goto(linkIn(await world.inbox.next(newAddress, /^Confirm your new/)));
    await page.getByRole('button', { name: 'Confirm this address' }).click();
    await see(page, 'heading', 'Address changed');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signIn(page, newAddress);
    await page.waitForURL('**/t/*');

    await page.goto(linkIn(await world.inbox.next(person.email, /address was changed/)));
    await page.getByRole('button', { name: 'Restore my address' }).click();
    await see(page, 'heading', 'Your old address is back');
    await page.goto('/sign-in');
    await signIn(page, person.email);
    await page.getByText('The e-mail address or the password is not right.').waitFor();
    await page.goto(linkIn(await world.inbox.next(person.email, /^Choose a new/)));
    await page.getByRole('textbox', { name: 'New password' }).fill(chosen);
    await page.getByRole('button', { name: 'Save and sign in' }).click();

    await page.waitForURL('**/t/*');
  });

  journey('asks the old address before it moves on within 72 hours of a change', async ({ open }) => {
    const person = await world.people.addMember(admin, tenant);
    const [second, third] = [freshEmail('Second'), freshEmail('Third')];
    const page = await open(person.client);
    const change = async (to: string) => {
      await page.goto('/account/security');
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await page.getByLabel('New e-mail').fill(to);
      await page.getByRole('button', { name: 'Send the link' }).click();
    };
    const confirm = async (address: string) => {
      await page.goto(linkIn(await world.inbox.next(address, /^Confirm your new/)));
      await page.getByRole('button', { name: 'Confirm this address' }).click();
      await see(page, 'heading', 'Address changed');
      await page.getByRole('link', { name: 'Sign in' }).click();
      await signIn(page, address);
      await page.waitForURL('**/t/*');
    };
    await change(second);
    await confirm(second);

    await change(third);
    await page.getByText('Waiting for your old address to agree.').waitFor();
    expect(world.inbox.countFor(third)).toBe(0);
    await page.goto(linkIn(await world.inbox.next(person.email, /move to another address/)));
    await page.getByRole('button', { name: 'Allow this change' }).click();
    await see(page, 'heading', 'The new address is asked now');

    await confirm(third);
  });

  journey('shows what was tried on it, and mails a sign-in from a new browser', async ({ open }) => {
    const person = await world.people.addMember(admin, tenant);
    const stranger = await open();
    await stranger.goto('/sign-in');
    await signIn(stranger, person.email, 'a guess of mine');
    await stranger.getByText('The e-mail address or the password is not right.').waitFor();
    await signIn(stranger, person.email);
    await stranger.waitForURL('**/t/*');
    await world.inbox.next(person.email, /^New sign-in/);

    const page = await open(person.client);
    await page.goto('/account/security');

    await see(page, 'heading', 'Recent activity');
    await page.getByText('Failed sign-in', { exact: true }).waitFor();
    await page.getByText('Signed in with a new browser').waitFor();
  });

  journey('lists its sessions by the address each really came from, and ends one of them', async ({ open }) => {
    const person = await world.people.addMember(admin, tenant);
    const forged = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9', 'user-agent': 'Elsewhere/1.0' };
    await world.people.signIn(person, { from: '127.0.0.2', headers: forged });
    const lost = await world.people.signIn(person, { from: '127.0.0.3', headers: forged });
    const other = await open(lost);
    await other.goto('/account');
    await see(other, 'heading', 'Profile');
    const page = await open(person.client);

    await page.goto('/account/sessions');
    await page.getByText('127.0.0.2').waitFor();
    await page
      .getByRole('row')
      .filter({ hasText: '127.0.0.3' })
      .getByRole('button', { name: /^End the session/ })
      .click();
    await page.getByText(/is signed out$/).waitFor();
    await other.reload();

    await other.waitForURL('**/sign-in?next=**');
    expect(await page.getByText('203.0.113.9').count()).toBe(0);
  });

  journey('ends its live stream with the session', async ({ open }) => {
    const page = await open(await world.people.signIn(world.root));
    const opened = page.waitForEvent('websocket');
    await page.goto('/system/messages');
    const stream = await opened;
    const closed = stream.waitForEvent('close', { timeout: 5_000 });
    const second = await page.context().newPage();
    await second.goto('/account');

    await signOut(second);

    await closed;
  });

  journey('finds its tenant’s pages shut, with the reason, while the tenant is suspended', async ({ open }) => {
    const shut = await world.people.createTenant(world.root);
    const person = await world.people.addTenantAdmin(world.root, shut);
    const system = await open(world.root.client);
    await system.goto(`/system/tenants/${shut.id}`);

    await system.getByRole('button', { name: 'Suspend' }).click();
    await system.getByLabel('Reason').fill('The contract ended in June.');
    await system.getByRole('button', { name: 'Suspend tenant' }).click();
    await system.getByText(`${shut.name} is suspended`).first().waitFor();
    const page = await open();
    await page.goto('/sign-in');
    await signIn(page, person.email);
    await page.waitForURL((url) => url.pathname !== '/sign-in');
    await page.goto(`/t/${shut.id}/users`);
    await page.getByText('The contract ended in June.').waitFor();
    await system.getByRole('button', { name: 'Resume' }).click();
    await system.getByRole('alertdialog').getByRole('button', { name: 'Resume tenant' }).click();
    await system.getByText(`${shut.name} is active again`).waitFor();
    await page.reload();

    await see(page, 'heading', 'Users');
  });
});
