import { issueAuthority, startHttpProxy, startSmtpServer, type Authority, type TestSmtpServer } from '@posthorn/testing';
import type { Page } from 'playwright-core';
import { choose } from './kit/actions.ts';
import { check, fillPassword, fillServer } from './kit/checks.ts';
import { Inbox } from './kit/inbox.ts';
import { allowEgress } from './kit/sending.ts';
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

async function save(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText('Platform mail is saved').waitFor();
}

describe('platform mail', () => {
  journey(
    'is tried before it is saved: a host this machine may not reach is allowed with one click, then every step passes',
    async ({ open }) => {
      const page = await openPlatformMail(open);

      await fillServer(page, provider, 'STARTTLS, required', { user, password: secret });
      const refused = await check(page);
      await page.getByRole('button', { name: `Allow 127.0.0.1:${provider.port}` }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Allow it' }).click();
      await page.getByText('It works.').waitFor();

      expect(refused).toContain('not allowed from here');
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
    await fillServer(page, provider, 'STARTTLS, required', { user, password: 'the wrong password' });

    const wrong = await check(page);
    await fillPassword(page, secret);
    await save(page);
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

    await fillServer(page, { host: 'smtp.posthorn.invalid', port: 587 }, 'STARTTLS, required', { user, password: secret });
    expect(await check(page)).toContain('The host smtp.posthorn.invalid cannot be found.');

    const gone = await startSmtpServer();
    await gone.close();
    await allowEgress(world.root, gone);
    await fillServer(page, gone, 'STARTTLS, required', { user, password: secret });
    expect(await check(page)).toContain(`Nothing listens at 127.0.0.1`);

    await fillServer(page, { host: '127.0.0.1', port: provider.port }, 'TLS', { user, password: secret });
    expect(await check(page)).toContain(`does not begin with TLS`);
    await page
      .getByRole('button', { name: /STARTTLS/ })
      .filter({ hasNotText: ',' })
      .last()
      .click();
    await page.getByText('It works.').waitFor();

    await fillServer(page, wrapped, 'STARTTLS, required', { user, password: secret });
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

    await page.getByLabel('Port', { exact: true }).fill('99999');
    await page.getByLabel('From address').fill('not an address');
    await page.getByRole('button', { name: 'Save', exact: true }).click();

    expect(await page.getByLabel('Port', { exact: true }).getAttribute('aria-invalid')).toBe('true');
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

  journey('goes through a proxy where the network lets nobody out directly', async ({ open }) => {
    const proxy = await startHttpProxy({ username: 'posthorn', password: 'of the proxy' });
    await allowEgress(world.root, proxy, true);
    const page = await openPlatformMail(open);

    await fillServer(page, provider, 'STARTTLS, required', { user, password: secret });
    await page.getByText('Advanced', { exact: true }).click();
    await choose(page, 'Proxy', 'HTTP');
    await page.getByRole('textbox', { name: /^Proxy host/ }).fill(proxy.host);
    await page.getByRole('textbox', { name: /^Proxy port/ }).fill(String(proxy.port));
    await page.getByRole('textbox', { name: /^Proxy user name/ }).fill('posthorn');
    await page.getByRole('textbox', { name: /^Proxy password/ }).fill('of the proxy');
    const checked = await check(page);
    await save(page);
    // The page has read anew what is stored now, and for which destination.
    await page.getByRole('group', { name: 'Proxy password' }).getByText('Stored').waitFor();
    const connectionsOfTheCheck = proxy.connections;
    await page.getByRole('button', { name: 'Send test mail' }).click();
    await page.getByText('A test mail to').waitFor();
    await page.getByRole('link', { name: 'Follow it' }).click();
    await page.getByText('The mail server took it.').waitFor();
    await proxy.close();

    expect(checked).toContain('It works.');
    expect(checked).toContain('Proxy');
    expect(new Set(proxy.targets)).toEqual(new Set([`127.0.0.1:${provider.port}`]));
    expect(proxy.connections).toBeGreaterThan(connectionsOfTheCheck);
  });
});
