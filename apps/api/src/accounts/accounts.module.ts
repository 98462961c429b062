import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { AccountMailModule } from '../account-mail/account-mail.module.ts';
import { OneTimeTokensModule } from '../one-time-tokens/one-time-tokens.module.ts';
import { PlatformSettingsModule } from '../platform-settings/platform-settings.module.ts';
import { RateLimitsModule } from '../rate-limits/rate-limits.module.ts';
import { SessionsModule } from '../sessions/sessions.module.ts';
import { AccountActions } from './account-actions.service.ts';
import { AccountsResolver } from './accounts.resolver.ts';
import { Activation } from './activation.service.ts';
import { EmailChange } from './email-change.service.ts';
import { EmailUndo } from './email-undo.service.ts';
import { EntranceResolver } from './entrance.resolver.ts';
import { Links } from './links.service.ts';
import { MailedLinks } from './mailed-links.ts';
import { MeService } from './me.service.ts';
import { PasswordResetJob } from './password-reset.job.ts';
import { PasswordService } from './password.service.ts';
import { Profile } from './profile.service.ts';
import { ResetRequests } from './reset-requests.service.ts';

/**
 * A person and their own account: activation, password, address, profile, memberships. Only the person and the system admin act on it, and
 * no answer tells a stranger whether somebody exists.
 */
@Module({
  imports: [AuditModule, AccountMailModule, OneTimeTokensModule, PlatformSettingsModule, RateLimitsModule, SessionsModule],
  providers: [
    AccountActions,
    Activation,
    EmailChange,
    EmailUndo,
    Links,
    MailedLinks,
    MeService,
    PasswordResetJob,
    PasswordService,
    Profile,
    ResetRequests,
    AccountsResolver,
    EntranceResolver,
  ],
  exports: [AccountActions, MeService],
})
export class AccountsModule {}
