import { Injectable } from '@nestjs/common';
import { type OAuthConsent, type OAuthGrant, type Prisma, type Tx } from '@posthorn/database';
import { providerOf, type ProviderId } from '@posthorn/oauth';
import { SealError, Vault } from '@posthorn/vault';
import { openTokens, sealTokens, type ObtainedTokens } from './consent-rows.ts';
import { lockGrant } from './grant-keeping.ts';
import {
  announceGrant,
  announceGrantChange,
  emptied,
  identityOf,
  obtainedColumns,
  recordGrantEvent,
  withoutIdentity,
} from './grant-rows.ts';
import type { GrantSubject } from './grant-subject.ts';
import { TokenWaits } from '../mail-queue/token-waits.service.ts';

/** The grant is not the one any more that the consent was begun for. */
export class GrantChangedError extends Error {
  override name = 'GrantChangedError';
}

interface Granted extends ObtainedTokens {
  by: { identityId: string; name: string };
  tookMs: number | null;
}

/** Where granted tokens are kept: in the grant, or beside the consent while a person decides about them. */
@Injectable()
export class GrantedTokens {
  constructor(
    private readonly vault: Vault,
    private readonly waits: TokenWaits,
  ) {}

  /**
   * Tokens that a person granted take the place of those held, and everything that waited for them goes on.
   *
   * @throws GrantChangedError, and the transaction must end with it
   */
  async store(tx: Tx, subject: GrantSubject, granted: Granted): Promise<void> {
    const { profileId, row: seen } = subject;
    // Before the grant's row, in the order of locks.
    await this.waits.end(tx, profileId, true);
    const row = await lockGrant(tx, profileId);
    if (!row || row.generation !== seen.generation || row.clientId !== seen.clientId) throw new GrantChangedError();
    await tx.oAuthGrant.update({ where: { profileId }, data: this.columns(row, subject, granted) });
    await recordGrantEvent(tx, row, { kind: 'GRANTED', actorName: granted.by.name, tookMs: granted.tookMs });
    await announceGrant(tx, profileId);
    await announceGrantChange(tx, row);
  }

  seal(consent: OAuthConsent, obtained: ObtainedTokens): Uint8Array<ArrayBuffer> {
    return sealTokens(this.vault, consent, obtained);
  }

  /** Of a consent that waits for a decision; null where the key they were sealed with is missing. */
  open(consent: OAuthConsent): ObtainedTokens | null {
    try {
      return consent.tokens && openTokens(this.vault, consent, consent.tokens);
    } catch (error) {
      if (error instanceof SealError) return null;
      throw error;
    }
  }

  private columns(row: OAuthGrant, { client, oauth }: GrantSubject, { tokens, obtainedAt, by }: Granted) {
    const cleared = { ...emptied, ...(tokens.refreshToken === null ? keptRefreshToken(row, tokens.identity?.subject) : {}) };
    const { idleDays } = providerOf(client.provider as ProviderId).refreshToken;
    const { defaultExpirationSeconds } = oauth;
    return {
      ...cleared,
      ...obtainedColumns(this.vault, { ...row, ...cleared }, { tokens, defaultExpirationSeconds, idleDays, now: obtainedAt }),
      // A refresh that is under way holds the old fence.
      generation: row.generation + 1,
      fence: row.fence + 1,
      grantedAt: new Date(),
      grantedById: by.identityId,
      ...(tokens.identity ? { identity: { ...tokens.identity } satisfies Prisma.InputJsonObject } : withoutIdentity),
    };
  }
}

type RefreshColumns = Pick<OAuthGrant, 'refreshToken' | 'refreshTokenHash' | 'refreshUsedAt' | 'refreshExpiresAt' | 'idleDays'>;

/**
 * Some providers give a refresh token at the first consent only: then the one held stays, where the same person consented and it was not
 * called dead.
 */
function keptRefreshToken(row: OAuthGrant, subject: string | undefined): RefreshColumns | Record<string, never> {
  const isSame = subject !== undefined && identityOf(row)?.subject === subject;
  if (!isSame || row.failureClass === 'CONSENT_NEEDED') return {};
  const { refreshToken, refreshTokenHash, refreshUsedAt, refreshExpiresAt, idleDays } = row;
  return { refreshToken, refreshTokenHash, refreshUsedAt, refreshExpiresAt, idleDays };
}
