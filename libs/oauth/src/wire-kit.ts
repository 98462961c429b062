import { inspect } from 'node:util';
import { EgressPolicy } from '@posthorn/egress';
import { startOAuthServer, type TestOAuthOptions, type TestOAuthServer } from '@posthorn/testing';
import { Secret } from '@posthorn/vault';
import { beginAuthorization, completeAuthorization, type AuthorizationRequest } from './authorization.ts';
import { OAuthError } from './oauth-error.ts';
import type { ClientAuthentication, Network, OAuthClient, Tokens } from './types.ts';

export const clientSecret = 'canary-client-secret';
export const redirectUri = 'https://posthorn.test/api/oauth/callback/01';
export const scope = 'openid email offline_access https://mail.test/SMTP.Send';

export interface Wire {
  server: TestOAuthServer;
  client: OAuthClient;
  network: Network;
}

/** A provider of a spec's own, a client registered there, and a policy that lets us reach it. */
export async function startWire(options: TestOAuthOptions = {}): Promise<Wire> {
  const server = await startOAuthServer({ clients: [{ clientId: 'posthorn', secret: clientSecret }], ...options });
  return { server, client: clientAt(server), network: networkTo(server.port) };
}

export function clientAt({ issuer, endpoints }: TestOAuthServer, authentication?: ClientAuthentication): OAuthClient {
  return {
    clientId: 'posthorn',
    authentication: authentication ?? { method: 'CLIENT_SECRET_BASIC', secret: Secret.of(clientSecret) },
    endpoints: { issuer, ...endpoints, promisesIssuer: true },
  };
}

export function networkTo(port: number, changes: Partial<Network> = {}): Network {
  const policy = new EgressPolicy([{ host: '127.0.0.1', port, allowCleartextAuth: true }]);
  return { policy, connectTimeoutMs: 2_000, requestTimeoutMs: 2_000, ...changes };
}

/** What a person's browser does between the two halves. */
export async function grantAt(
  { server, client, network }: Wire,
  changes: Partial<AuthorizationRequest> = {},
  login = 'ada@example.com',
): Promise<Tokens> {
  const { url, pending } = await begin(client, changes);
  const callback = await server.consent(url, { login });
  return completeAuthorization(client, { parameters: callback.searchParams, pending }, network);
}

export function begin(client: OAuthClient, changes: Partial<AuthorizationRequest> = {}): ReturnType<typeof beginAuthorization> {
  return beginAuthorization(client, { redirectUri, scope, parameters: [{ name: 'prompt', value: 'consent' }], ...changes });
}

/** The refusal, after looking for secrets in every way of printing it. */
export async function refusalOf(work: Promise<unknown>, secrets: readonly string[] = []): Promise<OAuthError> {
  const error: unknown = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof OAuthError)) throw new Error(`not refused as it should be: ${inspect(error)}`);
  const prints = [inspect(error, { depth: 12, showHidden: true }), JSON.stringify(error), String(error), error.stack ?? ''].join('\n');
  for (const secret of [clientSecret, ...secrets]) {
    for (const spelling of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
      if (prints.includes(spelling)) throw new Error('a secret shows in the error');
    }
  }
  return error;
}
