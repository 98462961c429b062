import { Module } from '@nestjs/common';
import { FeaturesModule } from './features.module.ts';
import { GraphqlModule } from './platform/graphql/graphql.module.ts';
import { HealthModule } from './platform/health/health.module.ts';
import { MetricsModule } from './platform/metrics/metrics.module.ts';
import { RefusalsModule } from './platform/refusals/refusals.module.ts';
import { PlatformModule } from './platform/platform.module.ts';

/** The process that answers requests. */
@Module({ imports: [PlatformModule, RefusalsModule, GraphqlModule, HealthModule, MetricsModule, FeaturesModule] })
export class ApiModule {}
