import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { PersonNames } from '../identities/person-names.ts';
import { EgressResolver } from './egress.resolver.ts';
import { EgressRules } from './egress-rules.service.ts';

/** The system admin's exceptions from the egress policy. Nothing is cached: a removed rule holds for the next connection. */
@Module({ imports: [AuditModule], providers: [EgressRules, EgressResolver, PersonNames], exports: [EgressRules] })
export class EgressModule {}
