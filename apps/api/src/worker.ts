import 'reflect-metadata';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Logger } from 'pino';
import { DeliveryWorkerModule } from './delivery/delivery-worker.module.ts';
import { FeaturesModule } from './features.module.ts';
import { GrantKeeperModule } from './grants/refresh/grant-keeper.module.ts';
import { JobRunnerModule } from './platform/jobs/jobs.module.ts';
import { LOG } from './platform/logging/logging.module.ts';
import { PlatformModule } from './platform/platform.module.ts';
import { behaveAsProcess, boot } from './platform/process.ts';

/** The process that delivers mail and runs jobs: the same features as the API, without its doors. Any number of them work side by side. */
@Module({ imports: [PlatformModule, FeaturesModule, JobRunnerModule, DeliveryWorkerModule, GrantKeeperModule] })
class WorkerModule {}

await boot(async () => {
  const app = await NestFactory.createApplicationContext(WorkerModule, { bufferLogs: true, autoFlushLogs: false, abortOnError: false });
  behaveAsProcess(app);
  app.get<Logger>(LOG).info('ready');
});
