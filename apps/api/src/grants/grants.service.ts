import { Injectable } from '@nestjs/common';
import {
  Database,
  platformProfileId,
  type OAuthConsent,
  type OAuthGrant,
  type OAuthGrantEvent,
  type TenantScope,
  type Tx,
} from '@posthorn/database';
import { grantState, missingScopes, providerOf, refreshEndMoves, refreshTokenEndsAt, type ProviderId } from '@posthorn/oauth';
import { PersonNames } from '../identities/person-names.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { grantFactsOf, holds, identityOf, keptEvents } from './grant-rows.ts';
import { belongsTo, startedOf } from './grant-states.ts';
import { findSubject, type GrantSubject } from './grant-subject.ts';
import type { Grant, GrantFailure, PendingConsent } from './grant.types.ts';

interface Facts {
  subject: GrantSubject;
  consents: OAuthConsent[];
  events: OAuthGrantEvent[];
}

/** Grants as they are read. Tokens are not among what is read. */
@Injectable()
export class Grants {
  constructor(
    private readonly database: Database,
    private readonly people: PersonNames,
  ) {}

  /** Null where the setup does not sign in with OAuth 2.0. Throws NOT_FOUND. */
  async find(scope: TenantScope, profileId: string): Promise<Grant | null> {
    const facts = await this.database.forTenant(scope, (tx) => factsOf(tx, scope, profileId));
    if (!facts) return null;
    const { grantedById } = facts.subject.row;
    const names = await this.people.of([grantedById]);
    return toGrant(facts, names.get(grantedById ?? '') ?? null, new Date());
  }

  /** @throws AppError NOT_FOUND, CONFLICT */
  async require(scope: TenantScope, profileId: string): Promise<Grant> {
    const grant = await this.find(scope, profileId);
    if (!grant) throw new AppError('CONFLICT', 'This setup does not sign in with OAuth 2.0 any more.');
    return grant;
  }
}

async function factsOf(tx: Tx, scope: TenantScope, profileId: string): Promise<Facts | null> {
  const subject = await findSubject(tx, scope, profileId);
  if (!subject) return null;
  return {
    subject,
    consents: await tx.oAuthConsent.findMany({ where: { profileId, expiresAt: { gt: new Date() } }, orderBy: { id: 'asc' } }),
    events: await tx.oAuthGrantEvent.findMany({ where: { profileId }, orderBy: { id: 'desc' }, take: keptEvents }),
  };
}

function toGrant({ subject, consents, events }: Facts, grantedByName: string | null, now: Date): Grant {
  const { row, client, user } = subject;
  const facts = grantFactsOf(row, startedOf(row, consents));
  const { state, since, why, nextAttempt, whatToDo, usable } = grantState(facts, now);
  const identity = identityOf(row);
  const refreshEndsAt = refreshTokenEndsAt(facts);
  return {
    profileId: subject.profileId === platformProfileId ? null : subject.profileId,
    profileName: subject.name,
    user,
    clientId: client.id,
    clientName: client.name,
    providerName: providerOf(client.provider as ProviderId).name,
    flow: row.flow,
    interactive: row.flow === 'AUTHORIZATION_CODE',
    state,
    since,
    why,
    nextAttempt,
    whatToDo,
    usable,
    obtainedAt: row.obtainedAt,
    expiresAt: row.expiresAt,
    hasRefreshToken: row.refreshToken !== null,
    refreshUsedAt: row.refreshUsedAt,
    refreshEndsAt,
    refreshEndMoves: refreshEndMoves(facts),
    scopes: wordsOf(row.scope),
    missingScopes: holds(row) ? missingScopes(subject.scope, row.scope) : [],
    consentedAs: identity?.email ?? identity?.username ?? null,
    grantedAt: row.grantedAt,
    grantedByName,
    failure: failureOf(row),
    ...permitted(row),
    refreshing: row.leaseUntil !== null && row.leaseUntil > now,
    pendingConsent: pendingOf(subject, consents),
    history: events,
  };
}

const wordsOf = (scope: string | null): string[] => (scope ?? '').split(/\s+/u).filter((word) => word !== '');

/** An unattended grant that was revoked is fetched again by a refresh; one that a person gave is not. */
export function permitted(row: OAuthGrant): Pick<Grant, 'canRefresh' | 'canGrant' | 'canRevoke'> {
  const canGrant = row.flow === 'AUTHORIZATION_CODE';
  return { canRefresh: !canGrant || (row.refreshToken !== null && row.revokedAt === null), canGrant, canRevoke: holds(row) };
}

function failureOf(row: OAuthGrant): GrantFailure | null {
  if (!row.failureClass || !row.failureAt || !row.failureFirstAt) return null;
  return {
    class: row.failureClass,
    code: row.failureCode ?? row.failureClass,
    sentence: row.failureSentence ?? '',
    words: row.failureWords,
    fix: row.failureFix,
    since: row.failureFirstAt,
    at: row.failureAt,
    attempts: row.failureAttempts,
  };
}

function pendingOf({ row, user }: GrantSubject, consents: OAuthConsent[]): PendingConsent | null {
  const newest = consents.findLast((consent) => consent.status === 'TO_CONFIRM' && belongsTo(consent, row));
  if (!newest) return null;
  const { id, consentedAs, missingScopes: missing, expiresAt } = newest;
  return { id, consentedAs, user, missingScopes: missing, expiresAt };
}
