import { startOAuthServer, startSmtpServer, type TestOAuthOptions, type TestOAuthServer, type TestSmtpServer } from '@posthorn/testing';
import type { Page } from 'playwright-core';
import { choose } from './actions.ts';
import type { ServerOf } from './checks.ts';
import type { Person, Tenant } from './people.ts';
import { addProfile, allowEgress, type Profile } from './sending.ts';
import type { World } from './world.ts';

// An identity provider, a mail server that takes its tokens alone, and what people do between the two.

/** Signs in at the mail server. */
export const mailbox = 'alerts@plant.example.org';
export const clientSecret = 'test-client-secret';
export const mailScope = 'https://mail.test/SMTP.Send';
/** Tells who consented, and brings a refresh token. */
const personScopes = `openid email offline_access ${mailScope}`;

export interface MailProvider {
  /** Rotates refresh tokens; one that is used twice ends its grant. */
  oauth: TestOAuthServer;
  /** Asks `oauth` about each token; those of people open their own mailbox alone. */
  mail: TestSmtpServer;
  stop(): Promise<void>;
}

/** Everybody may reach both, without TLS too. */
export async function startMailProvider(root: Person, options: TestOAuthOptions = {}): Promise<MailProvider> {
  const oauth = await startOAuthServer(options);
  const mail = await startSmtpServer({
    tokens: async (user, token) => {
      const { active, username } = await oauth.introspect(token);
      return active && (username === null || username === user);
    },
  });
  for (const server of [{ host: '127.0.0.1', port: oauth.port }, mail]) await allowEgress(root, server, true);
  const stop = async (): Promise<void> => void (await Promise.all([oauth.close(), mail.close()]));
  return { oauth, mail, stop };
}

/** On the provider's page: who signs in there, and whether they consent. */
export async function consent(page: Page, { as = mailbox, denies = false }: { as?: string; denies?: boolean } = {}): Promise<void> {
  await page.waitForURL('**/interaction/**');
  await page.getByLabel('Account').fill(as);
  await page.getByRole('button', { name: denies ? 'Deny' : 'Allow' }).click();
}

/** A client as its form makes it. */
export async function addOAuthClient(admin: Person, name: string, { issuer, endpoints }: TestOAuthServer): Promise<{ id: string }> {
  const { createOAuthClient } = await admin.client.run<{ createOAuthClient: { client: { id: string } } }>(
    `mutation ($input: OAuthClientInput!) { createOAuthClient(input: $input) { client { id } } }`,
    {
      input: {
        name,
        provider: 'generic',
        clientId: 'posthorn',
        authentication: 'CLIENT_SECRET_BASIC',
        scope: personScopes,
        secretAction: 'REPLACE',
        secret: clientSecret,
        issuer,
        promisesIssuer: true,
        authorizationUrl: endpoints.authorization,
        tokenUrl: endpoints.token,
        revocationUrl: endpoints.revocation,
        introspectionUrl: endpoints.introspection,
      },
    },
  );
  return createOAuthClient.client;
}

/** A profile for which a person consents; without a token yet. */
export const addTokenProfile = (admin: Person, name: string, server: ServerOf, clientId: string): Promise<Profile> =>
  addProfile(admin, name, server, {
    fromAddress: mailbox,
    username: mailbox,
    authentication: 'OAUTH2',
    oauth: { clientId, interactive: true },
  });

/** The callback of somebody who consented, before it is opened. */
export async function callbackOf(admin: Person, { oauth }: MailProvider, profile: Profile): Promise<string> {
  const { beginGrant } = await admin.client.run<{ beginGrant: { url: string } }>(
    `mutation ($profileId: ID) { beginGrant(profileId: $profileId) { url } }`,
    { profileId: profile.id },
  );
  const callback = await oauth.consent(beginGrant.url, { login: mailbox });
  return callback.href;
}

/** Grants where the way there is not what the journey is about. Ends on the token's page. */
export async function grantTo(page: Page, admin: Person, provider: MailProvider, profile: Profile): Promise<void> {
  await page.goto(await callbackOf(admin, provider, profile));
  await page.getByText('Token granted.').waitFor();
}

export const tokenPath = (tenant: Tenant, profile: Profile): string => `/t/${tenant.id}/profiles/${profile.id}/token`;

/** What a token's badge says. `panel`: where it stands; by default on the token's own page. */
export const tokenState = (page: Page, state: string, panel = 'State') =>
  page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: panel, exact: true }) })
    .getByText(state, { exact: true })
    .first();

/** Server and user of a form that signs in with tokens. Without TLS: the egress list allows it. */
export async function fillTokenServer(page: Page, { host, port }: ServerOf, user = mailbox): Promise<void> {
  await page.getByRole('textbox', { name: 'Host', exact: true }).fill(host);
  await page.getByRole('textbox', { name: 'Port', exact: true }).fill(String(port));
  await choose(page, 'Security', 'None');
  await page.getByRole('radio', { name: 'OAuth 2.0' }).click();
  await page.getByRole('textbox', { name: /^User name/ }).fill(user);
}

/** What a provider of one's own gave; its endpoints by Discover. */
export async function fillClient(page: Page, { issuer }: TestOAuthServer, clientId: string, scopes = personScopes): Promise<void> {
  await page.getByRole('radio', { name: 'Other provider' }).click();
  await page.getByRole('textbox', { name: /^Issuer/ }).fill(issuer);
  await page.getByRole('button', { name: 'Discover' }).click();
  await page.getByText(/^Found\./).waitFor();
  await page.getByRole('textbox', { name: /^Client id/ }).fill(clientId);
  await page.getByRole('textbox', { name: /^Client secret/ }).fill(clientSecret);
  await page.getByRole('textbox', { name: /^Scopes/ }).fill(scopes);
}

/** As a person takes the redirect URI to the provider: with its button, from the clipboard. */
export async function copyRedirectUri(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Copy the redirect URI' }).first().click();
  await page.getByText('Copied', { exact: true }).first().waitFor();
  return page.evaluate<string>('navigator.clipboard.readText()');
}

/** A browser that lets pages copy. */
export const openCopying = (open: World['browsing']['open'], { client }: Person): Promise<Page> =>
  open(client, { permissions: ['clipboard-read', 'clipboard-write'] });
