import { Module } from '@nestjs/common';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { TenantMailer } from './tenant-mailer.ts';

/**
 * Mail of tenants: how it is written into the queue, and what the worker makes of it. It travels through the tenant's own email profiles and
 * nothing else, and it is stored as it was ordered: who carries it decides only at send what From may stand.
 */
@Module({
  imports: [MailQueueModule],
  providers: [TenantMailer],
  exports: [TenantMailer],
})
export class TenantMailModule {}
