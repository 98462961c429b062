import { Injectable } from '@nestjs/common';
import { Database, platformScope, type OAuthClient as ClientRow, type OAuthGrant } from '@posthorn/database';
import { explainOnce, OAuthError, revoke, type Network, type OAuthClient } from '@posthorn/oauth';
import { SealError, Vault, type SealContext, type Secret } from '@posthorn/vault';
import { currentPolicy } from '../platform/egress/current-policy.ts';
import { networkOf, openClient } from '../oauth/registration.ts';
import { unreadable } from './consents.service.ts';
import { accessTokenContext, refreshTokenContext } from './grant-rows.ts';

export interface HeldTokens {
  accessToken: Secret | null;
  refreshToken: Secret | null;
}

/** `note`: why the provider was not told, and what to do, as a sentence. */
export interface Told {
  told: boolean;
  note: string | null;
}

/** Ends tokens at their provider, as far as it offers that. They are gone here either way. */
@Injectable()
export class ProviderRevocation {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
  ) {}

  /** Tokens of a grant, in clear. What can't be opened can't be ended either. */
  open(row: OAuthGrant): HeldTokens {
    return {
      accessToken: this.readable(row.accessToken, accessTokenContext(row)),
      refreshToken: this.readable(row.refreshToken, refreshTokenContext(row)),
    };
  }

  private readable(sealed: Uint8Array | null, context: SealContext): Secret | null {
    try {
      return sealed && this.vault.open(sealed, context);
    } catch (error) {
      if (error instanceof SealError) return null;
      throw error;
    }
  }

  /** The refresh token first: that ends the grant. Never throws for what the provider does. */
  async tell(client: ClientRow, { accessToken, refreshToken }: HeldTokens): Promise<Told> {
    if (client.revocationUrl === null) return { told: false, note: notOffered };
    if (!accessToken && !refreshToken)
      return { told: false, note: 'The tokens could not be read any more. Remove the access on the provider’s own pages.' };
    const policy = await this.database.forTenant(platformScope, currentPolicy);
    try {
      const opened = openClient(this.vault, client);
      const network = networkOf(client, policy, AbortSignal.timeout(maxMs));
      if (refreshToken) await revoke(opened, { token: refreshToken, kind: 'REFRESH_TOKEN' }, network);
      if (accessToken) await endAccessToken(opened, accessToken, network, refreshToken !== null);
      return { told: true, note: null };
    } catch (error) {
      if (error instanceof SealError) return { told: false, note: unreadable().message };
      if (!(error instanceof OAuthError)) throw error;
      return { told: false, note: `${explainOnce(error)} To be sure, remove the access on the provider’s own pages.` };
    }
  }
}

/** Somebody waits for the answer; the tokens are gone here already. */
const maxMs = 20_000;

const notOffered = 'The provider offers no way to end single tokens from here. Remove the access on its own pages.';

/** Where the grant ended with its refresh token, some providers know the access token no more, and some never end one alone. */
async function endAccessToken(client: OAuthClient, token: Secret, network: Network, grantEnded: boolean): Promise<void> {
  try {
    await revoke(client, { token, kind: 'ACCESS_TOKEN' }, network);
  } catch (error) {
    if (!(error instanceof OAuthError && grantEnded)) throw error;
  }
}
