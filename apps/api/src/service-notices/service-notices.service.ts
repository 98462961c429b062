import { Injectable } from '@nestjs/common';
import { Database, platformTenantId, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { AccountMailer } from '../delivery/account-mailer.ts';
import { workerActor } from '../platform/access/actor.ts';
import { audienceOf, type Audience } from './audience.ts';
import type { Notice } from './notice.ts';
import { markTold } from './notice-marks.ts';
import { findSubjects, type NoticeSubject } from './notice-subjects.ts';

/** Tells admins why mail stands still, or soon will. */
@Injectable()
export class ServiceNotices {
  constructor(
    private readonly database: Database,
    private readonly mailer: AccountMailer,
    private readonly audit: Audit,
  ) {}

  /** Everything that is due, each in a transaction of its own. One that fails keeps no other from being told. */
  async tell(): Promise<void> {
    const now = new Date();
    const subjects = await this.database.asSystem('find setups and clients whose admins must be told', (tx) => findSubjects(tx, now));
    const failures: unknown[] = [];
    for (const subject of subjects) {
      await this.tellOf(subject, now).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${subjects.length} could not be looked at`);
  }

  private tellOf(subject: NoticeSubject, now: Date): Promise<void> {
    const { tenantId } = subject;
    return this.reach(tenantId, async (tx) => {
      const audience = await audienceOf(tx, tenantId);
      // Nothing is marked as told while there is nobody to tell.
      if (audience.people.length === 0) return;
      for (const notice of await markTold(tx, subject, now)) await this.send(tx, tenantId, audience, notice);
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
      await this.mailer.enqueue(tx, { to: person.email, recipient: person, identityId: person.id, causeTenantId, data });
    }
    await this.audit.record(tx, workerActor('service-notices', tenantId), {
      action: 'service-notice.sent',
      subject: subjectName,
      details: { event: facts.event, to: people.map(({ email }) => email) },
    });
  }
}
