import type { Secret } from '@posthorn/vault';
import * as oauth from 'oauth4webapi';
import { authenticatorOf } from './client-authentication.ts';
import { inOurWords, overEgress, registrationOf, serverOf } from './exchange.ts';
import { OAuthError } from './oauth-error.ts';
import type { Network, OAuthClient } from './types.ts';

export interface RevocationRequest {
  /** The refresh token where there is one: that ends the whole grant. */
  token: Secret;
  kind: 'REFRESH_TOKEN' | 'ACCESS_TOKEN';
}

/**
 * Ends a token at the provider (RFC 7009). NOT_OFFERED: the client has no revocation URL, as at Microsoft; nothing was asked. A
 * token that is dead already counts as revoked.
 *
 * @throws OAuthError
 */
export async function revoke(
  client: OAuthClient,
  { token, kind }: RevocationRequest,
  network: Network,
): Promise<'REVOKED' | 'NOT_OFFERED'> {
  if (client.endpoints.revocation === null) return 'NOT_OFFERED';
  const options = overEgress(network, { step: 'REVOCATION', expectsJson: false });
  const additionalParameters = { token_type_hint: kind.toLowerCase() };
  const authenticate = authenticatorOf(client);
  await inOurWords('REVOCATION', async () => {
    try {
      const sent = { ...options, additionalParameters };
      const answer = await oauth.revocationRequest(serverOf(client), registrationOf(client), authenticate, token.reveal(), sent);
      await oauth.processRevocationResponse(answer);
    } catch (error) {
      // Google says so where the standard says 200.
      if (!(error instanceof OAuthError && error.code === 'invalid_token')) throw error;
    }
  });
  return 'REVOKED';
}
