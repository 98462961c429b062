import { Module } from '@nestjs/common';
import { Vault } from '@posthorn/vault';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { MailQueue } from '../mail-queue/mail-queue.service.ts';
import { RateLimitsModule } from '../rate-limits/rate-limits.module.ts';
import { AccountMailAllowances } from './account-mail-allowances.ts';
import { AccountMailer } from './account-mailer.ts';

/** What the platform itself says: the closed list of account mails, how each is stored, and how it is rendered when it is sent. */
@Module({
  imports: [MailQueueModule, RateLimitsModule],
  providers: [
    AccountMailAllowances,
    {
      provide: AccountMailer,
      inject: [MailQueue, Vault, AccountMailAllowances],
      useFactory: (queue: MailQueue, vault: Vault, allowances: AccountMailAllowances) => new AccountMailer(queue, vault, allowances),
    },
  ],
  exports: [AccountMailer],
})
export class AccountMailModule {}
