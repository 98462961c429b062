import type { OAuthConsent, OAuthGrant, Tx } from '@posthorn/database';
import { grantState, type GrantState } from '@posthorn/oauth';
import { grantFactsOf } from './grant-rows.ts';

/** How the grants of these setups stand, by profile id; one without a grant is left out. */
export async function grantStatesOf(tx: Tx, profileIds: string[], now = new Date()): Promise<Map<string, GrantState>> {
  const rows = await tx.oAuthGrant.findMany({ where: { profileId: { in: profileIds } } });
  const consents = await tx.oAuthConsent.findMany({ where: { profileId: { in: profileIds }, status: 'STARTED', expiresAt: { gt: now } } });
  return new Map(rows.map((row) => [row.profileId, grantState(grantFactsOf(row, startedOf(row, consents)), now)]));
}

/** The newest consent that is under way and would still count. */
export function startedOf(row: OAuthGrant, consents: OAuthConsent[]): OAuthConsent | null {
  const counting = consents.filter((consent) => consent.status === 'STARTED' && belongsTo(consent, row));
  return counting.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime())[0] ?? null;
}

/** A drop, a revocation, another consent or another client meanwhile makes a consent worthless. */
export const belongsTo = (consent: Pick<OAuthConsent, 'profileId' | 'clientId' | 'generation'>, row: OAuthGrant): boolean =>
  consent.profileId === row.profileId && consent.clientId === row.clientId && consent.generation === row.generation;
