import { Module } from '@nestjs/common';
import { AccountMailModule } from '../account-mail/account-mail.module.ts';
import { RateLimitsModule } from '../rate-limits/rate-limits.module.ts';
import { BurstWarnings } from './burst-warnings.ts';
import { ForgetSecurityEventsJob } from './forget-security-events.job.ts';
import { OwnSecurityEvents } from './own-security-events.service.ts';
import { SecurityEventsResolver } from './security-events.resolver.ts';

/**
 * What people see of security events: their own on their account's page and in at most one mail a day and kind, bursts on the system
 * admin's first page. The platform below logs and counts each.
 */
@Module({
  imports: [AccountMailModule, RateLimitsModule],
  providers: [OwnSecurityEvents, BurstWarnings, ForgetSecurityEventsJob, SecurityEventsResolver],
})
export class SecurityEventsModule {}
