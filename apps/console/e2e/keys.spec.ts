import { forgetProvenPasswords } from './kit/ageing.ts';
import { actOn } from './kit/actions.ts';
import { freshEmail, password, type Person, type Tenant } from './kit/people.ts';
import { addProfile } from './kit/sending.ts';
import { journeysIn, see, startWorld, type World } from './kit/world.ts';

let world: World;
let tenant: Tenant;
let admin: Person;
beforeAll(async () => {
  world = await startWorld();
  tenant = await world.people.createTenant(world.root);
  admin = await world.people.addTenantAdmin(world.root, tenant);
  await addProfile(admin, 'Plant relay', world.mail);
}, 90_000);
afterAll(() => world.stop());
const journey = journeysIn(() => world);

/** As the line on the page says it, without a shell. */
async function sendWith(key: string, to: string, subject = 'Point heater 7'): Promise<number> {
  const response = await fetch(`${world.product.url}/api/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to, subject, text: 'It draws no current.' }),
  });
  return response.status;
}

describe('an API key', () => {
  journey(
    'is made after the password, shown once, used at once; its mail stands in the log, and revoked it is refused',
    async ({ open }) => {
      const [anna, later] = [freshEmail('Anna Lindqvist'), freshEmail('Too Late')];
      await forgetProvenPasswords(world);
      const page = await open(admin.client);
      await page.goto(`/t/${tenant.id}/keys`);

      await page.getByText('No API key yet').waitFor();
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Ignition gateway');
      await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
      const proof = page.getByRole('dialog', { name: 'Your password, please' });
      await proof.getByLabel('Password', { exact: true }).fill(password);
      await proof.getByRole('button', { name: 'Continue' }).click();
      const shown = page.getByRole('dialog', { name: 'The key of Ignition gateway' });
      const key = (await shown.getByText(/^phk_[\w-]{43}$/).innerText()).trim();
      const line = await shown.getByText(/^curl /).innerText();
      await page.keyboard.press('Escape');
      await shown.getByText('Do you have it?').waitFor();
      await shown.getByRole('button', { name: 'Back to the key' }).click();
      await shown.getByRole('button', { name: 'I have it' }).click();
      await shown.waitFor({ state: 'hidden' });
      const log = await open(admin.client);
      await log.goto(`/t/${tenant.id}/messages`);
      const accepted = await sendWith(key, anna);
      await log.getByRole('row').filter({ hasText: anna }).getByText('Accepted', { exact: true }).waitFor();
      await log.getByRole('link', { name: anna }).click();
      await log.getByText('Handed in by Ignition gateway').waitFor();
      await page.reload();
      const row = page.getByRole('row', { name: /Ignition gateway/ });
      await row.getByText(/from 127\.0\.0\.1/).waitFor();
      await actOn(page, 'Ignition gateway', 'Revoke');
      await page.getByRole('alertdialog').getByText('Whatever uses').waitFor();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke key' }).click();
      await page.getByText('Ignition gateway is revoked').waitFor();
      const refused = await sendWith(key, later);

      await row.getByText('Revoked', { exact: true }).waitFor();
      expect(line).toContain(`Authorization: Bearer ${key}`);
      expect(line).toContain(`${world.product.url}/api/v1/messages`);
      expect([accepted, refused]).toEqual([202, 401]);
      expect((await world.inbox.next(anna)).parsed.subject).toBe('Point heater 7');
      expect(world.inbox.countFor(later)).toBe(0);
      expect(await page.content()).not.toContain(key);
    },
  );

  journey('is renamed, and replaced by another while both work', async ({ open }) => {
    const page = await open(admin.client);
    await page.goto(`/t/${tenant.id}/keys?create=1`);
    const secretOf = async (name: string): Promise<string> => {
      const shown = page.getByRole('dialog', { name: `The key of ${name}` });
      const key = (await shown.getByText(/^phk_[\w-]{43}$/).innerText()).trim();
      await shown.getByRole('button', { name: 'I have it' }).click();
      return key;
    };

    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Script');
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Read messages' }).click();
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Only through certain profiles' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    await page.getByText('Choose at least one profile.').waitFor();
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Plant relay' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create key' }).click();
    const old = await secretOf('Script');
    await actOn(page, 'Script', 'Rename');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Nightly script');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByText('It is called Nightly script now').waitFor();
    await actOn(page, 'Nightly script', 'Rotate');
    await page.getByRole('dialog').getByRole('radio', { name: 'In a day' }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Make the new key' }).click();
    const fresh = await secretOf('Nightly script');

    await see(page, 'row', /Nightly script.*Plant relay.*Being replaced/);
    await see(page, 'row', /Nightly script.*Plant relay.*Active/);
    expect(fresh).not.toBe(old);
    expect([await sendWith(old, freshEmail('By Old')), await sendWith(fresh, freshEmail('By New'))]).toEqual([202, 202]);
  });
});
