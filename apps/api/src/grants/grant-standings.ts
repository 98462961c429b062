import type { Tx } from '@posthorn/database';
import { grantState, refreshTokenWarning } from '@posthorn/oauth';
import { grantFactsOf } from './grant-rows.ts';
import { startedOf } from './grant-states.ts';
import type { GrantStanding } from './token-warnings.ts';

export type Standing = Pick<GrantStanding, 'state' | 'interactive' | 'refreshTokenEnds'>;

/** How the grants of a tenant stand, by profile id; the platform's by its own. */
export async function grantStandings(tx: Tx, tenantId: string, now: Date): Promise<Map<string, Standing>> {
  const rows = await tx.oAuthGrant.findMany({ where: { tenantId } });
  if (rows.length === 0) return new Map();
  const consents = await tx.oAuthConsent.findMany({ where: { tenantId, status: 'STARTED', expiresAt: { gt: now } } });
  return new Map(
    rows.map((row) => {
      const facts = grantFactsOf(row, startedOf(row, consents));
      const interactive = facts.flow === 'AUTHORIZATION_CODE';
      return [row.profileId, { state: grantState(facts, now), interactive, refreshTokenEnds: refreshTokenWarning(facts, now, null) }];
    }),
  );
}
