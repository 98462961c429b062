import { Module } from '@nestjs/common';
import { OverviewsResolver } from './overviews.resolver.ts';
import { PlatformOverviewService } from './platform-overview.service.ts';
import { TenantOverviewService } from './tenant-overview.service.ts';

/** First pages. Only counts and states of tenants, never their recipients, subjects or bodies. */
@Module({ providers: [PlatformOverviewService, TenantOverviewService, OverviewsResolver] })
export class OverviewsModule {}
