import type { Database, OAuthGrant, Tx } from '@posthorn/database';
import { explainOAuth, providerOf, type OAuthError, type ProviderId } from '@posthorn/oauth';
import type { Secret, Vault } from '@posthorn/vault';
import type { TokenWaits } from '../../mail-queue/token-waits.service.ts';
import type { Audit } from '../../audit/audit.service.ts';
import { workerActor } from '../../platform/access/actor.ts';
import { lockGrant } from '../grant-keeping.ts';
import {
  announceGrant,
  announceGrantChange,
  failedColumns,
  hashOf,
  obtainedColumns,
  recordGrantEvent,
  refreshTokenContext,
} from '../grant-rows.ts';
import type { GrantSubject } from '../grant-subject.ts';
import type { Fetched } from './token-request.ts';

/** Another worker holds the grant by now, or it is another grant: nothing is written. */
export class GrantLostError extends Error {
  override name = 'GrantLostError';
}

export interface RefreshTools {
  database: Database;
  vault: Vault;
  audit: Pick<Audit, 'record'>;
  waits: TokenWaits;
}

export interface Refreshed {
  subject: GrantSubject;
  fence: number;
  /** When the provider was asked: what it says of a token's life counts from then. */
  askedAt: Date;
  tookMs: number;
}

/**
 * The first write after a rotation, and the shortest: the refresh token that was held is dead at the provider. Also where the lease was lost,
 * as long as the dead one is still held: nobody else could use that any more.
 *
 * @throws GrantLostError
 */
export async function keepRotated({ database, vault }: RefreshTools, { subject, askedAt }: Refreshed, { tokens }: Fetched): Promise<void> {
  const { tenantId, profileId, row } = subject;
  if (!tokens.refreshToken) return;
  const refreshToken = Uint8Array.from(vault.seal(tokens.refreshToken, refreshTokenContext(row)));
  const refreshTokenHash = hashOf(tokens.refreshToken.reveal());
  const held = { profileId, generation: row.generation, revokedAt: null };
  // The new one: where this is tried again because what follows failed.
  const either = [{ refreshTokenHash: row.refreshTokenHash }, { refreshTokenHash }];
  const data = { refreshToken, refreshTokenHash, refreshUsedAt: askedAt };
  const { count } = await database.forTenant({ tenantId }, (tx) => tx.oAuthGrant.updateMany({ where: { ...held, OR: either }, data }));
  if (count === 0) throw new GrantLostError();
}

/**
 * Stores new tokens; what waited for them goes on. Also where the lease was lost, as long as the refresh token that came with them is held.
 *
 * @throws GrantLostError
 */
export async function storeRefreshed(tools: RefreshTools, refreshed: Refreshed, { tokens }: Fetched): Promise<void> {
  const { subject, askedAt, tookMs } = refreshed;
  await change(tools, refreshed, tokens.refreshToken, async (tx, lock) => {
    // Before the grant's row, in the order of locks.
    await tools.waits.end(tx, subject.profileId, false);
    const row = await lock();
    const { defaultExpirationSeconds } = subject.oauth;
    const { idleDays } = providerOf(subject.client.provider as ProviderId).refreshToken;
    const columns = obtainedColumns(tools.vault, row, { tokens, defaultExpirationSeconds, idleDays, now: askedAt });
    await tx.oAuthGrant.update({ where: { profileId: row.profileId }, data: { ...columns, leaseUntil: null } });
    await recordGrantEvent(tx, row, { kind: 'REFRESHED', tookMs });
    if (row.failureAt) await record(tools, tx, subject, 'grant.recovered', { since: (row.failureFirstAt ?? row.failureAt).toISOString() });
  });
}

/**
 * Writes down why no token came. Where trying again does not help, what waits for a token hears so now.
 *
 * @throws GrantLostError
 */
export async function storeFailure(tools: RefreshTools, refreshed: Refreshed, error: OAuthError): Promise<void> {
  const { subject, tookMs } = refreshed;
  const { class: failureClass, retry, sentence, code } = explainOAuth(error);
  await change(tools, refreshed, null, async (tx, lock) => {
    if (!retry) await tools.waits.giveUp(tx, subject.profileId);
    const row = await lock();
    // The token that failed was replaced by then, by a worker whose lease had ended: it says nothing of the new one.
    if (!isSame(row.refreshTokenHash, subject.row.refreshTokenHash)) throw new GrantLostError();
    await tx.oAuthGrant.update({
      where: { profileId: row.profileId },
      data: { ...failedColumns(row, error, new Date()), leaseUntil: null },
    });
    await recordGrantEvent(tx, row, { kind: 'REFRESH_FAILED', code, detail: sentence, tookMs });
    const isLost = failureClass === 'CONSENT_NEEDED' && row.flow === 'AUTHORIZATION_CODE';
    if (isLost && row.failureClass !== 'CONSENT_NEEDED') await record(tools, tx, subject, 'grant.consent-lost', { code, sentence });
    if (!isLost && !row.failureAt) await record(tools, tx, subject, 'grant.refresh-failing', { code, sentence });
  });
}

/** Nothing can be asked for: it rests until somebody acts. */
export async function clearSchedule(
  { database }: RefreshTools,
  { tenantId, profileId, fence }: Pick<OAuthGrant, 'tenantId' | 'profileId' | 'fence'>,
): Promise<void> {
  await database.forTenant({ tenantId }, (tx) =>
    tx.oAuthGrant.updateMany({ where: { profileId, fence }, data: { nextRefreshAt: null, leaseUntil: null } }),
  );
}

type Write = (tx: Tx, lock: () => Promise<OAuthGrant>) => Promise<void>;

async function change({ database }: RefreshTools, { subject, fence }: Refreshed, rotated: Secret | null, write: Write): Promise<void> {
  const { tenantId, profileId, row: seen } = subject;
  await database.forTenant(workerActor('grants', tenantId), async (tx) => {
    await write(tx, async () => {
      const row = await lockGrant(tx, profileId);
      const isOurs = row?.revokedAt === null && row.generation === seen.generation && (row.fence === fence || holdsToken(row, rotated));
      if (!row || !isOurs) throw new GrantLostError();
      return row;
    });
    await announceGrant(tx, profileId);
    await announceGrantChange(tx, subject);
  });
}

const holdsToken = ({ refreshTokenHash }: OAuthGrant, token: Secret | null): boolean =>
  token !== null && isSame(refreshTokenHash, hashOf(token.reveal()));

const isSame = (one: Uint8Array | null, other: Uint8Array | null): boolean =>
  one === null || other === null ? one === other : Buffer.from(one).equals(other);

function record(
  { audit }: RefreshTools,
  tx: Tx,
  { tenantId, name }: GrantSubject,
  action: string,
  details: Record<string, string>,
): Promise<void> {
  return audit.record(tx, workerActor('grants', tenantId), { action, subject: name, details });
}
