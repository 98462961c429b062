import { Global, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { JobQueue } from './job-queue.ts';
import { JobRunner } from './job-runner.ts';

/** Background work in the same PostgreSQL: every process may send jobs. */
@Global()
@Module({ imports: [DiscoveryModule], providers: [JobQueue], exports: [JobQueue] })
export class JobsModule {}

/** The other half, for the worker alone. */
@Module({ imports: [DiscoveryModule], providers: [JobRunner] })
export class JobRunnerModule {}
