import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { PlatformSettingsModule } from '../platform-settings/platform-settings.module.ts';
import { RateLimitsModule } from '../rate-limits/rate-limits.module.ts';
import { KnownBrowsers } from './known-browsers.ts';
import { NewPasswords } from './new-passwords.ts';
import { SessionEntry } from './session-entry.ts';
import { SessionsResolver } from './sessions.resolver.ts';
import { Sessions } from './sessions.service.ts';
import { SignInLimits } from './sign-in-limits.ts';
import { SignIn } from './sign-in.service.ts';
import { StepUp } from './step-up.service.ts';

/** Sessions: opaque, hashed, ended by idleness, age, a new password or address, and by their owner. Passwords are argon2id. */
@Module({
  imports: [AuditModule, RateLimitsModule, PlatformSettingsModule],
  providers: [KnownBrowsers, NewPasswords, Sessions, SignIn, SignInLimits, StepUp, SessionEntry, SessionsResolver],
  exports: [KnownBrowsers, NewPasswords, Sessions, SignIn, StepUp, SessionEntry],
})
export class SessionsModule {}
