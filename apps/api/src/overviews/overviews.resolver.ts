import { Query, Resolver } from '@nestjs/graphql';
import type { TenantActor } from '../platform/access/actor.ts';
import { Allow } from '../platform/access/allow.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { PlatformOverview, TenantOverview } from './overview.types.ts';
import { PlatformOverviewService } from './platform-overview.service.ts';
import { TenantOverviewService } from './tenant-overview.service.ts';

@Resolver()
export class OverviewsResolver {
  constructor(
    private readonly platform: PlatformOverviewService,
    private readonly tenant: TenantOverviewService,
  ) {}

  @Allow('platform.overview')
  @Query(() => PlatformOverview, { description: 'The system admin’s first page.' })
  platformOverview(): Promise<PlatformOverview> {
    return this.platform.read();
  }

  @Allow('tenant.overview')
  @Query(() => TenantOverview, { description: 'The first page of the tenant in the header.' })
  tenantOverview(@CurrentActor() actor: TenantActor): Promise<TenantOverview> {
    return this.tenant.read(actor);
  }
}
