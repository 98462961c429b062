import { Injectable } from '@nestjs/common';
import { dayMs } from '@posthorn/contracts';
import { Database, platformTenantId, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { AccountMailer } from '../account-mail/account-mailer.ts';
import { workerActor } from '../platform/access/actor.ts';
import { audienceOf, type Audience } from './audience.ts';
import type { Notice } from './notice.ts';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import { markTold } from './notice-marks.ts';
import { findSubjects, type NoticeSubject } from './notice-subjects.ts';

/**
 * Of one tenant in a day: what it does to its own setups must not use up what the platform's mail server takes, or go before everybody's account
 * mail. What is too much is told on the day after, where it is still so; the overview shows it at once.
 */
const maxPerDay = 50;
const action = 'service-notice.sent';

/** Nothing is marked as told, and nothing goes out. */
class EnoughToldError extends Error {
  override name = 'EnoughToldError';
}

/** Tells admins why mail stands still, or soon will. */
@Injectable()
export class ServiceNotices {
  constructor(
    private readonly database: Database,
    private readonly mailer: AccountMailer,
    private readonly audit: Audit,
    private readonly queues: ProfileQueues,
  ) {}

  /** Everything that is due, each in a transaction of its own. One that fails keeps no other from being told. */
  async tell(): Promise<void> {
    const now = new Date();
    const subjects = await this.database.asSystem('find setups and clients whose admins must be told', (tx) => findSubjects(tx, now));
    const failures: unknown[] = [];
    const enough = new Set<string>();
    for (const subject of subjects) {
      if (enough.has(subject.tenantId)) continue;
      await this.tellOf(subject, now).catch((error: unknown) => {
        if (error instanceof EnoughToldError) enough.add(subject.tenantId);
        else failures.push(error);
      });
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${subjects.length} could not be looked at`);
  }

  private tellOf(subject: NoticeSubject, now: Date): Promise<void> {
    const { tenantId } = subject;
    return this.reach(tenantId, async (tx) => {
      const audience = await audienceOf(tx, tenantId);
      // Nothing is marked as told while there is nobody to tell.
      if (audience.people.length === 0) return;
      const notices = await markTold(tx, this.queues, subject, now);
      if (notices.length > 0 && (await isEnough(tx, tenantId, now))) throw new EnoughToldError();
      for (const notice of notices) await this.send(tx, tenantId, audience, notice);
    });
  }

  /** Who the system admins are, no transaction of a tenant sees. */
  private reach(tenantId: string, work: (tx: Tx) => Promise<void>): Promise<void> {
    if (tenantId === platformTenantId) return this.database.asSystem('tell the system admins of platform mail', work);
    return this.database.forTenant({ tenantId }, work);
  }

  private async send(tx: Tx, tenantId: string, { tenantName, people }: Audience, { facts, subjectName, path }: Notice): Promise<void> {
    const data = { kind: 'SERVICE_NOTICE', subjectName, tenantName, path, ...facts } as const;
    const causeTenantId = tenantId === platformTenantId ? null : tenantId;
    for (const person of people) {
      await this.mailer.enqueue(tx, {
        operation: 'SERVICE_NOTICE',
        to: person.email,
        recipient: person,
        identityId: person.id,
        causeTenantId,
        data,
      });
    }
    await this.audit.record(tx, workerActor('service-notices', tenantId), {
      action,
      subject: subjectName,
      details: { event: facts.event, to: people.map(({ email }) => email) },
    });
  }
}

async function isEnough(tx: Tx, tenantId: string, now: Date): Promise<boolean> {
  if (tenantId === platformTenantId) return false;
  const since = new Date(now.getTime() - dayMs);
  return (await tx.auditEvent.count({ where: { tenantId, action, at: { gt: since } } })) >= maxPerDay;
}
