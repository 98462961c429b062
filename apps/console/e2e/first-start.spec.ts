import { freshEmail, password } from './kit/people.ts';
import { journeysIn, see, startWorld, type World } from './kit/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ sandbox: true, seed: 'NOTHING' });
}, 90_000);
afterAll(() => world.stop());
const journey = journeysIn(() => world);

describe('the first start', () => {
  const email = freshEmail('Ruth Adler');

  journey('leads by the printed link to the overview, as the system admin', async ({ open }) => {
    const page = await open();

    await page.goto(world.product.setupLink);
    await page.getByLabel('Your e-mail').fill(email);
    await page.getByLabel('Your name').fill('Ruth Adler');
    await page.getByLabel('Password', { exact: true }).fill('too short');
    await page.getByText('3 more characters').waitFor();
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Become system admin' }).click();
    await page.waitForURL('**/system');

    await see(page, 'heading', 'Overview');
    await page.getByText('Nobody receives this mail.').waitFor();
    await page.getByText('Links in mails work on this machine only.').waitFor();
    await page.getByText('Set up Posthorn').waitFor();
  });

  journey('takes the link once: who comes second is told', async ({ open }) => {
    const page = await open();

    await page.goto(world.product.setupLink);

    await see(page, 'heading', 'This link was used already');
  });

  journey('captures account mail in the sandbox, where the system admin reads it', async ({ open }) => {
    const page = await open();
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/system');

    await page.goto('/system/mail');
    await page.getByRole('button', { name: 'Send test mail' }).click();
    await page.getByText('A test mail to').waitFor();
    await page.goto('/system/sandbox');
    await page.getByRole('link', { name: /test/i }).first().click();

    await page.waitForURL('**/system/sandbox/*');
    await page.getByText(email).first().waitFor();
  });
});
