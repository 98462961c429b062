import { createHash } from 'node:crypto';
import { Prisma, type OAuthConsent, type OAuthGrant, type Tx } from '@posthorn/database';
import {
  expiryOf,
  explainOAuth,
  nextRefreshAt,
  type GrantFacts,
  type Identity,
  type OAuthError,
  type OAuthFailureClass,
  type Tokens,
} from '@posthorn/oauth';
import type { SealContext, Secret, Vault } from '@posthorn/vault';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { jsonColumn } from '../platform/database/json-column.ts';

// What a grant is, between its row and the pure functions that say what it is worth.

type Key = Pick<OAuthGrant, 'tenantId' | 'profileId'>;
type Started = Pick<OAuthConsent, 'startedAt' | 'expiresAt'>;
type Update = Prisma.OAuthGrantUncheckedUpdateManyInput;

const contextOf = ({ tenantId, profileId }: Key, column: string): SealContext => ({
  tenantId,
  table: 'oauth_grant',
  column,
  recordId: profileId,
});
export const accessTokenContext = (key: Key): SealContext => contextOf(key, 'access_token');
export const refreshTokenContext = (key: Key): SealContext => contextOf(key, 'refresh_token');

export const hashOf = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(createHash('sha256').update(text).digest());

/** The same for a profile for ever, and spread evenly over all of them: version 7 ids begin with their time, so their hash decides. */
export const jitterOf = (profileId: string): number => createHash('sha256').update(profileId).digest().readUInt32BE() / 2 ** 32;

/** `consent`: one that is under way. */
export function grantFactsOf(row: OAuthGrant, consent: Started | null = null): GrantFacts {
  const { flow, jitter, refreshBeforeSeconds, obtainedAt, expiresAt, revokedAt } = row;
  return {
    flow,
    jitter,
    refreshBeforeSeconds,
    revokedAt,
    access: row.accessToken && obtainedAt ? { obtainedAt, expiresAt } : null,
    refresh:
      row.refreshToken && row.refreshUsedAt
        ? {
            usedAt: row.refreshUsedAt,
            idleDays: row.idleDays,
            expiresAt: row.refreshExpiresAt,
            lifeSeconds: row.refreshLifeSeconds,
          }
        : null,
    consent: consent && { startedAt: consent.startedAt, expiresAt: consent.expiresAt },
    failure:
      row.failureAt && row.failureFirstAt
        ? {
            class: row.failureClass as OAuthFailureClass,
            retry: row.failureRetry,
            sentence: row.failureSentence ?? '',
            firstAt: row.failureFirstAt,
            at: row.failureAt,
            attempts: row.failureAttempts,
            retryAfterSeconds: row.failureRetryAfter,
          }
        : null,
  };
}

const identityColumn = jsonColumn<Identity>(
  'oauth_grant.identity',
  z.object({ subject: z.string(), email: z.string().nullable(), username: z.string().nullable() }),
);
export const identityOf = ({ identity }: Pick<OAuthGrant, 'identity'>): Identity | null =>
  identity === null ? null : identityColumn.read(identity);

export const forgottenFailure = {
  failureClass: null,
  failureCode: null,
  failureSentence: null,
  failureWords: null,
  failureFix: null,
  failureRetry: false,
  failureFirstAt: null,
  failureAt: null,
  failureAttempts: 0,
  failureRetryAfter: null,
} satisfies Update;

/** A row without tokens and without a past: nothing was asked yet. */
export const emptied = {
  accessToken: null,
  accessTokenHash: null,
  obtainedAt: null,
  expiresAt: null,
  refreshToken: null,
  refreshTokenHash: null,
  refreshUsedAt: null,
  refreshExpiresAt: null,
  refreshLifeSeconds: null,
  idleDays: null,
  scope: null,
  revokedAt: null,
  forcedAt: null,
  told: {},
  grantedAt: null,
  grantedById: null,
  leaseUntil: null,
  ...forgottenFailure,
} satisfies Update;

/** Beside {@link emptied}: nobody consented. Apart from it, because a row that is read has no such value. */
export const withoutIdentity = { identity: Prisma.DbNull } satisfies Update;

/** There is a token to lose. */
export const holds = ({ accessToken, refreshToken }: Pick<OAuthGrant, 'accessToken' | 'refreshToken'>): boolean =>
  accessToken !== null || refreshToken !== null;

/** Without a person: nobody revoked it, and there is a refresh token, or none is needed. */
export const canBeRefreshed = ({ revokedAt, flow, refreshToken }: Pick<OAuthGrant, 'revokedAt' | 'flow' | 'refreshToken'>): boolean =>
  revokedAt === null && (flow !== 'AUTHORIZATION_CODE' || refreshToken !== null);

export interface Obtained {
  tokens: Tokens;
  /** What counts where the provider named no expiry; 0 or less: never. */
  defaultExpirationSeconds: number;
  /** Of the provider's refresh tokens. */
  idleDays: number | null;
  now: Date;
}

/** What is written after tokens came. A refresh token that did not come leaves the one held, which was used just now. */
export function obtainedColumns(vault: Vault, row: OAuthGrant, { tokens, defaultExpirationSeconds, idleDays, now }: Obtained): Update {
  const seal = (secret: Secret, context: SealContext) => Uint8Array.from(vault.seal(secret, context));
  const { accessToken, refreshToken, expiresInSeconds, refreshTokenExpiresInSeconds, scope } = tokens;
  const columns = {
    ...forgottenFailure,
    accessToken: seal(accessToken, accessTokenContext(row)),
    accessTokenHash: hashOf(accessToken.reveal()),
    obtainedAt: now,
    expiresAt: expiryOf(now, expiresInSeconds, defaultExpirationSeconds),
    ...(scope === null ? {} : { scope }),
    ...(refreshToken
      ? {
          refreshToken: seal(refreshToken, refreshTokenContext(row)),
          refreshTokenHash: hashOf(refreshToken.reveal()),
          idleDays,
        }
      : {}),
    ...(refreshToken || row.refreshToken ? { refreshUsedAt: now } : {}),
    ...(refreshTokenExpiresInSeconds === null
      ? {}
      : {
          refreshExpiresAt: new Date(now.getTime() + refreshTokenExpiresInSeconds * 1_000),
          refreshLifeSeconds: Math.max(row.refreshLifeSeconds ?? 0, refreshTokenExpiresInSeconds),
        }),
  } satisfies Update;
  return { ...columns, nextRefreshAt: nextRefreshAt(grantFactsOf({ ...row, ...columns, revokedAt: null }), now) };
}

/** What is written after a refresh failed; the tokens held stay. */
export function failedColumns(row: OAuthGrant, error: OAuthError, now: Date): Update {
  const { class: failureClass, retry, sentence, code, fix } = explainOAuth(error);
  const columns = {
    failureClass,
    failureCode: code,
    failureSentence: sentence,
    failureWords: error.description,
    failureFix: fix,
    failureRetry: retry,
    failureFirstAt: row.failureFirstAt ?? now,
    failureAt: now,
    failureAttempts: row.failureAttempts + 1,
    failureRetryAfter: error.retryAfterSeconds,
  } satisfies Update;
  return { ...columns, nextRefreshAt: nextRefreshAt(grantFactsOf({ ...row, ...columns }), now) };
}

/** Of one grant. */
export const keptEvents = 50;

type Event = Pick<Prisma.OAuthGrantEventUncheckedCreateInput, 'kind' | 'code' | 'detail' | 'tookMs' | 'actorName'>;

/** One more line of the refresh history, the newest 50 of which stay. */
export async function recordGrantEvent(tx: Tx, { tenantId, profileId }: Key, event: Event): Promise<void> {
  await tx.oAuthGrantEvent.create({ data: { tenantId, profileId, id: uuidv7(), ...event } });
  await tx.$executeRaw`
    delete from oauth_grant_event where profile_id = ${profileId}::uuid and id <= (
      select id from oauth_grant_event where profile_id = ${profileId}::uuid order by id desc offset ${keptEvents} limit 1)`;
}

/** Notified, with a profile's id, where a grant should be looked at now or has just got a token. */
export const grantChannel = 'grants';

/** At the commit, to the workers that refresh grants and to requests that wait for this one's token. */
export async function announceGrant(tx: Tx, profileId: string): Promise<void> {
  await tx.$executeRaw`select pg_notify(${grantChannel}, ${profileId})`;
}

/** Live topic of one grant; its data is the grant's key. */
export const grantTopic = (profileId: string): string => `grant:${profileId}`;

/** At the commit, to the browsers that watch this grant. Changing its row must announce it. */
export async function announceGrantChange(tx: Tx, { tenantId, profileId }: Key): Promise<void> {
  // What LiveEvents.announce sends, for functions that hold a transaction and nothing else.
  const event = JSON.stringify({ topic: grantTopic(profileId), data: { tenantId, profileId } });
  await tx.$executeRaw`select pg_notify('live', ${event})`;
}
