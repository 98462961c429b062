import type { OAuthFlow, SubmissionOAuth } from '@posthorn/contracts';
import type { OAuthClient as ClientRow } from '@posthorn/database';
import type { EgressPolicy } from '@posthorn/egress';
import { providerOf, type ClientAuthentication, type Network, type OAuthClient, type ProviderId } from '@posthorn/oauth';
import { Secret, type SealContext, type Vault } from '@posthorn/vault';

/** Where the secret of an OAuth client is sealed for. */
export const clientSecretContext = ({ tenantId, id }: Pick<ClientRow, 'tenantId' | 'id'>): SealContext => ({
  tenantId,
  table: 'oauth_client',
  column: 'secret',
  recordId: id,
});

/** Registered at the provider, letter for letter. `publicUrl` without a trailing slash. */
export const redirectUriOf = (publicUrl: string, clientId: string): string => `${publicUrl}/api/oauth/callback/${clientId}`;

/** How a setup with this client comes by its tokens. */
export const flowOf = ({ unattendedFlow }: Pick<ClientRow, 'unattendedFlow'>, interactive: boolean): OAuthFlow =>
  interactive ? 'AUTHORIZATION_CODE' : unattendedFlow;

/** What is asked for: the setup's scope, else its client's, else what the provider documents for the flow. */
export function scopeOf(
  client: Pick<ClientRow, 'provider' | 'cloud' | 'scope'>,
  { scope }: Pick<SubmissionOAuth, 'scope'>,
  flow: OAuthFlow,
): string {
  const { clouds } = providerOf(client.provider as ProviderId);
  const documented = clouds.find(({ id }) => id === client.cloud)?.scopes[flow];
  return scope || client.scope || documented || '';
}

/**
 * A stored client as the OAuth library wants it, its secret in clear.
 *
 * @throws SealError where its key file is missing
 */
export function openClient(vault: Vault, row: ClientRow): OAuthClient {
  const { clientId, issuer, authorizationUrl, tokenUrl, revocationUrl, introspectionUrl, promisesIssuer } = row;
  return {
    clientId,
    authentication: authenticationOf(vault, row),
    endpoints: {
      issuer,
      authorization: authorizationUrl,
      token: tokenUrl,
      revocation: revocationUrl,
      introspection: introspectionUrl,
      promisesIssuer,
    },
  };
}

function authenticationOf(vault: Vault, row: ClientRow): ClientAuthentication {
  const { authentication: method, keyId, certificate } = row;
  if (method === 'NONE') return { method };
  const secret = row.secret ? vault.open(row.secret, clientSecretContext(row)) : Secret.of('');
  return method === 'PRIVATE_KEY_JWT' ? { method, privateKey: secret, keyId, certificate } : { method, secret };
}

/** How calls to the client's provider travel. */
export const networkOf = ({ connectTimeoutMs, requestTimeoutMs, ca }: ClientRow, policy: EgressPolicy, signal?: AbortSignal): Network => ({
  policy,
  connectTimeoutMs,
  requestTimeoutMs,
  ...(ca === null ? {} : { ca }),
  ...(signal ? { signal } : {}),
});
