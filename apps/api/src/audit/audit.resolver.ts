import { Args, Query, Resolver } from '@nestjs/graphql';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { PageInput, pagePipe, type Page } from '../platform/graphql/page.ts';
import { AuditLog } from './audit-log.service.ts';
import { AuditEvent, AuditEventPage, AuditFilter } from './audit.types.ts';

@Resolver(() => AuditEvent)
export class AuditResolver {
  constructor(private readonly log: AuditLog) {}

  @Allow('platform.audit', 'tenant.audit')
  @Query(() => AuditEventPage, { description: 'The audit of the tenant in the header; without one the platform’s, for a system admin.' })
  auditEvents(
    @CurrentActor() actor: TenantActor | SystemActor,
    @Args('filter', { nullable: true, type: () => AuditFilter, description: 'Which events.' }) filter?: AuditFilter,
    @Args('page', { nullable: true, type: () => PageInput, description: 'Which page.' }, pagePipe) page?: PageInput,
  ): Promise<Page<AuditEvent>> {
    return this.log.list(actor, filter ?? {}, page!);
  }
}
