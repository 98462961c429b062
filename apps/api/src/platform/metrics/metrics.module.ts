import { Module } from '@nestjs/common';
import { MetricsServer } from './metrics-server.ts';

/** What Prometheus scrapes, on loopback only. */
@Module({ providers: [MetricsServer] })
export class MetricsModule {}
