import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { AccountMailModule } from '../account-mail/account-mail.module.ts';
import { MessagesModule } from '../messages/messages.module.ts';
import { OneTimeTokensModule } from '../one-time-tokens/one-time-tokens.module.ts';
import { PlatformSettingsModule } from '../platform-settings/platform-settings.module.ts';
import { Invitations } from './invitations.service.ts';
import { InvitationMailResolver } from './invitation-mail.resolver.ts';
import { MembersResolver } from './members.resolver.ts';
import { Members } from './members.service.ts';
import { InvitationWarnings } from './invitation-warnings.ts';

/** Who belongs to a tenant. Its admins act on memberships; the accounts behind them are the people's own. */
@Module({
  imports: [AuditModule, AccountMailModule, MessagesModule, OneTimeTokensModule, PlatformSettingsModule],
  providers: [InvitationWarnings, Members, Invitations, InvitationMailResolver, MembersResolver],
  exports: [Members, Invitations],
})
export class MembersModule {}
