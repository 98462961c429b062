import type { Page } from 'playwright-core';
import { choose } from './kit/actions.ts';
import { expireConsents, lookForNotices } from './kit/ageing.ts';
import { violationsIn } from './kit/axe.ts';
import { Inbox } from './kit/inbox.ts';
import {
  addOAuthClient,
  addTokenProfile,
  callbackOf,
  clientSecret,
  consent,
  copyRedirectUri,
  fillClient,
  fillTokenServer,
  grantTo,
  mailbox,
  mailScope,
  openCopying,
  startMailProvider,
  tokenPath,
  tokenState,
  type MailProvider,
} from './kit/oauth.ts';
import { freshEmail, type Person, type Tenant } from './kit/people.ts';
import { sendMail, type Profile } from './kit/sending.ts';
import { journeysIn, see, startWorld, type World } from './kit/world.ts';

let world: World;
let tenant: Tenant;
let admin: Person;
let provider: MailProvider;
let inbox: Inbox;
beforeAll(async () => {
  world = await startWorld();
  provider = await startMailProvider(world.root);
  inbox = new Inbox(provider.mail);
  tenant = await world.people.createTenant(world.root);
  admin = await world.people.addTenantAdmin(world.root, tenant);
}, 90_000);
afterAll(async () => {
  await world.stop();
  await provider.stop();
});
const journey = journeysIn(() => world);

/** A profile of a client of its own, without a token. */
async function prepare(name: string): Promise<Profile> {
  const client = await addOAuthClient(admin, `Login of ${name}`, provider.oauth);
  return addTokenProfile(admin, name, provider.mail, client.id);
}

async function openToken(open: World['browsing']['open'], profile: Profile): Promise<Page> {
  const page = await open(admin.client);
  await page.goto(tokenPath(tenant, profile));
  await see(page, 'heading', 'Token');
  return page;
}

const grantAgain = (page: Page) => page.getByRole('button', { name: 'Grant new token' }).click();

const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();

describe('a token in place of a password', () => {
  journey('is granted, refreshed, used, revoked and granted again; what waited for it goes out by itself', async ({ open }) => {
    const page = await openCopying(open, admin);
    await page.goto(`/t/${tenant.id}/oauth-clients`);
    await page.getByRole('link', { name: 'Register the first client' }).click();
    await fillClient(page, provider.oauth, 'plant');
    await page.getByRole('textbox', { name: /^Name\b/ }).fill('Our login');
    const redirectUri = await copyRedirectUri(page);
    provider.oauth.setClient({ clientId: 'plant', secret: clientSecret, redirectUris: [redirectUri] });
    await page.getByRole('button', { name: 'Create client' }).click();
    await page.getByText('Our login is created').waitFor();

    await page.goto(`/t/${tenant.id}/profiles/new`);
    await page.getByRole('textbox', { name: /^From address/ }).fill(mailbox);
    await page.getByRole('textbox', { name: /^Name of the profile/ }).fill('Shift reports');
    await fillTokenServer(page, provider.mail);
    await choose(page, 'OAuth client', 'Our login');
    await page.getByRole('switch', { name: 'A person consents once' }).click();
    await page.getByRole('button', { name: 'Create profile' }).click();
    await page.waitForURL('**/token');
    await tokenState(page, 'No token').waitFor();
    await grantAgain(page);
    await consent(page);
    await page.getByText('Token granted.').waitFor();
    await tokenState(page, 'Valid').waitFor();
    await page
      .getByText(/expires in (1 hour|59 minutes)/)
      .first()
      .waitFor();
    const violations = await violationsIn(page, 'valid token');
    await page.getByRole('button', { name: 'Refresh token' }).click();
    await page.getByText('A new token is here').waitFor();
    await page.getByRole('row', { name: /^Refreshed/ }).waitFor();
    await page.getByRole('link', { name: 'Shift reports' }).click();
    await page.getByRole('button', { name: 'Send test mail' }).click();
    const test = await inbox.next(admin.email);

    await page.getByRole('link', { name: 'Manage token' }).first().click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke token' }).click();
    await page.getByText('The tokens are gone here, and the identity provider was told to end them.').waitFor();
    await tokenState(page, 'Revoked').waitFor();
    const waiting = freshEmail('Waits For A Token');
    await sendMail(admin, { to: [waiting] });
    await page.getByRole('link', { name: 'Shift reports' }).click();
    await page.getByText('Parked until somebody mends it.').waitFor();
    await page.getByText('1 message waits; it is kept.').waitFor();
    await page.getByRole('link', { name: 'Grant a token' }).click();
    await grantAgain(page);
    await consent(page);
    await page.getByText('Token granted.').waitFor();

    expect(await inbox.next(waiting)).toMatchObject({ user: mailbox });
    expect(test).toMatchObject({ user: mailbox });
    expect(violations).toEqual([]);
    const refreshes = provider.oauth.requests.filter(({ parameters }) => parameters['grant_type'] === 'refresh_token');
    expect(refreshes.map(({ status }) => status)).toEqual([200]);
  });

  journey('comes by itself where nobody consents', async ({ open }) => {
    const to = freshEmail('Nobody Consents');
    await addOAuthClient(admin, 'Login of the application', provider.oauth);
    const page = await open(admin.client);
    await page.goto(`/t/${tenant.id}/profiles/new`);
    await page.getByRole('textbox', { name: /^From address/ }).fill(mailbox);
    await page.getByRole('textbox', { name: /^Name of the profile/ }).fill('Nightly reports');
    await fillTokenServer(page, provider.mail);
    await choose(page, 'OAuth client', 'Login of the application');
    await page.getByRole('textbox', { name: /^Scope/ }).fill(mailScope);
    await page.getByRole('button', { name: 'Create profile' }).click();
    await page.waitForURL((url) => /\/profiles\/[0-9a-f-]{36}$/.test(url.pathname));
    const profile = { id: new URL(page.url()).pathname.split('/').at(-1)!, name: 'Nightly reports' };
    await page.getByText('Valid', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Manage token' }).click();
    await tokenState(page, 'Valid').waitFor();
    await page.getByText('client credentials, nobody signs in').waitFor();
    const grants = await page.getByRole('button', { name: 'Grant new token' }).count();
    await sendMail(admin, { to: [to], profile: profile.id });

    expect(await inbox.next(to)).toMatchObject({ user: mailbox });
    expect(grants).toBe(0);
  });
});

describe('the way to the provider and back', () => {
  journey('ends on a page that says what happened: denied, closed, used already, or of no request', async ({ open }) => {
    const profile = await prepare('Ways back');
    const page = await openToken(open, profile);

    await grantAgain(page);
    await consent(page, { denies: true });
    await page.getByText('The consent was denied.').waitFor();
    await page.getByRole('row', { name: /^Consent failed/ }).waitFor();
    await tokenState(page, 'No token').waitFor();
    await grantAgain(page);
    await page.waitForURL('**/interaction/**');
    const tab = await page.context().newPage();
    await page.close();
    await tab.goto(tokenPath(tenant, profile));
    await tokenState(tab, 'Waiting for consent').waitFor();
    await tab.getByText('Closed the provider’s window?').waitFor();
    await tab.getByText('Sign in and consent there, or grant again.').waitFor();

    const callback = await callbackOf(admin, provider, profile);
    await tab.goto(callback);
    await tab.getByText('Token granted.').waitFor();
    await tab.goto(callback);
    await tab.getByText('This answer was used already.').waitFor();
    await tokenState(tab, 'Valid').waitFor();
    const altered = new URL(callback);
    altered.searchParams.set('state', [...altered.searchParams.get('state')!].reverse().join(''));
    await tab.goto(altered.href);
    await see(tab, 'heading', 'This answer belongs to no request of ours');

    await tab.getByText('Grant again from the token page.').waitFor();
  });

  journey('counts for ten minutes, and only in the browser session that began it', async ({ open }) => {
    const profile = await prepare('Sessions');
    const callback = await callbackOf(admin, provider, profile);
    const [stranger, elsewhere, page] = [await open(), await open(await world.people.signIn(admin)), await open(admin.client)];

    await stranger.goto(callback);
    await see(stranger, 'heading', 'You were signed out meanwhile');
    await see(stranger, 'link', /[Ss]ign.in/);
    await elsewhere.goto(callback);
    await see(elsewhere, 'heading', 'Another browser, or another sign-in');
    await expireConsents(world);
    await page.goto(callback);

    await page.getByText('It took too long.').waitFor();
    await page.getByText('A consent counts for ten minutes after it was begun.').waitFor();
    await tokenState(page, 'No token').waitFor();
  });

  journey('asks before it keeps what somebody else consented to', async ({ open }) => {
    const other = 'shift.leader@plant.example.org';
    const page = await openToken(open, await prepare('Shared'));
    const grantAsOther = async (): Promise<void> => {
      await grantAgain(page);
      await consent(page, { as: other });
      await see(page, 'heading', 'Keep this token?');
    };

    await grantAsOther();
    const question = page.getByRole('region', { name: 'Keep this token?' });
    await question.getByText(other).waitFor();
    await question.getByText(mailbox).first().waitFor();
    const violations = await violationsIn(page, 'to confirm');
    await page.getByRole('button', { name: 'Discard it' }).click();
    await page.getByText('The token is discarded').waitFor();
    await tokenState(page, 'No token').waitFor();
    await grantAsOther();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByText('The token is kept').waitFor();

    await tokenState(page, 'Valid').waitFor();
    await question.waitFor({ state: 'hidden' });
    await page.getByText(other, { exact: true }).waitFor();
    expect(violations).toEqual([]);
  });
});

describe('a change that would send a token elsewhere', () => {
  journey('is asked about first, of a profile: nothing happens until it is confirmed', async ({ open }) => {
    const profile = await prepare('Moving');
    const page = await open(admin.client);
    await grantTo(page, admin, provider, profile);
    await page.goto(`/t/${tenant.id}/profiles/${profile.id}`);
    const question = page.getByRole('alertdialog', { name: 'Moving would lose its token' });

    await page.getByRole('textbox', { name: /^User name/ }).fill('somebody.else@plant.example.org');
    await save(page);
    await question.getByText('Changed: the user name.').waitFor();
    await question.getByRole('button', { name: 'Don’t save' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.reload();
    const kept = await page.getByRole('textbox', { name: /^User name/ }).inputValue();
    await page.getByText('Valid', { exact: true }).waitFor();
    await page.getByRole('textbox', { name: 'Host', exact: true }).fill('localhost');
    await save(page);
    await question.getByText('Changed: the host.').waitFor();
    await question.getByRole('button', { name: 'Save and drop the token' }).click();
    await page.waitForURL('**/token');

    await tokenState(page, 'No token').waitFor();
    await page.getByRole('row', { name: /^Dropped by a change/ }).waitFor();
    expect(kept).toBe(mailbox);
  });

  journey('is asked about first, of a client: its secret again, and which profiles lose their tokens', async ({ open }) => {
    const client = await addOAuthClient(admin, 'Login that moves', provider.oauth);
    const page = await open(admin.client);
    for (const name of ['Boiler house', 'Tank farm'])
      await grantTo(page, admin, provider, await addTokenProfile(admin, name, provider.mail, client.id));
    await page.goto(`/t/${tenant.id}/oauth-clients/${client.id}`);

    await page.getByRole('textbox', { name: /^Token URL/ }).fill(`${provider.oauth.issuer}/elsewhere`);
    await page.getByText('Enter the client secret again.').first().waitFor();
    await page.getByText('Changed: token URL.').first().waitFor();
    await page.getByRole('textbox', { name: /^Client secret/ }).fill(clientSecret);
    await save(page);
    const question = page.getByRole('alertdialog', { name: '2 profiles would lose their token' });
    await question.getByText('Changed: the token URL.').waitFor();
    const losers = await question.getByRole('listitem').allInnerTexts();
    await question.getByRole('button', { name: 'Don’t save' }).click();
    await page.reload();
    const kept = await page.getByRole('textbox', { name: /^Token URL/ }).inputValue();
    await page.getByText('Valid', { exact: true }).nth(1).waitFor();

    expect(losers.toSorted()).toEqual(['Boiler house', 'Tank farm']);
    expect(kept).toBe(provider.oauth.endpoints.token);
  });
});

describe('a token that the provider ended', () => {
  journey('parks the mail, and is said loudly and by mail; a new consent lets the mail go', async ({ open }) => {
    const profile = await prepare('Alarms');
    const to = freshEmail('Alarm');
    const page = await open(admin.client);
    await grantTo(page, admin, provider, profile);
    await admin.client.run(`mutation ($id: ID!) { pauseEmailProfile(id: $id) { id } }`, { id: profile.id });
    await sendMail(admin, { to: [to], profile: profile.id });

    provider.oauth.dropTokens();
    await admin.client.run(`mutation ($id: ID!) { resumeEmailProfile(id: $id) { id } }`, { id: profile.id });
    await tokenState(page, 'Consent needed').waitFor();
    await lookForNotices(world);
    const notice = await world.inbox.next(admin.email, /^Consent needed: Alarms/);
    await page.goto(`/t/${tenant.id}`);
    await page.getByRole('alert').filter({ hasText: 'Alarms needs a new consent' }).getByRole('link').click();
    await page.waitForURL('**/token');
    await page.getByText('Mail waits, and is kept.').waitFor();
    await page.getByRole('link', { name: '1 message waits' }).waitFor();
    const violations = await violationsIn(page, 'consent needed');
    await grantAgain(page);
    await consent(page);
    await page.getByText('Token granted.').waitFor();

    expect(await inbox.next(to)).toMatchObject({ user: mailbox });
    expect(notice.parsed.text).not.toContain('Mail still goes out');
    expect(notice.parsed.text).toContain(`${world.product.url}${tokenPath(tenant, profile)}`);
    expect(violations).toEqual([]);
  });
});

describe('the form of an OAuth client', () => {
  journey('is filled and saved with the keyboard alone', async ({ open }) => {
    const page = await open(admin.client);
    await page.goto(`/t/${tenant.id}/oauth-clients/new`);
    await see(page, 'heading', 'New OAuth client');
    const { keyboard } = page;
    const goTo = async (role: 'textbox' | 'radio' | 'button', name: string | RegExp): Promise<void> => {
      const target = page.getByRole(role, { name, exact: true });
      for (let presses = 0; presses < 60; presses += 1) {
        if ((await target.and(page.locator(':focus')).count()) > 0) return;
        await keyboard.press('Tab');
      }
      throw new Error(`Tab does not reach ${String(name)}`);
    };
    const type = async (name: RegExp, text: string): Promise<void> => {
      await goTo('textbox', name);
      await keyboard.type(text);
    };

    const chooseNext = async (name: string): Promise<void> => {
      const chosen = page.getByRole('radio', { name, checked: true });
      // A page that has only just come may not listen yet: one presses again, and the choice goes round.
      for (let presses = 0; presses < 60 && !(await chosen.isVisible()); presses += 1) {
        await keyboard.press('ArrowDown');
        await page.waitForTimeout(150);
      }
      await chosen.waitFor();
    };

    await goTo('radio', 'Google');
    await chooseNext('Microsoft 365 (Office 365)');
    await chooseNext('Other provider');
    await type(/^Name\b/, 'By keyboard');
    await type(/^Issuer/, provider.oauth.issuer);
    await keyboard.press('Shift+Tab');
    await keyboard.press('Enter');
    await page.getByText(/^Found\./).waitFor();
    await type(/^Client id/, 'posthorn');
    await type(/^Client secret/, clientSecret);
    await goTo('button', 'Create client');
    await keyboard.press('Enter');
    await page.getByText('By keyboard is created').waitFor();

    await page.waitForURL(/\/oauth-clients\/[0-9a-f-]{36}$/);
    expect(await page.getByRole('textbox', { name: /^Token URL/ }).inputValue()).toBe(provider.oauth.endpoints.token);
  });
});
