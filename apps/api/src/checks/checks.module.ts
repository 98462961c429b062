import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { ChecksResolver } from './checks.resolver.ts';
import { Checks } from './checks.service.ts';
import { ConnectionCheckJob } from './connection-check.job.ts';
import { ExpireChecksJob } from './expire-checks.job.ts';

/** Tries of submission settings, saved or not. A check is no message: it runs in the worker as a job and leaves an audit line. */
@Module({ imports: [AuditModule], providers: [Checks, ChecksResolver, ConnectionCheckJob, ExpireChecksJob] })
export class ChecksModule {}
