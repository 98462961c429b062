import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { AccountMailModule } from '../account-mail/account-mail.module.ts';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { ServiceNoticesJob } from './service-notices.job.ts';
import { ServiceNotices } from './service-notices.service.ts';

/**
 * What admins are told by mail before, or when, mail stands still: a setup is parked, a client secret or a refresh token ends, a consent is
 * lost, refreshes fail. What was told is marked in the transaction that enqueues the mail, so that any number of workers tell it once, and
 * forgotten when it is over, so that the next time is a notice again.
 */
@Module({ imports: [AccountMailModule, AuditModule, MailQueueModule], providers: [ServiceNotices, ServiceNoticesJob] })
export class ServiceNoticesModule {}
