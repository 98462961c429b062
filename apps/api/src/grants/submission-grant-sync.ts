import type { OAuthClient, Tx } from '@posthorn/database';
import { keepGrant, forgetGrant } from './grant-keeping.ts';
import { flowOf } from '../oauth/registration.ts';
import type { ResolvedAuthentication } from '../submissions/resolved-authentication.ts';

/** The OAuth client of this id in the transaction's tenant; null: there is none. Saving a client or a setup needs the lock of both. */
export async function findClient(tx: Tx, id: string | null): Promise<OAuthClient | null> {
  return id === null ? null : tx.oAuthClient.findFirst({ where: { id } });
}

export interface SavedSubmission {
  tenantId: string;
  profileId: string;
  values: Pick<ResolvedAuthentication, 'oauth'>;
  /** The one it names. */
  client: OAuthClient | null;
  /** Why the tokens held go, in words; none: they stay. */
  drops: string[];
}

/** The grant of a setup that was just saved: there with OAuth 2.0, gone without. */
export async function syncGrant(tx: Tx, setup: SavedSubmission, actorName: string | null): Promise<void> {
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
