import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { OverviewsResolver } from './overviews.resolver.ts';
import { PlatformOverviewService } from './platform-overview.service.ts';
import { TenantOverviewService } from './tenant-overview.service.ts';

/**
 * First pages. What wants attention comes from the features that know of it, which register as warning sources; of tenants the system admin
 * sees only counts and states, never recipients, subjects or bodies.
 */
@Module({ imports: [DiscoveryModule], providers: [PlatformOverviewService, TenantOverviewService, OverviewsResolver] })
export class OverviewsModule {}
