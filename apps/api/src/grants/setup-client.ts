import type { OAuthClient, Tx } from '@posthorn/database';
import { keepGrant, forgetGrant } from './grant-keeping.ts';
import { flowOf } from '../oauth/registration.ts';
import type { SettledAuthentication } from '../submissions/settled-oauth.ts';

/** The OAuth client of this id in the transaction's tenant; null: there is none. Whoever saves a client or a setup holds the lock of both. */
export async function findClient(tx: Tx, id: string | null): Promise<OAuthClient | null> {
  return id === null ? null : tx.oAuthClient.findFirst({ where: { id } });
}

export interface SavedSetup {
  tenantId: string;
  profileId: string;
  values: Pick<SettledAuthentication, 'oauth'>;
  /** The one it names. */
  client: OAuthClient | null;
  /** Why the tokens held go, in words; none: they stay. */
  drops: string[];
}

/** The grant of a setup that was just saved: there with OAuth 2.0, gone without. */
export async function settleGrant(tx: Tx, setup: SavedSetup, actorName: string | null): Promise<void> {
  const { tenantId, profileId, values, client, drops } = setup;
  if (!client || !values.oauth) return forgetGrant(tx, profileId);
  const { interactive, refreshBeforeSeconds } = values.oauth;
  await keepGrant(
    tx,
    { tenantId, profileId, clientId: client.id, flow: flowOf(client, interactive), refreshBeforeSeconds },
    drops,
    actorName,
  );
}
