import { Secret } from '@posthorn/vault';
import * as oauth from 'oauth4webapi';
import { egressFetch } from './egress-fetch.ts';
import { HttpError } from './http-error.ts';
import { secretsIn, wordsOf } from './masking.ts';
import { OAuthError, ofHttp, type OAuthStep } from './oauth-error.ts';
import { refusalOf } from './refusal.ts';
import type { Identity, Network, OAuthClient, Tokens } from './types.ts';

/** Seconds by which clocks may differ where an ID token tells who consented. */
const clockToleranceSeconds = 300;

const tenYearsSeconds = 315_360_000;
/** RFC 6749 appendix A.12 and A.17; the longest known have a few thousand characters. */
const tokenShape = /^[\x20-\x7e]{1,32768}$/u;
const maxScope = 8_000;
/** OpenID Connect Core section 2 allows 255 for a subject; an address has 254 at most. */
const maxName = 320;

/** Any signature: the token comes from the provider itself, over TLS (OpenID Connect Core section 3.1.3.7, 6). */
const signatures = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];

export function serverOf({ endpoints }: OAuthClient): oauth.AuthorizationServer {
  return {
    issuer: endpoints.issuer ?? new URL(endpoints.token).origin,
    token_endpoint: endpoints.token,
    ...(endpoints.authorization === null ? {} : { authorization_endpoint: endpoints.authorization }),
    ...(endpoints.revocation === null ? {} : { revocation_endpoint: endpoints.revocation }),
    ...(endpoints.introspection === null ? {} : { introspection_endpoint: endpoints.introspection }),
    authorization_response_iss_parameter_supported: endpoints.issuer !== null && endpoints.promisesIssuer,
    id_token_signing_alg_values_supported: signatures,
  };
}

export function registrationOf({ clientId }: OAuthClient): oauth.Client {
  return { client_id: clientId, [oauth.clockTolerance]: clockToleranceSeconds };
}

interface Reading {
  step: OAuthStep;
  /** Default true. */
  expectsJson?: boolean;
  tidy?: (answer: Record<string, unknown>) => Record<string, unknown>;
}

type Fetch = (
  url: string,
  options: { method: string; headers: Record<string, string>; body?: URLSearchParams | undefined },
) => Promise<Response>;

/** The protocol library's requests over our own sockets. Refusals end here, in our words, before anything else reads them. */
export function overEgress(
  network: Network,
  { step, expectsJson = true, tidy }: Reading,
): {
  [oauth.customFetch]: Fetch;
  [oauth.allowInsecureRequests]: true;
} {
  const fetch: Fetch = async (url, { method, headers, body }) => {
    const sent = { method, headers: { ...headers, 'user-agent': 'Posthorn' }, body: body?.toString() ?? null };
    const secrets = secretsIn(sent.headers, sent.body);
    const answer = await egressFetch(url, sent, network).catch((error: unknown) => {
      throw error instanceof HttpError ? ofHttp(error, step) : error;
    });
    if (!answer.ok) throw await refusalOf(answer, step, secrets);
    if (!expectsJson) return answer;
    const type = answer.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
    if (type !== 'application/json') {
      const description = `The answer is ${wordsOf(type, secrets) ?? 'of no type'}, not application/json.`;
      throw new OAuthError('NOT_JSON', { step, status: answer.status, description });
    }
    return tidy ? tidied(answer, tidy) : answer;
  };
  // egressFetch itself refuses http where no rule permits it.
  return { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true };
}

/** What is no JSON object goes on as it is: the library has the words for it. */
async function tidied(answer: Response, tidy: (answer: Record<string, unknown>) => Record<string, unknown>): Promise<Response> {
  const text = await answer.text();
  const { status, headers } = answer;
  try {
    const json: unknown = JSON.parse(text);
    const isObject = typeof json === 'object' && json !== null && !Array.isArray(json);
    return new Response(isObject ? JSON.stringify(tidy(json as Record<string, unknown>)) : text, { status, headers });
  } catch {
    return new Response(text, { status, headers });
  }
}

/** The library's errors hold the whole answer, tokens included: only their constant words go on. */
export async function inOurWords<T>(step: OAuthStep, work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
      const aboutIdentity = error.code === oauth.JWT_TIMESTAMP_CHECK || error.code === oauth.JWT_CLAIM_COMPARISON;
      throw new OAuthError(aboutIdentity ? 'IDENTITY' : 'BAD_ANSWER', { step, description: wordsOf(error.message) });
    }
    if (error instanceof oauth.ResponseBodyError || error instanceof oauth.WWWAuthenticateChallengeError) {
      throw new OAuthError('BAD_ANSWER', { step, status: error.status, description: wordsOf(error.message) });
    }
    throw error;
  }
}

export interface TokenRequest {
  server: oauth.AuthorizationServer;
  registration: oauth.Client;
  options: ReturnType<typeof overEgress>;
}

interface TokenReading {
  /** Default TOKEN. */
  step?: OAuthStep;
  /** Whether an ID token tells who consented. A refresh must not fail for one: by then the old refresh token is gone. */
  readsIdentity: boolean;
  /** Expected in the ID token; null: none was sent. */
  nonce?: string | null;
}

/** @throws OAuthError */
export async function requestTokens(
  client: OAuthClient,
  network: Network,
  { step = 'TOKEN', readsIdentity, nonce = null }: TokenReading,
  send: (request: TokenRequest) => Promise<Response>,
): Promise<Tokens> {
  const [server, registration] = [serverOf(client), registrationOf(client)];
  const tidy = (answer: Record<string, unknown>): Record<string, unknown> => tidyTokens(answer, readsIdentity);
  const options = overEgress(network, { step, tidy });
  return inOurWords(step, async () => {
    const answer = await send({ server, registration, options });
    const judging = client.endpoints.issuer === null ? { ...server, ...(await issuerIn(answer.clone())) } : server;
    const given = await oauth.processGenericTokenEndpointResponse(judging, registration, answer);
    const claims = oauth.getValidatedIdTokenClaims(given);
    if (claims && nonce !== null && claims.nonce !== nonce) {
      throw new OAuthError('IDENTITY', { step: 'TOKEN', description: 'The ID token answers another request.' });
    }
    return tokensOf(given, claims);
  });
}

/** Where no issuer is known, whoever answers at the token URL may say who consented: Microsoft's issuer differs by directory. */
async function issuerIn(answer: Response): Promise<{ issuer?: string }> {
  try {
    const { id_token: idToken } = (await answer.json()) as { id_token?: unknown };
    const payload = Buffer.from(String(idToken).split('.')[1] ?? '', 'base64url').toString();
    const { iss } = JSON.parse(payload) as { iss?: unknown };
    return typeof iss === 'string' ? { issuer: iss } : {};
  } catch {
    return {};
  }
}

/**
 * Servers say `null` or 0 for what they don't know, and sometimes a word for a number: that must cost us no rotated refresh token,
 * and a token that is born expired would be refreshed without end.
 */
function tidyTokens(answer: Record<string, unknown>, readsIdentity: boolean): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries<unknown>({ ...answer, expires_in: lifeOf(Number.parseFloat(String(answer['expires_in']))) }).filter(
      ([name, value]) => value !== null && !(name === 'id_token' && !readsIdentity) && !(name === 'refresh_token' && value === ''),
    ),
  );
}

function tokensOf(given: oauth.TokenEndpointResponse, claims: oauth.IDToken | undefined): Tokens {
  if (![given.access_token, given.refresh_token ?? 'none'].every((token) => tokenShape.test(token))) {
    throw new OAuthError('BAD_ANSWER', {
      step: 'TOKEN',
      description: 'What was given for a token is too long, or has characters no token has.',
    });
  }
  const refreshSeconds = given['refresh_token_expires_in'];
  return {
    accessToken: Secret.of(given.access_token),
    expiresInSeconds: given.expires_in ?? null,
    refreshToken: given.refresh_token === undefined ? null : Secret.of(given.refresh_token),
    refreshTokenExpiresInSeconds: typeof refreshSeconds === 'number' ? lifeOf(refreshSeconds) : null,
    scope: given.scope === undefined ? null : keepable(given.scope, maxScope),
    identity: claims ? identityOf(claims) : null,
  };
}

function identityOf(claims: oauth.IDToken): Identity {
  const text = (value: unknown): string | null => (typeof value === 'string' ? keepable(value, maxName) || null : null);
  return { subject: keepable(claims.sub, maxName), email: text(claims['email']), username: text(claims['preferred_username']) };
}

/** Whole seconds; null: none that count. What lives longer than ten years is a date that nobody can store. */
function lifeOf(seconds: number): number | null {
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds), tenYearsSeconds) : null;
}

/** Words of an answer that are kept and shown: a provider may say anything, of any length, and a database takes no NUL. */
const keepable = (text: string, atMost: number): string =>
  // Cut first: half a pair of surrogates is none that JSON takes.
  text
    .slice(0, atMost)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ')
    .trim();
