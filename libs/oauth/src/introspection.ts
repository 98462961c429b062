import type { Secret } from '@posthorn/vault';
import * as oauth from 'oauth4webapi';
import { authenticatorOf } from './client-authentication.ts';
import { inOurWords, overEgress, registrationOf, serverOf } from './exchange.ts';
import type { Network, OAuthClient } from './types.ts';

export interface Introspection {
  active: boolean;
  expiresAt: Date | null;
  username: string | null;
  scope: string | null;
}

/**
 * What the provider says of an access token (RFC 7662): tells a token that was revoked behind our back from a mail server that
 * refuses a good one. null: the client has no introspection URL; nobody was asked.
 *
 * @throws OAuthError
 */
export async function introspect(client: OAuthClient, token: Secret, network: Network): Promise<Introspection | null> {
  if (client.endpoints.introspection === null) return null;
  const [server, registration] = [serverOf(client), registrationOf(client)];
  const options = { ...overEgress(network, { step: 'INTROSPECTION' }), additionalParameters: { token_type_hint: 'access_token' } };
  const authenticate = authenticatorOf(client);
  return inOurWords('INTROSPECTION', async () => {
    const answer = await oauth.introspectionRequest(server, registration, authenticate, token.reveal(), options);
    const { active, exp, username, scope } = await oauth.processIntrospectionResponse(server, registration, answer);
    return {
      active,
      expiresAt: active && typeof exp === 'number' ? new Date(exp * 1_000) : null,
      username: active && typeof username === 'string' ? username : null,
      scope: active && typeof scope === 'string' ? scope : null,
    };
  });
}
