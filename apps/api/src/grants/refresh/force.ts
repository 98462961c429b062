import type { OAuthGrant, Tx } from '@posthorn/database';
import { lockGrant } from '../grant-keeping.ts';
import { announceGrant, canBeRefreshed, hashOf } from '../grant-rows.ts';

/** A refusal of the mail server forces no more refreshes than one in this time: it may be the server that is wrong. */
const forcedEveryMs = 5 * 60_000;

/**
 * Has the grant refreshed now, by whichever worker is first. False: it can't be, because it was revoked or only a person can help; or it
 * needn't be, because `refused`, the access token a mail server would not take, is not the one held any more, or a refresh was forced
 * within the last five minutes.
 */
export async function askForRefresh(tx: Tx, profileId: string, refused?: string): Promise<boolean> {
  const grant = await lockGrant(tx, profileId);
  const now = new Date();
  if (!grant || !canBeRefreshed(grant)) return false;
  if (refused !== undefined && !isWorthForcing(grant, refused, now)) return false;
  const forced = refused === undefined ? {} : { forcedAt: now };
  await tx.oAuthGrant.update({ where: { profileId }, data: { nextRefreshAt: now, ...forced } });
  await announceGrant(tx, profileId);
  return true;
}

function isWorthForcing({ accessTokenHash, failureClass, forcedAt }: OAuthGrant, refused: string, now: Date): boolean {
  const isHeld = accessTokenHash !== null && Buffer.from(accessTokenHash).equals(hashOf(refused));
  const wasForced = forcedAt !== null && now.getTime() - forcedAt.getTime() < forcedEveryMs;
  // A refresh token that the provider calls dead is not shown to it again.
  return isHeld && !wasForced && failureClass !== 'CONSENT_NEEDED';
}
