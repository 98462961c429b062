import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '@posthorn/database';
import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import type { AccountMailData } from '../account-mail/account-mail.ts';
import { AccountMailer } from '../account-mail/account-mailer.ts';
import { noticeLimits } from '../account-mail/account-mail-limits.ts';
import type { PersonActor } from '../platform/access/actor.ts';
import { LOG } from '../platform/logging/logging.module.ts';
import type { SecurityEventKind } from '../platform/errors/security-facts.ts';
import type { SecurityEvent } from '../platform/security/security-event.ts';
import { SecurityEvents } from '../platform/security/security-events.ts';
import { RateLimits } from '../rate-limits/rate-limits.ts';
import type { OwnSecurityEvent } from './security-event.types.ts';

/** What a person should know of; the rest is the system admin's. */
const personal = new Set<SecurityEventKind>(['SIGN_IN_FAILED', 'SIGN_IN_DELAYED', 'SIGN_IN_NEW_BROWSER', 'STEP_UP_FAILED', 'TOKEN_REUSED']);
/** Of one person and day: a page shows no more, and an attack writes no more. */
const kept = { name: 'security-events-kept', points: 200, durationSeconds: 24 * 3600 };
const failuresWorthAMail = 20;

/** Keeps what concerns a person, and mails them: after 20 failures in a row, and for a sign-in from a new browser. */
@Injectable()
export class OwnSecurityEvents implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly events: SecurityEvents,
    private readonly mailer: AccountMailer,
    private readonly limits: RateLimits,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    // Not awaited by the request: a known address must not take longer than an unknown one.
    this.events.listen((event) => {
      this.keep(event).catch((err: unknown) => this.log.error({ err }, 'a security event could not be kept'));
    });
  }

  /** Newest first. */
  async list(actor: PersonActor): Promise<OwnSecurityEvent[]> {
    return this.database.forIdentity(actor, (tx) =>
      tx.securityEvent.findMany({ where: { identityId: actor.identityId }, orderBy: { id: 'desc' }, take: 50 }),
    );
  }

  private async keep(event: SecurityEvent): Promise<void> {
    const { identityId, kind, origin } = event;
    if (!identityId || !personal.has(kind)) return;
    // What is mailed is kept in any case: strangers who fill the day must not hide it.
    const notice = await this.noticeOf(event, identityId);
    if (!notice && !(await this.limits.take(kept, identityId))) return;
    await this.database.forIdentity({ identityId }, async (tx) => {
      const { ipAddress = null, userAgent = null } = origin ?? {};
      await tx.securityEvent.createMany({ data: [{ id: uuidv7(), identityId, kind, ipAddress, userAgent, detail: event.detail ?? null }] });
      if (!notice) return;
      const recipient = await tx.identity.findUniqueOrThrow({ where: { id: identityId } });
      const mail = { to: recipient.email, recipient, identityId, causeTenantId: null, data: notice };
      await this.mailer.enqueue(tx, { operation: 'SECURITY_NOTICE', ...mail });
    });
  }

  private async noticeOf({ kind, origin, failures = 0 }: SecurityEvent, identityId: string): Promise<AccountMailData | undefined> {
    const at = new Date().toISOString();
    if (kind === 'SIGN_IN_FAILED' && failures >= failuresWorthAMail) {
      if (!(await this.limits.take(noticeLimits.FAILED_SIGN_INS, identityId))) return undefined;
      return { kind: 'SECURITY_NOTICE', event: 'FAILED_SIGN_INS', count: failures, at };
    }
    if (kind === 'SIGN_IN_NEW_BROWSER') {
      if (!(await this.limits.take(noticeLimits.NEW_BROWSER, identityId))) return undefined;
      return { kind: 'SECURITY_NOTICE', event: 'NEW_BROWSER', browser: origin?.userAgent ?? '', network: origin?.ipAddress ?? '', at };
    }
    return undefined;
  }
}
