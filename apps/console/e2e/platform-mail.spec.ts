import { issueAuthority, startSmtpServer, type Authority, type TestSmtpServer } from '@posthorn/testing';
import type { Page } from 'playwright-core';
import { choose } from './kit/acts.ts';
import { Inbox } from './kit/inbox.ts';
import { journeysIn, see, startWorld, type World } from './kit/world.ts';

const user = 'posthorn@mail.example.org';
const secret = 'the right password';

let world: World;
let authority: Authority;
/** Like a provider's: STARTTLS, a certificate that API and worker trust, a password. */
let provider: TestSmtpServer;
/** TLS from the first byte. */
let wrapped: TestSmtpServer;
beforeAll(async () => {
  authority = await issueAuthority();
  world = await startWorld({ ca: authority.ca });
  const users = { [user]: secret };
  provider = await startSmtpServer({ security: 'STARTTLS', users, certificate: await authority.issue() });
  wrapped = await startSmtpServer({ security: 'TLS', users, certificate: await authority.issue() });
}, 90_000);
afterAll(async () => {
  await world.stop();
  await Promise.all([provider.close(), wrapped.close()]);
});
const journey = journeysIn(() => world);

async function openPlatformMail(open: World['browsing']['open']): Promise<Page> {
  const page = await open(world.root.client);
  await page.goto('/system/mail');
  await see(page, 'heading', 'Platform mail');
  return page;
}

async function fillServer(page: Page, server: { host: string; port: number }, security: string, password: string | null): Promise<void> {
  await page.getByLabel('Host').fill(server.host);
  await page.getByLabel('Port').fill(String(server.port));
  await choose(page, 'Security', security);
  await page.getByLabel('User name').fill(password === null ? '' : user);
  if (password === null) return;
  const replace = page.getByRole('button', { name: 'Replace' });
  if (await replace.isVisible()) await replace.click();
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
}

/** Presses the button, waits for the verdict of this check, answers with its words. */
async function check(page: Page, button = 'Check connection'): Promise<string> {
  const started = page.waitForResponse((response) => /mutation CheckConnection/.test(response.request().postData() ?? ''));
  await page.getByRole('button', { name: button }).click();
  await started;
  // React draws the new check in the place of the one before.
  await page.waitForTimeout(200);
  await page
    .getByRole('list', { name: 'Steps of the check' })
    .getByText(/failed|Recipient: passed|Message: passed/)
    .first()
    .waitFor();
  return page.locator('#test').innerText();
}

describe('platform mail', () => {
  journey(
    'is tried before it is saved: a host this machine may not reach is allowed with one click, then every step passes',
    async ({ open }) => {
      const page = await openPlatformMail(open);

      await fillServer(page, provider, 'STARTTLS, required', secret);
      const refused = await check(page);
      await page.getByRole('button', { name: `Allow 127.0.0.1:${provider.port}` }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Allow it' }).click();
      await page.getByText('It works.').waitFor();

      expect(refused).toContain('is not allowed from here');
      for (const step of ['Look up the host', 'Connect', 'Greeting', 'EHLO', 'STARTTLS', 'TLS handshake', 'Sign in', 'Sender', 'Recipient'])
        await page
          .getByRole('listitem')
          .filter({ hasText: `${step}: passed` })
          .waitFor();
      expect(provider.messages).toEqual([]);
    },
  );

  journey('says that the password is wrong, in the server’s words, and works once it is right; the test mail arrives', async ({ open }) => {
    const page = await openPlatformMail(open);
    await fillServer(page, provider, 'STARTTLS, required', 'the wrong password');

    const wrong = await check(page);
    await page.getByRole('textbox', { name: 'Password' }).fill(secret);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Platform mail is saved').waitFor();
    await page.getByRole('button', { name: 'Send test mail' }).click();
    await page.getByText('A test mail to').waitFor();
    const mail = await new Inbox(provider).next(world.root.email);
    await page.getByRole('link', { name: 'Follow it' }).click();
    await page.waitForURL('**/system/messages/*');

    expect(wrong).toContain('The server refused user name or password.');
    expect(wrong).toContain('535 5.7.8');
    expect(mail).toMatchObject({ secure: true, user });
    await page
      .getByText(/Accepted/)
      .first()
      .waitFor();
  });

  journey('names what is wrong with host, port and security, and mends it where it can', async ({ open }) => {
    const page = await openPlatformMail(open);

    await fillServer(page, { host: 'smtp.posthorn.invalid', port: 587 }, 'STARTTLS, required', secret);
    expect(await check(page)).toContain('The host smtp.posthorn.invalid cannot be found.');

    const gone = await startSmtpServer();
    await gone.close();
    await world.root.client.run(`mutation ($input: AllowEgressInput!) { allowEgress(input: $input) { id } }`, {
      input: { host: '127.0.0.1', port: gone.port },
    });
    await fillServer(page, gone, 'STARTTLS, required', secret);
    expect(await check(page)).toContain(`Nothing listens at 127.0.0.1`);

    await fillServer(page, { host: '127.0.0.1', port: provider.port }, 'TLS', secret);
    expect(await check(page)).toContain(`does not begin with TLS`);
    await page
      .getByRole('button', { name: /STARTTLS/ })
      .filter({ hasNotText: ',' })
      .last()
      .click();
    await page.getByText('It works.').waitFor();

    await fillServer(page, wrapped, 'STARTTLS, required', secret);
    await check(page);
    await page.getByRole('button', { name: `Allow 127.0.0.1:${wrapped.port}` }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Allow it' }).click();
    await page
      .getByText(/expects TLS from the start/)
      .first()
      .waitFor();
  });

  journey('refuses a bad port and line breaks in a name at their fields', async ({ open }) => {
    const page = await openPlatformMail(open);

    await page.getByLabel('Port').fill('99999');
    await page.getByLabel('From address').fill('not an address');
    await page.getByRole('button', { name: 'Save', exact: true }).click();

    expect(await page.getByLabel('Port').getAttribute('aria-invalid')).toBe('true');
    expect(await page.getByLabel('From address').getAttribute('aria-invalid')).toBe('true');
  });

  journey('keeps what was typed when somebody else saved first, and shows both values', async ({ open }) => {
    const [mine, theirs] = [await openPlatformMail(open), await openPlatformMail(open)];
    await mine.getByLabel('From name').fill('Mine');
    await mine.getByLabel('Reply-To').fill('help@example.org');

    await theirs.getByLabel('From name').fill('Theirs');
    await theirs.getByRole('button', { name: 'Save', exact: true }).click();
    await theirs.getByText('Platform mail is saved').waitFor();
    await mine.getByRole('button', { name: 'Save', exact: true }).click();
    await mine.getByText(/saved while you were typing/).waitFor();
    await mine.getByRole('button', { name: /Keep mine.*From name/ }).waitFor();
    await mine.getByRole('button', { name: /Take theirs.*From name/ }).waitFor();
    await mine.getByRole('button', { name: /Keep mine.*From name/ }).click();
    await mine.getByRole('button', { name: 'Save', exact: true }).click();
    await mine.getByText('Platform mail is saved').waitFor();
    await mine.reload();

    expect(await mine.getByLabel('From name').inputValue()).toBe('Mine');
    expect(await mine.getByLabel('Reply-To').inputValue()).toBe('help@example.org');
  });
});
