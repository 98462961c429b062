import { Module } from '@nestjs/common';
import { AccountsModule } from './accounts/accounts.module.ts';
import { ApiKeysModule } from './api-keys/api-keys.module.ts';
import { AttachmentsModule } from './attachments/attachments.module.ts';
import { AuditModule } from './audit/audit.module.ts';
import { ChecksModule } from './checks/checks.module.ts';
import { EgressModule } from './egress/egress.module.ts';
import { EmailProfilesModule } from './email-profiles/email-profiles.module.ts';
import { GrantsModule } from './grants/grants.module.ts';
import { IdentitiesModule } from './identities/identities.module.ts';
import { MembersModule } from './members/members.module.ts';
import { MessagesModule } from './messages/messages.module.ts';
import { OAuthClientsModule } from './oauth-clients/oauth-clients.module.ts';
import { OverviewsModule } from './overviews/overviews.module.ts';
import { PlatformMailModule } from './platform-mail/platform-mail.module.ts';
import { PlatformSettingsModule } from './platform-settings/platform-settings.module.ts';
import { SandboxModule } from './sandbox/sandbox.module.ts';
import { SendingModule } from './sending/sending.module.ts';
import { ServiceNoticesModule } from './service-notices/service-notices.module.ts';
import { SecurityEventsModule } from './security-events/security-events.module.ts';
import { SessionsModule } from './sessions/sessions.module.ts';
import { SetupModule } from './setup/setup.module.ts';
import { SubmissionsModule } from './submissions/submissions.module.ts';
import { TenantsModule } from './tenants/tenants.module.ts';

/** Every feature, for the API and the worker alike. */
@Module({
  imports: [
    AccountsModule,
    ApiKeysModule,
    AttachmentsModule,
    AuditModule,
    ChecksModule,
    EgressModule,
    EmailProfilesModule,
    GrantsModule,
    IdentitiesModule,
    MembersModule,
    MessagesModule,
    OAuthClientsModule,
    OverviewsModule,
    PlatformMailModule,
    PlatformSettingsModule,
    SandboxModule,
    SendingModule,
    ServiceNoticesModule,
    SecurityEventsModule,
    SessionsModule,
    SetupModule,
    SubmissionsModule,
    TenantsModule,
  ],
})
export class FeaturesModule {}
