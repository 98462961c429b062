import type { Secret } from '@posthorn/vault';
import * as oauth from 'oauth4webapi';
import { signedAssertion } from './assertion.ts';
import { authenticatorOf } from './client-authentication.ts';
import { requestTokens } from './exchange.ts';
import { formOf } from './parameters.ts';
import { badKey } from './signing-key.ts';
import type { Network, OAuthClient, Parameter, Tokens } from './types.ts';

export interface ClientCredentialsRequest {
  /** With blanks between; empty: the provider's default. */
  scope: string;
  parameters?: readonly Parameter[];
}

/**
 * Tokens for the client itself (RFC 6749 section 4.4).
 *
 * @throws OAuthError
 */
export async function clientCredentials(client: OAuthClient, request: ClientCredentialsRequest, network: Network): Promise<Tokens> {
  const form = formOf(request.parameters, 'TOKEN');
  if (request.scope) form.set('scope', request.scope);
  const authenticate = authenticatorOf(client);
  return requestTokens(client, network, { step: 'OWN_TOKEN', readsIdentity: false }, ({ server, registration, options }) =>
    oauth.clientCredentialsGrantRequest(server, registration, authenticate, form, options),
  );
}

export interface RefreshRequest {
  refreshToken: Secret;
  /** Only for providers that ask for it again; must not be more than was granted. */
  scope?: string | null;
  parameters?: readonly Parameter[];
}

/** The refresh token to hold from now on is in it, whether or not the provider gave a new one. */
export interface RefreshedTokens extends Tokens {
  refreshToken: Secret;
  /** It is a new one: store it before anything else, the old one may be dead already. */
  rotated: boolean;
}

/**
 * A new access token for a refresh token. One at a time per grant, across all processes: a rotating provider that sees one refresh
 * token twice ends the whole grant.
 *
 * @throws OAuthError
 */
export async function refresh(client: OAuthClient, request: RefreshRequest, network: Network): Promise<RefreshedTokens> {
  const additionalParameters = formOf(request.parameters, 'TOKEN');
  if (request.scope) additionalParameters.set('scope', request.scope);
  const authenticate = authenticatorOf(client);
  const held = request.refreshToken;
  const tokens = await requestTokens(client, network, { readsIdentity: false }, ({ server, registration, options }) =>
    oauth.refreshTokenGrantRequest(server, registration, authenticate, held.reveal(), { ...options, additionalParameters }),
  );
  const given = tokens.refreshToken;
  return { ...tokens, refreshToken: given ?? held, rotated: given !== null && given.reveal() !== held.reveal() };
}

export interface JwtBearerRequest {
  /** Whom to act for: at Google the mailbox. */
  subject: string;
  scope: string;
  parameters?: readonly Parameter[];
}

/**
 * Tokens for an assertion we sign (RFC 7523 section 2.1), as Google's service accounts have it: client id is the account's address,
 * authentication its key.
 *
 * @throws OAuthError
 */
export async function jwtBearer(client: OAuthClient, request: JwtBearerRequest, network: Network): Promise<Tokens> {
  if (client.authentication.method !== 'PRIVATE_KEY_JWT') throw badKey('A JWT bearer grant needs a private key.');
  const form = formOf(request.parameters, 'TOKEN');
  form.set('assertion', signedAssertion(client.authentication, { client, subject: request.subject, scope: request.scope }));
  // The assertion says who asks; RFC 7521 section 4.1 makes authenticating the client as well optional.
  const unauthenticated: oauth.ClientAuth = () => undefined;
  return requestTokens(client, network, { step: 'OWN_TOKEN', readsIdentity: false }, ({ server, registration, options }) =>
    oauth.genericTokenEndpointRequest(server, registration, unauthenticated, 'urn:ietf:params:oauth:grant-type:jwt-bearer', form, options),
  );
}
