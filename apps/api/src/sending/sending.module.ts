import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { EmailProfilesModule } from '../email-profiles/email-profiles.module.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { TenantMailModule } from '../tenant-mail/tenant-mail.module.ts';
import { ForgetSendsJob } from './forget-sends.job.ts';
import { HandSent } from './hand-sent.service.ts';
import { IdempotentSends } from './idempotent-sends.ts';
import { MailFiles } from './mail-files.ts';
import { SendingController } from './sending.controller.ts';
import { SendingResolver } from './sending.resolver.ts';
import { Sending } from './sending.service.ts';

/**
 * Sending by program and by hand: one way in for GraphQL and HTTP. What is wrong is said before anything is written; what is taken is
 * written in one transaction, once for each idempotency key.
 */
@Module({
  imports: [AttachmentsModule, AuditModule, EmailProfilesModule, MessagesModule, TenantMailModule],
  controllers: [SendingController],
  providers: [Sending, HandSent, IdempotentSends, MailFiles, ForgetSendsJob, SendingResolver],
})
export class SendingModule {}
