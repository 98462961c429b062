import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.ts';
import { PersonNames } from '../identities/person-names.ts';
import { MailQueueModule } from '../mail-queue/mail-queue.module.ts';
import { EgressRequestsResolver } from './egress-requests.resolver.ts';
import { EgressRequests } from './egress-requests.service.ts';
import { EgressResolver } from './egress.resolver.ts';
import { EgressRules } from './egress-rules.service.ts';
import { RequestWarnings } from './request-warnings.ts';

/**
 * The system admin's exceptions from the egress policy, and what tenants ask to be one. Nothing is cached: a removed rule holds for the next
 * connection. A tenant is never told where a name leads.
 */
@Module({
  imports: [AuditModule, MailQueueModule],
  providers: [RequestWarnings, EgressRules, EgressResolver, EgressRequests, EgressRequestsResolver, PersonNames],
  exports: [EgressRules],
})
export class EgressModule {}
