import { Module } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { DeliveryWake } from '../mail-queue/wake.ts';
import { TenantMailer } from './tenant-mailer.ts';

/**
 * Mail of tenants: how it is written into the queue, and what the worker makes of it. It travels through the tenant's own email profiles and
 * nothing else, and it is stored as it was ordered: who carries it decides only at send what From may stand.
 */
@Module({
  imports: [MailQueueModule],
  providers: [
    {
      provide: TenantMailer,
      inject: [Database, DeliveryWake],
      useFactory: (database: Database, wake: DeliveryWake) => new TenantMailer(database, wake),
    },
  ],
  exports: [TenantMailer],
})
export class TenantMailModule {}
