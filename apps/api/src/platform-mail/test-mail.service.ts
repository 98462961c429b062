import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { AccountMailer } from '../account-mail/account-mailer.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { AppError } from '../platform/errors/app-error.ts';

/** A test mail with the saved settings is a message like any other: queued, delivered by a worker, kept with its attempts. */
@Injectable()
export class TestMail {
  constructor(
    private readonly database: Database,
    private readonly mailer: AccountMailer,
    private readonly audit: Audit,
  ) {}

  /** Answers the message's id. `to` defaults to the actor's own address. */
  async send(actor: SystemActor, to: string | null): Promise<string> {
    const timeZone = await this.timeZoneOf(actor);
    const recipient = { name: to === null ? actor.name : null, timeZone };
    const data = { kind: 'TEST', requestedBy: actor.name, requestedAt: new Date().toISOString() } as const;
    return this.database.forTenant(actor, async (tx) => {
      if (!(await tx.platformMailSettings.findFirst({ select: { id: true } })))
        throw new AppError('CONFLICT', 'Set up platform mail first; then it can be tested.');
      const address = to ?? actor.email;
      await this.audit.record(tx, actor, { action: 'platform-mail.tested', subject: address });
      return this.mailer.enqueue(tx, {
        operation: 'TEST_PLATFORM_MAIL',
        actor,
        to: address,
        recipient,
        identityId: actor.identityId,
        causeTenantId: null,
        data,
      });
    });
  }

  private async timeZoneOf(actor: SystemActor): Promise<string> {
    const me = await this.database.forIdentity(actor, (tx) => tx.identity.findFirst({ where: { id: actor.identityId } }));
    return me?.timeZone ?? 'UTC';
  }
}
