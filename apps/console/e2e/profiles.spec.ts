import { issueAuthority, issueCertificate, startSmtpServer, type TestSmtpServer } from '@posthorn/testing';
import type { Page } from 'playwright-core';
import { choose } from './kit/actions.ts';
import { check, fillPassword, fillServer } from './kit/checks.ts';
import { Inbox } from './kit/inbox.ts';
import type { Person, Tenant } from './kit/people.ts';
import { addProfile, allowEgress, createKey, sendMail } from './kit/sending.ts';
import { journeysIn, see, startWorld, type World } from './kit/world.ts';

const user = 'alerts@plant.example.org';
const password = 'the right password';

let world: World;
let tenant: Tenant;
let admin: Person;
/** Like a provider's: STARTTLS, a certificate that API and worker trust, a password. */
let provider: TestSmtpServer;
/** The plant's own, inside its network. */
let relay: TestSmtpServer;
/** With a certificate that it issued to itself. */
let stranger: TestSmtpServer;
beforeAll(async () => {
  const authority = await issueAuthority();
  world = await startWorld({ ca: authority.ca, sandbox: true, seed: 'MAIL' });
  const users = { [user]: password };
  provider = await startSmtpServer({ security: 'STARTTLS', users, certificate: await authority.issue() });
  relay = await startSmtpServer({ security: 'STARTTLS', users, certificate: await authority.issue() });
  stranger = await startSmtpServer({ security: 'TLS', users, certificate: await issueCertificate({ selfSigned: true }) });
  tenant = await world.people.createTenant(world.root);
  admin = await world.people.addTenantAdmin(world.root, tenant);
  for (const server of [provider, stranger]) await allowEgress(world.root, server);
}, 90_000);
afterAll(async () => {
  await world.stop();
  await Promise.all([provider.close(), relay.close(), stranger.close()]);
});
const journey = journeysIn(() => world);

async function openNewProfile(open: World['browsing']['open']): Promise<Page> {
  const page = await open(admin.client);
  await page.goto(`/t/${tenant.id}/profiles`);
  await page
    .getByRole('link', { name: /profile$/ })
    .first()
    .click();
  await page.waitForURL('**/profiles/new');
  await page.getByRole('textbox', { name: /^From address/ }).fill(user);
  return page;
}

const nameIt = (page: Page, name: string) => page.getByRole('textbox', { name: /^Name of the profile/ }).fill(name);

async function create(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'Create profile' }).click();
  await page.getByText(`${name} is created`).waitFor();
  await page.waitForURL((url) => /\/profiles\/[0-9a-f-]{36}$/.test(url.pathname));
  await see(page, 'heading', name);
}

describe('an email profile', () => {
  journey('is made from a preset, and a wrong password is put right by what the page says', async ({ open }) => {
    const page = await openNewProfile(open);
    const host = page.getByRole('textbox', { name: 'Host', exact: true });

    await choose(page, 'Provider', 'SendGrid');
    const filled = { host: await host.inputValue(), locked: await host.isDisabled() };
    const userName = await page.getByRole('textbox', { name: /^User name/ }).inputValue();
    await page.getByRole('button', { name: 'Edit as custom' }).click();
    const kept = { host: await host.inputValue(), locked: await host.isDisabled() };
    await nameIt(page, 'Provider');
    await fillServer(page, provider, 'STARTTLS, required', { user, password: 'the wrong password' });
    const wrong = await check(page);
    await fillPassword(page, password);
    const right = await check(page);
    await create(page, 'Provider');

    expect(filled).toEqual({ host: 'smtp.sendgrid.net', locked: true });
    expect(userName).toBe('apikey');
    expect(kept).toEqual({ host: 'smtp.sendgrid.net', locked: false });
    expect(wrong).toContain('refused user name or password');
    expect(wrong).toContain('535 5.7.8');
    expect(right).toContain('It works.');
  });

  journey('leads to a relay inside the network once the system admin was asked, and allowed it with a click', async ({ open }) => {
    const page = await openNewProfile(open);
    const destination = `127.0.0.1:${relay.port}`;

    await nameIt(page, 'Plant relay');
    await fillServer(page, relay, 'STARTTLS, required', { user, password });
    const refused = await check(page);
    await page.getByRole('button', { name: `Ask the system admin to allow ${destination}` }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: /^Note/ }).fill('The relay of plant 3.');
    await page.getByRole('dialog').getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByText('Asked, waiting.').waitFor();
    const system = await open(world.root.client);
    await system.goto('/system');
    await system.getByRole('link', { name: 'Look into it' }).first().click();
    await system.waitForURL('**/system/settings**');
    const request = system.getByRole('list', { name: 'Open requests' }).getByRole('listitem').filter({ hasText: destination });
    await request.getByText('The relay of plant 3.').waitFor();
    await request.getByRole('button', { name: 'Allow' }).click();
    await system.getByRole('dialog').getByRole('button', { name: 'Allow', exact: true }).click();
    await system.getByText(`${destination} is allowed`).waitFor();
    const allowed = await check(page);
    await create(page, 'Plant relay');

    expect(refused).toContain('not allowed');
    expect(allowed).toContain('It works.');
  });

  journey('trusts a certificate of one’s own once somebody has read its fingerprint', async ({ open }) => {
    const page = await openNewProfile(open);

    await nameIt(page, 'Own certificate');
    await fillServer(page, stranger, 'TLS', { user, password });
    const refused = await check(page);
    await page.getByRole('button', { name: 'Trust this certificate' }).click();
    const question = page.getByRole('alertdialog');
    await question
      .getByText(/([0-9A-F]{2}:){31}[0-9A-F]{2}/)
      .first()
      .waitFor();
    await question.getByRole('button', { name: 'Trust it' }).click();
    await page.getByText('It works.').waitFor();
    await create(page, 'Own certificate');
    await page.getByRole('button', { name: 'Send test mail' }).click();
    await page.getByText('On its way.').waitFor();

    expect(await new Inbox(stranger).next(admin.email)).toMatchObject({ secure: true, user });
    expect(refused).toContain('certificate');
  });

  journey('sends a test message with an attachment: its steps show as they happen, the sandbox has the mail', async ({ open }) => {
    const page = await open(admin.client);
    const { resetSandboxPassword: access } = await admin.client.run<{ resetSandboxPassword: { username: string; password: string } }>(
      `mutation { resetSandboxPassword { username password } }`,
    );
    const sandbox = { host: '127.0.0.1', port: world.product.sandboxPort };
    const profile = await addProfile(admin, 'Into the sandbox', sandbox, { ...access, passwordAction: 'REPLACE' });

    await page.goto(`/t/${tenant.id}/profiles/${profile.id}`);
    await page.getByRole('link', { name: 'Send a test message' }).click();
    await page.getByRole('textbox', { name: 'To' }).fill('operations@plant.example.org');
    await page.getByRole('textbox', { name: 'Subject' }).fill('Does it arrive?');
    await page.getByLabel('Files to attach').setInputFiles({ name: 'trend.csv', mimeType: 'text/csv', buffer: Buffer.from('1;2;3\n') });
    await page.getByText('trend.csv').waitFor();
    await page.getByRole('button', { name: 'Send test message' }).click();
    await page.getByText('The mail server took it.').waitFor();
    await page.getByRole('list', { name: 'Steps of attempt 1' }).getByText('Message: passed').waitFor();
    await page.getByRole('link', { name: 'Everything about this message' }).click();
    await page.waitForURL('**/messages/*');
    await page.getByRole('tab', { name: /Attachments/ }).click();
    await page.getByText('trend.csv').waitFor();
    await page.goto(`/t/${tenant.id}/sandbox`);
    await page.getByRole('link', { name: 'Does it arrive?' }).click();

    await page.waitForURL('**/sandbox/*');
    await page.getByText('operations@plant.example.org').first().waitFor();
    await page.getByRole('tab', { name: 'Headers' }).click();
    await page.getByText(/^Subject: Does it arrive\?$/m).waitFor();
  });

  journey('is deleted although it is in use: what uses it is named, and goes to another in the same step', async ({ open }) => {
    const old = await addProfile(admin, 'Old relay', world.mail);
    const other = await addProfile(admin, 'New relay', world.mail);
    await addProfile(admin, 'Reports', world.mail, { fallbackId: old.id });
    await createKey(admin, { name: 'Gateway', profileIds: [old.id] });
    await admin.client.run(`mutation ($id: ID!) { setDefaultEmailProfile(id: $id) { id } pauseEmailProfile(id: $id) { id } }`, {
      id: old.id,
    });
    await sendMail(admin, { to: ['moved@example.org'], subject: 'Waits in the old one' });
    const page = await open(admin.client);

    await page.goto(`/t/${tenant.id}/profiles/${old.id}`);
    await page.getByRole('button', { name: /^More acts on/ }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const question = page.getByRole('alertdialog');
    const uses = await question.getByRole('list', { name: 'What uses it' }).getByRole('listitem').allInnerTexts();
    await choose(page, 'Move them to', other.name);
    await question.getByRole('button', { name: 'Move and delete' }).click();
    await page.getByText('Old relay is deleted').waitFor();
    await page.waitForURL('**/profiles');
    await world.inbox.next('moved@example.org', /^Waits in the old one$/);
    await page.goto(`/t/${tenant.id}/keys`);

    await page
      .getByRole('row', { name: /Gateway/ })
      .getByText('New relay')
      .waitFor();
    expect(uses.map((use) => use.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringContaining('default'),
      expect.stringContaining('Reports'),
      expect.stringContaining('Gateway'),
      expect.stringContaining('1 waiting message'),
    ]);
  });
});
