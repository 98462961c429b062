import { Module } from '@nestjs/common';
import { AuditLog } from './audit-log.service.ts';
import { AuditResolver } from './audit.resolver.ts';
import { Audit } from './audit.service.ts';

/** The audit: every change, by whom, when, from where. Insert-only, and written in the transaction of the act. */
@Module({ providers: [Audit, AuditLog, AuditResolver], exports: [Audit] })
export class AuditModule {}
