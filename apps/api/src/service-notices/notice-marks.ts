import { isDeepStrictEqual } from 'node:util';
import { platformProfileId, platformTenantId, type DeliveryBudget, type Tx } from '@posthorn/database';
import { expiryWarning } from '@posthorn/oauth';
import type { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import { lockGrant } from '../grants/grant-keeping.ts';
import { grantFactsOf } from '../grants/grant-rows.ts';
import { startedOf } from '../grants/grant-states.ts';
import { grantNotices, toldOf } from './grant-notices.ts';
import { platformMailName, type Notice } from './notice.ts';
import { parkedForMs, type NoticeSubject } from './notice-subjects.ts';

/** Looks at a row again, under its lock, and marks what it answers as notified: a second worker finds nothing left to say. */
export function markTold(tx: Tx, queues: ProfileQueues, subject: NoticeSubject, now: Date): Promise<Notice[]> {
  switch (subject.kind) {
    case 'GRANT':
      return markGrant(tx, subject, now);
    case 'SECRET':
      return markSecret(tx, subject, now);
    case 'PARKED':
      return markParked(tx, queues, subject, now);
  }
}

async function markGrant(tx: Tx, subject: NoticeSubject, now: Date): Promise<Notice[]> {
  const profileId = subject.id;
  const row = await lockGrant(tx, profileId);
  const subjectName = await setupName(tx, profileId);
  if (!row || subjectName === null) return [];
  const consents = await tx.oAuthConsent.findMany({ where: { profileId, status: 'STARTED', expiresAt: { gt: now } } });
  const { notices, told } = grantNotices(grantFactsOf(row, startedOf(row, consents)), toldOf(row.told), now);
  if (!isDeepStrictEqual(told, row.told)) await tx.oAuthGrant.update({ where: { profileId }, data: { told } });
  return notices.map((facts) => ({ facts, subjectName, path: tokenPath(subject) }));
}

async function markSecret(tx: Tx, { tenantId, id }: NoticeSubject, now: Date): Promise<Notice[]> {
  const client = await tx.oAuthClient.findFirst({ where: { id } });
  const { secretExpiresAt, secretWarnedDays } = client ?? {};
  const isPlatform = tenantId === platformTenantId;
  // The platform's client stays when its mail signs in with a password again.
  if (!client || !secretExpiresAt || (isPlatform && !(await platformUsesTokens(tx)))) return [];
  const warning = expiryWarning(secretExpiresAt, now, secretWarnedDays ?? null);
  if (!warning?.due) return [];
  const seen = { id, secretExpiresAt, secretWarnedDays: client.secretWarnedDays };
  const { count } = await tx.oAuthClient.updateMany({ where: seen, data: { secretWarnedDays: warning.threshold } });
  if (count === 0) return [];
  const facts = { event: 'SECRET_EXPIRING', daysLeft: warning.daysLeft, endsAt: secretExpiresAt.toISOString() } as const;
  const subjectName = isPlatform ? platformMailName : client.name;
  return [{ facts, subjectName, path: isPlatform ? platformPath : `/t/${tenantId}/oauth-clients/${id}` }];
}

async function markParked(tx: Tx, queues: ProfileQueues, subject: NoticeSubject, now: Date): Promise<Notice[]> {
  const { tenantId, id: profileId } = subject;
  const budget = await tx.deliveryBudget.findFirst({ where: { profileId } });
  const subjectName = await setupName(tx, profileId);
  if (subjectName === null || !budget?.parkedAt || !isStuck(budget) || budget.parkedAt.getTime() > now.getTime() - parkedForMs) return [];
  const { parkedAt } = budget;
  const isNew = await queues.markParkedNotified(tx, profileId, parkedAt);
  const isForToken = budget.lastFailureClass === 'TOKEN';
  // One cause, one notice: the notice of a lost token says that mail waits.
  if (!isNew || (isForToken && (await isTokenTold(tx, profileId)))) return [];
  const detail = budget.lastFailureSentence ?? 'Run a check to see why.';
  const path = profileId === platformProfileId ? platformPath : `/t/${tenantId}/profiles/${profileId}`;
  const facts = { event: 'PROFILE_PARKED', since: parkedAt.toISOString(), detail } as const;
  return [{ facts, subjectName, path: isForToken ? tokenPath(subject) : path }];
}

const platformPath = '/system/mail';

const tokenPath = ({ tenantId, id }: NoticeSubject): string =>
  id === platformProfileId ? platformPath : `/t/${tenantId}/profiles/${id}/token`;

const isStuck = ({ pausedAt, suspendedAt }: DeliveryBudget): boolean => !pausedAt && !suspendedAt;

/** Null for a setup that is gone. */
async function setupName(tx: Tx, profileId: string): Promise<string | null> {
  if (profileId === platformProfileId) return platformMailName;
  const profile = await tx.emailProfile.findFirst({ where: { id: profileId, deletedAt: null }, select: { name: true } });
  return profile?.name ?? null;
}

async function isTokenTold(tx: Tx, profileId: string): Promise<boolean> {
  const grant = await tx.oAuthGrant.findFirst({ where: { profileId }, select: { told: true } });
  const { consentLost, refreshFailing } = toldOf(grant?.told ?? {});
  return consentLost !== undefined || refreshFailing !== undefined;
}

async function platformUsesTokens(tx: Tx): Promise<boolean> {
  return (await tx.platformMailSettings.count({ where: { authentication: 'OAUTH2' } })) > 0;
}
