import type { ClientAuthenticationMethod } from '@posthorn/contracts';
import * as oauth from 'oauth4webapi';
import { inOurWords, overEgress } from './exchange.ts';
import { OAuthError } from './oauth-error.ts';
import type { Endpoints, Network } from './types.ts';

export interface Discovered {
  /** Store them: a stored secret may go to these URLs and no others, whatever the document says tomorrow. */
  endpoints: Endpoints;
  /** Of those we know; null: not said, which means CLIENT_SECRET_BASIC. */
  authenticationMethods: ClientAuthenticationMethod[] | null;
  /** With blanks between; null: not said. */
  scopes: string[] | null;
}

const methods: Record<string, ClientAuthenticationMethod> = {
  client_secret_basic: 'CLIENT_SECRET_BASIC',
  client_secret_post: 'CLIENT_SECRET_POST',
  private_key_jwt: 'PRIVATE_KEY_JWT',
  none: 'NONE',
};

/**
 * Reads a provider's metadata: OpenID Connect Discovery first, then RFC 8414. The document must name the issuer that was asked for.
 *
 * @throws OAuthError
 */
export async function discover(issuer: string, network: Network): Promise<Discovered> {
  const url = URL.parse(issuer.trim());
  if (!url || url.search !== '' || url.hash !== '') {
    throw new OAuthError('BAD_URL', { step: 'DISCOVERY', description: 'The issuer is not an https URL.' });
  }
  const metadata = await readAs(url, 'oidc', network).catch((error: unknown) => {
    if (error instanceof OAuthError && error.status === 404) return readAs(url, 'oauth2', network);
    throw error;
  });
  const { token_endpoint: token } = metadata;
  if (typeof token !== 'string') {
    throw new OAuthError('BAD_ANSWER', { step: 'DISCOVERY', description: 'The document names no token endpoint.' });
  }
  return {
    endpoints: {
      issuer: metadata.issuer,
      authorization: text(metadata.authorization_endpoint),
      token,
      revocation: text(metadata.revocation_endpoint),
      introspection: text(metadata.introspection_endpoint),
      promisesIssuer: metadata.authorization_response_iss_parameter_supported === true,
    },
    authenticationMethods: words(metadata.token_endpoint_auth_methods_supported)?.flatMap((name) => methods[name] ?? []) ?? null,
    scopes: words(metadata.scopes_supported),
  };
}

async function readAs(issuer: URL, algorithm: 'oidc' | 'oauth2', network: Network): Promise<oauth.AuthorizationServer> {
  const options = overEgress(network, { step: 'DISCOVERY' });
  return inOurWords('DISCOVERY', async () => {
    const answer = await oauth.discoveryRequest(issuer, { ...options, algorithm });
    return oauth.processDiscoveryResponse(issuer, answer);
  });
}

/** The document is somebody else's: its types are hopes. */
function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function words(value: unknown): string[] | null {
  return Array.isArray(value) ? value.filter((word) => typeof word === 'string') : null;
}
