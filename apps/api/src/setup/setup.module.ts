import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module.ts';
import { AuditModule } from '../audit/audit.module.ts';
import { EmailProfilesModule } from '../email-profiles/email-profiles.module.ts';
import { OneTimeTokensModule } from '../one-time-tokens/one-time-tokens.module.ts';
import { MembersModule } from '../members/members.module.ts';
import { SandboxModule } from '../sandbox/sandbox.module.ts';
import { SessionsModule } from '../sessions/sessions.module.ts';
import { TenantsModule } from '../tenants/tenants.module.ts';
import { DemoProfiles } from './demo-profiles.service.ts';
import { Demo } from './demo.service.ts';
import { FirstStart } from './first-start.service.ts';
import { PublicSettingsService } from './public-settings.service.ts';
import { SetupResolver } from './setup.resolver.ts';
import { Setup } from './setup.service.ts';

/** The first system admin, the way back in, and what strangers may know. There is no default password: links are printed on the machine. */
@Module({
  imports: [
    AccountsModule,
    AuditModule,
    EmailProfilesModule,
    MembersModule,
    OneTimeTokensModule,
    SandboxModule,
    SessionsModule,
    TenantsModule,
  ],
  providers: [Setup, FirstStart, Demo, DemoProfiles, PublicSettingsService, SetupResolver],
  exports: [Setup, FirstStart],
})
export class SetupModule {}
