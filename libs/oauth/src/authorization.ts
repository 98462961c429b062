import { Secret } from '@posthorn/vault';
import * as oauth from 'oauth4webapi';
import { authenticatorOf } from './client-authentication.ts';
import { inOurWords, registrationOf, requestTokens, serverOf } from './exchange.ts';
import { spellingsOf, wordsOf } from './masking.ts';
import { OAuthError } from './oauth-error.ts';
import { formOf } from './parameters.ts';
import type { Network, OAuthClient, Parameter, Tokens } from './types.ts';

export interface AuthorizationRequest {
  /** Registered at the provider, the same letter for letter. */
  redirectUri: string;
  /** With blanks between. With `openid` among them, the tokens say who consented. */
  scope: string;
  /** Bound by the caller to session, client and profile. Default: 256 random bits. */
  state?: string;
  /** Address to suggest to the person. */
  loginHint?: string | null;
  /** Additional parameters of the authorization request. One named `login_hint` wins over `loginHint`. */
  parameters?: readonly Parameter[];
}

export interface Authorization {
  /** Where to send the person's browser. */
  url: string;
  state: string;
  /** Verifier, nonce and what the callback must belong to. Seal it, and hand it to `completeAuthorization` once. */
  pending: Secret;
}

/** Ten minutes to sign in and consent. */
const defaultLifeSeconds = 600;

interface Pending {
  state: string;
  codeVerifier: string;
  nonce: string | null;
  redirectUri: string;
  clientId: string;
  tokenUrl: string;
  issuer: string | null;
  startedAtMs: number;
}

/**
 * The first half of the authorization code grant, with PKCE (S256). Asks nobody.
 *
 * @throws OAuthError NO_ENDPOINT, RESERVED_PARAMETER, BAD_URL
 */
export async function beginAuthorization(client: OAuthClient, request: AuthorizationRequest, now = new Date()): Promise<Authorization> {
  const { authorization, token, issuer } = client.endpoints;
  if (authorization === null)
    throw new OAuthError('NO_ENDPOINT', { step: 'AUTHORIZATION', description: 'The client has no authorization URL.' });
  const url = URL.parse(authorization);
  if (!url || !['https:', 'http:'].includes(url.protocol)) {
    throw new OAuthError('BAD_URL', { step: 'AUTHORIZATION', description: 'The authorization URL is not an https URL.' });
  }
  const state = request.state ?? oauth.generateRandomState();
  const codeVerifier = oauth.generateRandomCodeVerifier();
  const nonce = request.scope.split(/\s+/u).includes('openid') ? oauth.generateRandomNonce() : null;
  const asked = formOf(request.parameters, 'AUTHORIZATION');
  if (request.loginHint && !asked.has('login_hint')) asked.set('login_hint', request.loginHint);
  for (const [name, value] of asked) url.searchParams.append(name, value);
  const ours: [string, string | null][] = [
    ['response_type', 'code'],
    ['client_id', client.clientId],
    ['redirect_uri', request.redirectUri],
    ['scope', request.scope || null],
    ['state', state],
    ['code_challenge', await oauth.calculatePKCECodeChallenge(codeVerifier)],
    ['code_challenge_method', 'S256'],
    ['nonce', nonce],
  ];
  for (const [name, value] of ours) if (value !== null) url.searchParams.set(name, value);
  const { redirectUri } = request;
  const pending: Pending = {
    state,
    codeVerifier,
    nonce,
    redirectUri,
    clientId: client.clientId,
    tokenUrl: token,
    issuer,
    startedAtMs: now.getTime(),
  };
  return { url: url.href, state, pending: Secret.of(JSON.stringify(pending)) };
}

export interface Callback {
  /** The query of the callback. */
  parameters: URLSearchParams;
  /** What `beginAuthorization` gave. Forget it before calling: a callback counts once. */
  pending: Secret;
  /** Additional parameters of the token request. */
  tokenParameters?: readonly Parameter[];
  /** Default 600. */
  lifeSeconds?: number;
}

/**
 * The second half: the callback judged, its code exchanged.
 *
 * @throws OAuthError STATE_MISMATCH, CALLBACK_EXPIRED, CLIENT_CHANGED, ISSUER_MISMATCH, NO_CODE; step AUTHORIZATION with the
 *   provider's code where the person or the provider said no; step TOKEN where the code is refused
 */
export async function completeAuthorization(client: OAuthClient, callback: Callback, network: Network, now = new Date()): Promise<Tokens> {
  const pending = readPending(callback.pending);
  const additionalParameters = formOf(callback.tokenParameters, 'TOKEN');
  const accepted = await accept(client, callback, pending, now);
  const authenticate = authenticatorOf(client);
  return requestTokens(client, network, { readsIdentity: true, nonce: pending.nonce }, ({ server, registration, options }) =>
    oauth.authorizationCodeGrantRequest(server, registration, authenticate, accepted, pending.redirectUri, pending.codeVerifier, {
      ...options,
      additionalParameters,
    }),
  );
}

/** A parser's error would quote the verifier. */
function readPending(pending: Secret): Pending {
  try {
    return JSON.parse(pending.reveal()) as Pending;
  } catch {
    throw new OAuthError('STATE_MISMATCH', { step: 'AUTHORIZATION', description: 'What was kept of the request cannot be read.' });
  }
}

async function accept(client: OAuthClient, { parameters, lifeSeconds }: Callback, pending: Pending, now: Date): Promise<URLSearchParams> {
  const refuse = (code: string, description: string): never => {
    throw new OAuthError(code, { step: 'AUTHORIZATION', description });
  };
  const only = (name: string): string | null => (parameters.getAll(name).length === 1 ? parameters.get(name) : null);
  const { clientId, endpoints } = client;
  if (only('state') !== pending.state) refuse('STATE_MISMATCH', 'The callback does not belong to this request.');
  if (pending.clientId !== clientId || pending.tokenUrl !== endpoints.token || pending.issuer !== endpoints.issuer) {
    refuse('CLIENT_CHANGED', 'The OAuth client was changed in the meantime.');
  }
  if (now.getTime() - pending.startedAtMs > (lifeSeconds ?? defaultLifeSeconds) * 1_000) {
    refuse('CALLBACK_EXPIRED', 'The callback came too late.');
  }
  // RFC 9207: a promised `iss` must be there, and one that is there must be right, in errors as well.
  const isRight = parameters.has('iss') ? only('iss') === endpoints.issuer : !endpoints.promisesIssuer;
  if (endpoints.issuer !== null && !isRight) refuse('ISSUER_MISMATCH', 'The callback comes from another provider.');
  const error = only('error');
  if (error !== null) {
    const ours = spellingsOf([pending.state, pending.codeVerifier, pending.nonce ?? '', ...parameters.getAll('code')]);
    refuse(wordsOf(error, ours) ?? 'server_error', wordsOf(parameters.get('error_description'), ours) ?? '');
  }
  if (!only('code')) refuse('NO_CODE', 'The callback has neither a code nor an error.');
  const judged = new URLSearchParams(parameters);
  if (endpoints.issuer === null) judged.delete('iss');
  return inOurWords('AUTHORIZATION', () => oauth.validateAuthResponse(serverOf(client), registrationOf(client), judged, pending.state));
}
