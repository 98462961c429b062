import type { EgressPolicy } from '@posthorn/egress';
import {
  clientCredentials,
  jwtBearer,
  OAuthError,
  providerOf,
  refresh,
  type Network,
  type OAuthClient,
  type ProviderId,
  type Tokens,
} from '@posthorn/oauth';
import { SealError, type Vault } from '@posthorn/vault';
import { networkOf, openClient } from '../../oauth/registration.ts';
import { refreshTokenContext } from '../grant-rows.ts';
import type { GrantSubject } from '../grant-subject.ts';

/** What a token endpoint gave for a grant. */
export interface Fetched {
  tokens: Tokens;
  /** The refresh token that was held is dead from now on. */
  rotated: boolean;
}

/**
 * Asks the provider for the grant's next access token, in the way of its flow. Never in a transaction.
 *
 * @throws OAuthError, also where a secret can't be read
 */
export async function fetchTokens(vault: Vault, subject: GrantSubject, policy: EgressPolicy): Promise<Fetched> {
  const network = networkOf(subject.client, policy);
  try {
    return await request(openClient(vault, subject.client), subject, network, vault);
  } catch (error) {
    if (error instanceof SealError) throw new OAuthError('SECRET_UNREADABLE', { step: 'TOKEN' });
    throw error;
  }
}

async function request(client: OAuthClient, subject: GrantSubject, network: Network, vault: Vault): Promise<Fetched> {
  const { row, scope, oauth, user } = subject;
  const unattended = { scope, parameters: oauth.clientCredentialsParameters };
  switch (row.flow) {
    case 'CLIENT_CREDENTIALS':
      return { tokens: await clientCredentials(client, unattended, network), rotated: false };
    case 'JWT_BEARER':
      return { tokens: await jwtBearer(client, { ...unattended, subject: user }, network), rotated: false };
    case 'AUTHORIZATION_CODE': {
      if (!row.refreshToken) throw new Error('There is no refresh token to use.');
      const refreshToken = vault.open(row.refreshToken, refreshTokenContext(row));
      const asked = { refreshToken, scope: repeatedScope(subject), parameters: oauth.refreshParameters };
      const { rotated, ...tokens } = await refresh(client, asked, network);
      return { tokens: { ...tokens, refreshToken: rotated ? tokens.refreshToken : null }, rotated };
    }
  }
}

/** Some providers want the scope in refresh requests again; others would take it for a narrower one. */
function repeatedScope({ client, row, scope }: GrantSubject): string | null {
  const flow = providerOf(client.provider as ProviderId).flows.find((candidate) => candidate.flow === row.flow);
  return flow?.sendsScopeOnRefresh ? scope : null;
}
