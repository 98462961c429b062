import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { DeliveryModule } from '../delivery/delivery.module.ts';
import { PersonNames } from '../identities/person-names.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { OAuthClientsModule } from '../oauth-clients/oauth-clients.module.ts';
import { PlatformMailResolver } from './platform-mail.resolver.ts';
import { PlatformMail } from './platform-mail.service.ts';
import { TestMail } from './test-mail.service.ts';

/** The one submission setup for account mail, the system admin's. Its password is used only with the destination it was given for. */
@Module({
  imports: [AuditModule, DeliveryModule, MessagesModule, OAuthClientsModule],
  providers: [PlatformMail, TestMail, PlatformMailResolver, PersonNames],
  exports: [PlatformMail],
})
export class PlatformMailModule {}
