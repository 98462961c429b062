import { activate, signIn, signOut } from './kit/actions.ts';
import { expireLinks } from './kit/ageing.ts';
import { linkIn } from './kit/inbox.ts';
import { freshEmail, type Person, type Tenant } from './kit/people.ts';
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

describe('passwords and links', () => {
  journey('somebody signs out, forgets the password, resets it by mail and is in again', async ({ open }) => {
    const member = await world.people.addMember(admin, tenant);
    const page = await open(member.client);
    await page.goto('/');
    await see(page, 'heading', tenant.name);

    await signOut(page);
    await signIn(page, member.email, 'what was it again');
    await page.getByText('The e-mail address or the password is not right.').waitFor();
    await page.getByRole('link', { name: 'Forgot it?' }).click();
    await see(page, 'heading', 'Reset your password');
    await page.getByLabel('E-mail').fill(member.email);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await see(page, 'heading', 'Look into your mailbox');
    await page.goto(linkIn(await world.inbox.next(member.email, /^Choose a new/)));
    await page.getByRole('textbox', { name: 'New password' }).fill(chosen);
    await page.getByRole('button', { name: 'Save and sign in' }).click();
    await page.waitForURL('**/t/*');
    await world.inbox.next(member.email, /password was changed/);
    await signOut(page);
    await signIn(page, member.email, chosen);
    await page.waitForURL('**/t/*');
  });

  journey('a stranger is told the same, and no mail goes out', async ({ open }) => {
    const email = freshEmail('Nobody Here');
    const page = await open();

    await page.goto('/reset/request');
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await see(page, 'heading', 'Look into your mailbox');
    // A mail that was asked for later has arrived: one for the stranger would have, too.
    await page.goto('/reset/request');
    await page.getByLabel('E-mail').fill(admin.email);
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await world.inbox.next(admin.email, /^Choose a new/);

    expect(world.inbox.countFor(email)).toBe(0);
  });

  journey('opening a link consumes nothing; using it does, and the page then says so', async ({ open }) => {
    const email = freshEmail('Jonas Berg');
    await world.people.invite(admin, email, 'Jonas Berg');
    const link = linkIn(await world.inbox.next(email));

    // A mail scanner: fetches, and opens the page in a browser, twice.
    for (const _visit of [1, 2]) {
      expect((await fetch(link)).status).toBe(200);
      const scanner = await open();
      await scanner.goto(link);
      await see(scanner, 'heading', 'Activate your account');
    }
    const page = await open();
    await page.goto(link);
    await activate(page);
    await page.waitForURL('**/t/*');
    const later = await open();
    await later.goto(link);

    await see(later, 'heading', 'This link no longer works');
    await world.inbox.next(email, /is active/);
    await later.getByRole('button', { name: 'Send a fresh link' }).click();
    await see(later, 'heading', 'Look into your mailbox');
    await later.goto(linkIn(await world.inbox.next(email, /^Choose a new/)));
    await see(later, 'heading', 'Choose a new password');
  });

  journey('a forged link is not known, and leads to a fresh one: to activate, for whoever never did', async ({ open }) => {
    const email = freshEmail('Lena Park');
    await world.people.invite(admin, email, 'Lena Park');
    await world.inbox.next(email);
    const page = await open();

    await page.goto(`/activate#${'A'.repeat(43)}`);

    await see(page, 'heading', 'This link is not known here');
    await page.getByRole('link', { name: 'Reset my password' }).click();
    await see(page, 'heading', 'Reset your password');
    await page.getByLabel('E-mail').fill(email.toUpperCase());
    await page.getByRole('button', { name: 'Send me a link' }).click();
    await see(page, 'heading', 'Look into your mailbox');
    await page.goto(linkIn(await world.inbox.next(email, /^Activate/)));
    await activate(page);

    await page.waitForURL('**/t/*');
  });

  journey('an expired link sends a fresh one to the same address, which works', async ({ open }) => {
    const email = freshEmail('Mira Novak');
    await world.people.invite(admin, email, 'Mira Novak');
    const link = linkIn(await world.inbox.next(email));
    await expireLinks(world);
    const page = await open();

    await page.goto(link);
    await see(page, 'heading', 'This link has expired');
    await page.getByRole('button', { name: 'Send a fresh link' }).click();
    await see(page, 'heading', 'Look into your mailbox');
    const fresh = await open();
    await fresh.goto(linkIn(await world.inbox.next(email)));
    await activate(fresh);

    await fresh.waitForURL('**/t/*');
  });

  journey('a link to sign in that would lead elsewhere afterwards leads to the first page', async ({ open }) => {
    const member = await world.people.addMember(admin, tenant);

    for (const next of ['/x/..//evil.example/', '/.//evil.example/', '/%2e%2e//evil.example/', '/x/..\\/evil.example/']) {
      const page = await open();
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await signIn(page, member.email);
      await see(page, 'heading', tenant.name);
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      await see(page, 'heading', tenant.name);
    }
  });

  journey('works with the keyboard alone', async ({ open }) => {
    const page = await open();
    await page.goto('/sign-in');
    // The page puts the focus into its first field.
    await page.locator('input[type=email]:focus').waitFor();

    await page.keyboard.type(world.root.email);
    await page.keyboard.press('Tab');
    for (let steps = 0; steps < 3 && (await page.locator('input[type=password]:focus').count()) === 0; steps++)
      await page.keyboard.press('Tab');
    await page.keyboard.type('correct horse battery staple');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/system');
    await page.keyboard.press('Tab');
    await page.locator('a:focus', { hasText: 'Skip to content' }).waitFor();
    await page.keyboard.press('Enter');

    await page.locator('main:focus').waitFor();
  });
});
