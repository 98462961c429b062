import type { Page } from 'playwright-core';
import { choose } from './kit/actions.ts';
import { freshEmail, type Person, type Tenant } from './kit/people.ts';
import { addProfile, sendMail } from './kit/sending.ts';
import { journeysIn, see, startWorld, type World } from './kit/world.ts';

let world: World;
let tenant: Tenant;
let admin: Person;
/** Addresses that the mail server refuses, with its words. */
const refusals = new Map<string, string>();
beforeAll(async () => {
  world = await startWorld({ smtp: { refuseRecipient: (address) => refusals.get(address) ?? null } });
  tenant = await world.people.createTenant(world.root);
  admin = await world.people.addTenantAdmin(world.root, tenant);
  await addProfile(admin, 'Plant relay', world.mail);
}, 90_000);
afterAll(() => world.stop());
const journey = journeysIn(() => world);

async function openLog(open: World['browsing']['open'], filter = ''): Promise<Page> {
  const page = await open(admin.client);
  await page.goto(`/t/${tenant.id}/messages${filter}`);
  await see(page, 'heading', 'Messages');
  return page;
}

const rowOf = (page: Page, address: string) => page.getByRole('row').filter({ hasText: address });
/** What happened to the message of a row. */
const stateOf = (page: Page, address: string, state: string) => rowOf(page, address).getByRole('cell').filter({ hasText: state }).first();

describe('a tenant’s messages', () => {
  journey('answer whether Anna got it: by her address, in words, with what the server said', async ({ open }) => {
    const anna = freshEmail('Anna Lindqvist');
    const gone = freshEmail('Gone Away');
    refusals.set(gone, '550 5.1.1 No such user here');
    await sendMail(admin, { to: [anna, gone], subject: 'Heater 7', html: '<p>Heater <b>7</b> is off.</p>', tags: ['heaters'] });
    const page = await openLog(open);

    await page.getByRole('textbox', { name: 'Search by address' }).fill(anna.slice(0, -12).toUpperCase());
    await page.waitForURL('**?q=**');
    await stateOf(page, anna, 'Accepted').waitFor();
    const others = await rowOf(page, gone).count();
    await page.getByRole('link', { name: anna }).click();
    await page.waitForURL('**/messages/*');
    await page.getByText('The mail server took it.').waitFor();
    await page.getByText(/^250/).waitFor();
    const shown = page.frameLocator('iframe').getByText('Heater 7 is off.');
    await shown.waitFor();
    await page.getByRole('tab', { name: 'Headers' }).click();
    await page.getByText('Subject: Heater 7').waitFor();
    await page.getByRole('link', { name: 'heaters' }).click();
    await page.waitForURL('**?tag=heaters');
    await stateOf(page, gone, 'Rejected').waitFor();
    await page.getByRole('link', { name: gone }).click();

    await page.getByText('It was refused for good.').waitFor();
    await page.getByText('550 5.1.1 No such user here').waitFor();
    expect(others).toBe(0);
  });

  journey('are cancelled by a filter, counted first; one that is wanted after all is queued again and goes out', async ({ open }) => {
    const wanted = freshEmail('Wanted After All');
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const later = { tags: ['mistake'], sendAt: inAnHour };
    await sendMail(admin, { to: [wanted, freshEmail('Second'), freshEmail('Third')], ...later });
    await sendMail(admin, { to: [freshEmail('Unrelated')], sendAt: inAnHour, tags: ['fine'] });
    const page = await openLog(open, '?tag=mistake');

    await stateOf(page, wanted, 'Queued').waitFor();
    await page.getByRole('button', { name: 'Cancel waiting' }).click();
    const question = page.getByRole('alertdialog', { name: 'Cancel 3 waiting messages?' });
    await question.getByText('with the tag mistake').waitFor();
    // Somebody goes on sending meanwhile.
    await sendMail(admin, { to: [freshEmail('Fourth')], ...later });
    await question.getByRole('button', { name: 'Cancel all 3' }).click();
    await page.getByText('it is 4 now').waitFor();
    await page.getByRole('button', { name: 'Cancel all 4' }).click();
    await page.getByText('4 messages are cancelled').waitFor();
    await page.getByRole('link', { name: wanted }).click();
    await page.getByText('It was cancelled before it was sent.').waitFor();
    await page.getByRole('button', { name: 'Try again now' }).click();
    await page.getByText('The mail server took it.').waitFor();
    await world.inbox.next(wanted);
    await page.goto(`/t/${tenant.id}/messages?tag=fine`);

    await stateOf(page, 'unrelated', 'Queued').waitFor();
  });

  journey('change before one’s eyes: what was put off goes out when it is tried again by hand', async ({ open }) => {
    const full = freshEmail('Full Mailbox');
    refusals.set(full, '452 4.2.2 Mailbox full');
    const page = await openLog(open);
    await choose(page, 'State', 'Waiting, any kind');
    await page.waitForURL('**?state=waiting');

    await sendMail(admin, { to: [full] });
    await stateOf(page, full, 'Deferred').waitFor();
    await page.getByRole('link', { name: full }).click();
    await page.getByText('452 4.2.2 Mailbox full').first().waitFor();
    refusals.delete(full);
    await page.getByRole('button', { name: 'Try again now' }).click();

    await page.getByText('The mail server took it.').waitFor();
    const story = await page.getByRole('list', { name: 'What happened' }).innerText();
    expect(story).toMatch(new RegExp(`Accepted[^]+452 4\\.2\\.2[^]+Handed in by ${admin.name}`));
  });

  journey(
    'are the tenant admin’s alone: members have no access, another tenant finds nothing',
    async ({ open }) => {
      const member = await world.people.addMember(admin, tenant);
      const other = await world.people.createTenant(world.root);
      const otherAdmin = await world.people.addTenantAdmin(world.root, other);
      const sent = await sendMail(admin, { to: [freshEmail('Nobody Else')] });
      const [id] = [...sent.values()];
      const page = await open(member.client);

      await page.goto(`/t/${tenant.id}/messages`);
      await page.getByText('You have no access to this page').waitFor();
      await page.goto(`/t/${tenant.id}/keys`);
      await page.getByText('You have no access to this page').waitFor();
      const theirs = await open(otherAdmin.client);
      await theirs.goto(`/t/${other.id}/messages/${id}`);

      await theirs.getByText('There is nothing here').waitFor();
    },
    { expectedComplaints: /40[34]/ },
  );
});
