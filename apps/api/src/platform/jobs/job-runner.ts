import { Inject, Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { Config } from '../config/config.ts';
import { LOG } from '../logging/logging.module.ts';
import { jobsOf, type Job } from './job.ts';

// NOTIFY wakes a job within milliseconds; a notification that is lost costs 2 s, not the library's 30.
const polling = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 2 };

/** Runs every job of the modules it is loaded with. Only the worker loads it. It supervises the queues as the system role. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, OnApplicationShutdown {
  private boss: PgBoss | undefined;

  constructor(
    private readonly config: Config,
    private readonly discovery: DiscoveryService,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.boss = new PgBoss({
      connectionString: this.config.environment.POSTHORN_DATABASE_SYSTEM_URL,
      schema: 'jobs',
      max: 4,
      migrate: false,
      createSchema: false,
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 5,
      useListenNotify: true,
    });
    this.boss.on('error', (err: Error) => this.log.warn({ err }, 'job runner'));
    await this.boss.start();
    for (const job of jobsOf(this.discovery)) await this.work(job);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.boss?.stop({ graceful: true, timeout: 5_000 });
  }

  private async work(job: Job<object>): Promise<void> {
    if (job.schedule) await this.boss?.schedule(job.name, job.schedule);
    const places = job.places && { localConcurrency: job.places.total, localGroupConcurrency: job.places.perGroup };
    await this.boss?.work<object>(job.name, { ...polling, ...places }, ([queued]) => (queued ? this.run(job, queued) : Promise.resolve()));
  }

  private async run(job: Job<object>, { id, data }: { id: string; data: object | null }): Promise<void> {
    try {
      await job.run(job.payload.parse(data ?? {}));
    } catch (err) {
      this.log.error({ err, job: job.name, id }, 'job failed; it is repeated while its retries last');
      throw err;
    }
  }
}
