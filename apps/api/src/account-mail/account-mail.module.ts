import { Module } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { Vault } from '@posthorn/vault';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { DeliveryWake } from '../mail-queue/wake.ts';
import { AccountMailer } from './account-mailer.ts';

/** What the platform itself says: the closed list of account mails, how each is stored, and how it is rendered when it is sent. */
@Module({
  imports: [MailQueueModule],
  providers: [
    {
      provide: AccountMailer,
      inject: [Database, Vault, DeliveryWake],
      useFactory: (database: Database, vault: Vault, wake: DeliveryWake) => new AccountMailer(database, vault, wake),
    },
  ],
  exports: [AccountMailer],
})
export class AccountMailModule {}
