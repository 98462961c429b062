import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { RateLimitsModule } from '../rate-limits/rate-limits.module.ts';
import { ChecksResolver } from './checks.resolver.ts';
import { Checks } from './checks.service.ts';
import { ConnectionCheckJob } from './connection-check.job.ts';
import { ExpireChecksJob } from './expire-checks.job.ts';

/**
 * Tries of submission settings, saved or not: platform mail's, and those of a tenant's email profiles. A check is no message: it runs in the
 * worker as a job and leaves an audit line. A tenant's says of a refused destination no more than what was typed.
 */
@Module({ imports: [AuditModule, RateLimitsModule], providers: [Checks, ChecksResolver, ConnectionCheckJob, ExpireChecksJob] })
export class ChecksModule {}
