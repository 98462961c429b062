import { Module } from '@nestjs/common';
import { Vault } from '@posthorn/vault';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { MailQueue } from '../mail-queue/mail-queue.service.ts';
import { AccountMailer } from './account-mailer.ts';

/** What the platform itself says: the closed list of account mails, how each is stored, and how it is rendered when it is sent. */
@Module({
  imports: [MailQueueModule],
  providers: [
    { provide: AccountMailer, inject: [MailQueue, Vault], useFactory: (queue: MailQueue, vault: Vault) => new AccountMailer(queue, vault) },
  ],
  exports: [AccountMailer],
})
export class AccountMailModule {}
