import type { Database, OAuthGrant, Tx } from '@posthorn/database';
import { grantState } from '@posthorn/oauth';
import { SealError, type Vault } from '@posthorn/vault';
import { accessTokenContext, grantFactsOf } from '../grant-rows.ts';

/** What a grant looked like when it was read: another one means that something came or went since. */
export interface GrantStamp {
  generation: number;
  obtainedAt: Date | null;
  nextRefreshAt: Date | null;
}

/** TOKEN: send with it. WAIT: one is on its way. PARK: none comes until somebody acts. The sentences are for the person. */
export type TokenAnswer =
  | { kind: 'TOKEN'; accessToken: string; generation: number }
  | { kind: 'WAIT'; sentence: string; stamp: GrantStamp }
  | { kind: 'PARK'; sentence: string };

/** The access tokens of setups with OAuth 2.0, as they stand: nobody is asked, nothing is refreshed. */
export class AccessTokens {
  private readonly database: Database;
  private readonly vault: Vault;

  constructor(database: Database, vault: Vault) {
    this.database = database;
    this.vault = vault;
  }

  read({ tenantId, profileId }: { tenantId: string; profileId: string }): Promise<TokenAnswer> {
    return this.database.forTenant({ tenantId }, (tx) => this.readIn(tx, profileId));
  }

  /** In a transaction of the profile's tenant. */
  async readIn(tx: Tx, profileId: string): Promise<TokenAnswer> {
    const grant = await tx.oAuthGrant.findUnique({ where: { profileId } });
    return grant ? this.answer(grant) : { kind: 'PARK', sentence: 'Nobody has granted a token yet. Grant a new token.' };
  }

  private answer(grant: OAuthGrant): TokenAnswer {
    const { messages, why, whatToDo } = grantState(grantFactsOf(grant), new Date());
    const sentence = [why, whatToDo].filter(Boolean).join(' ');
    const { generation, obtainedAt, nextRefreshAt, accessToken } = grant;
    if (messages === 'WAIT') return { kind: 'WAIT', sentence, stamp: { generation, obtainedAt, nextRefreshAt } };
    if (messages === 'PARK' || !accessToken) return { kind: 'PARK', sentence };
    try {
      return { kind: 'TOKEN', accessToken: this.vault.open(accessToken, accessTokenContext(grant)).reveal(), generation };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      return { kind: 'PARK', sentence: unreadable };
    }
  }
}

const unreadable =
  'The access token can’t be read: the key file it was sealed with is missing. Restore the key file, or grant a new token.';
