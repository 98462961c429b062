import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { TenantsResolver } from './tenants.resolver.ts';
import { Tenants } from './tenants.service.ts';
import { OrphanWarnings } from './orphan-warnings.ts';

/** Tenants, for the system admin: created, limited, suspended. The reserved platform tenant is none of them. */
@Module({ imports: [AuditModule, MailQueueModule], providers: [OrphanWarnings, Tenants, TenantsResolver], exports: [Tenants] })
export class TenantsModule {}
