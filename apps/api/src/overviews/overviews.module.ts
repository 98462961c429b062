import { Module } from '@nestjs/common';
import { ServiceNoticesModule } from '../service-notices/service-notices.module.ts';
import { OverviewsResolver } from './overviews.resolver.ts';
import { PlatformOverviewService } from './platform-overview.service.ts';
import { TenantOverviewService } from './tenant-overview.service.ts';

/** First pages; what they warn of is also mailed, by service notices. Only counts and states of tenants, never their recipients, subjects or bodies. */
@Module({ imports: [ServiceNoticesModule], providers: [PlatformOverviewService, TenantOverviewService, OverviewsResolver] })
export class OverviewsModule {}
