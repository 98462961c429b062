import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { AccountMailModule } from '../account-mail/account-mail.module.ts';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { PersonNames } from '../identities/person-names.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { OAuthClientsModule } from '../oauth-clients/oauth-clients.module.ts';
import { PlatformMailResolver } from './platform-mail.resolver.ts';
import { PlatformMail } from './platform-mail.service.ts';
import { TestMail } from './test-mail.service.ts';
import { PlatformMailWarningSource } from './platform-mail-warning-source.ts';

/**
 * The one submission setup for account mail, the system admin's, and the platform's one OAuth client, which is edited in place. Its password
 * and its tokens are used only with the destination they were given for.
 */
@Module({
  imports: [AuditModule, AccountMailModule, MailQueueModule, MessagesModule, OAuthClientsModule],
  providers: [PlatformMailWarningSource, PlatformMail, TestMail, PlatformMailResolver, PersonNames],
  exports: [PlatformMail],
})
export class PlatformMailModule {}
