import { randomUUID } from 'node:crypto';
import type { TestOAuthServer } from '@posthorn/testing';
import type { Person } from './people.ts';
import { makeProfile } from './profiles.ts';

type Actor = Pick<Person, 'client'>;

/** The mailbox that signs in at the test provider unless a spec says otherwise. */
export const mailbox = 'plant4@example.org';

/** Lets everybody reach a server on this machine, without TLS too. */
export async function openEgress({ client }: Actor, { host = '127.0.0.1', port }: { host?: string; port: number }): Promise<void> {
  await client.run(`mutation ($input: AllowEgressInput!) { allowEgress(input: $input) { id } }`, {
    input: { host, port, allowCleartextAuth: true },
  });
}

/** A valid OAuth client of the test provider's `posthorn`. */
export const oauthClientInput = ({ issuer, endpoints }: TestOAuthServer, change: object = {}) => ({
  name: `Login ${randomUUID().slice(0, 8)}`,
  provider: 'generic',
  clientId: 'posthorn',
  authentication: 'CLIENT_SECRET_BASIC',
  secretAction: 'REPLACE',
  secret: 'test-client-secret',
  issuer,
  authorizationUrl: endpoints.authorization,
  tokenUrl: endpoints.token,
  revocationUrl: endpoints.revocation,
  introspectionUrl: endpoints.introspection,
  promisesIssuer: true,
  scope: 'openid email offline_access https://mail.test/SMTP.Send',
  ...change,
});

export async function makeOAuthClient(
  { client }: Actor,
  server: TestOAuthServer,
  change: object = {},
): Promise<{ id: string; name: string }> {
  const { createOAuthClient } = await client.run(
    `mutation ($input: OAuthClientInput!) { createOAuthClient(input: $input) { client { id name } } }`,
    { input: oauthClientInput(server, change) },
  );
  return createOAuthClient.client;
}

/** What of a setup says that it signs in with OAuth 2.0 where a person consents. The test provider gives refresh tokens to who is asked. */
export const interactiveSetup = (clientId: string | null = null, change: object = {}) => ({
  username: mailbox,
  fromAddress: mailbox,
  passwordAction: 'REMOVE',
  password: null,
  authentication: 'OAUTH2',
  oauth: { clientId, interactive: true, authorizationParameters: [{ name: 'prompt', value: 'consent' }], ...change },
});

/** The same where nobody consents. */
export const unattendedSetup = (clientId: string | null = null, change: object = {}) => ({
  ...interactiveSetup(clientId),
  oauth: { clientId, interactive: false, scope: 'https://mail.test/SMTP.Send', ...change },
});

export const makeOAuthProfile = (actor: Actor, clientId: string, change: object = {}) =>
  makeProfile(actor, { ...interactiveSetup(clientId), ...change });

/** Where a grant began: the provider's page. `profileId` null: the platform's. */
export async function beginGrant({ client }: Actor, profileId: string | null): Promise<string> {
  const { beginGrant: begun } = await client.run(`mutation ($profileId: ID) { beginGrant(profileId: $profileId) { url } }`, { profileId });
  return begun.url;
}

/** The callback as the browser makes it; answers where the console ends, such as `/t/…/token?result=GRANTED`. */
export async function comeBack({ client }: Actor, callback: URL): Promise<URL> {
  const answer = await client.fetch(`${callback.pathname}${callback.search}`, { redirect: 'manual' });
  const location = answer.headers.get('location');
  if (location === null) throw new Error(`HTTP ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return new URL(location);
}

/** Begins a grant, consents at the provider, and comes back with it. Answers its result: GRANTED where it is kept. */
export async function grantTokens(
  actor: Actor,
  server: TestOAuthServer,
  profileId: string | null,
  person: { login?: string; denies?: boolean } = {},
): Promise<string> {
  const callback = await server.consent(await beginGrant(actor, profileId), { login: mailbox, ...person });
  const { searchParams } = await comeBack(actor, callback);
  return searchParams.get('result') ?? searchParams.get('grant') ?? '';
}

/** Judges tokens for `startSmtpServer({ tokens })`: those of this provider, of people only for their own mailbox. */
export const judgeTokens =
  (server: TestOAuthServer) =>
  async (user: string, token: string): Promise<boolean> => {
    const { active, username } = await server.introspect(token);
    return active && (username === null || username === user);
  };
