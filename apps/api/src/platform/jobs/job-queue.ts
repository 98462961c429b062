import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Tx } from '@posthorn/database';
import { fromPrisma, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { Config } from '../config/config.ts';
import { LOG } from '../logging/logging.module.ts';
import { jobsOf, type JobName } from './job.ts';

/** Sends jobs, in the transaction of their cause. */
@Injectable()
export class JobQueue implements OnModuleInit, OnApplicationShutdown {
  private readonly boss: PgBoss;

  constructor(
    config: Config,
    private readonly discovery: DiscoveryService,
    @Inject(LOG) log: Logger,
  ) {
    this.boss = new PgBoss({
      connectionString: config.environment.POSTHORN_DATABASE_APP_URL,
      schema: 'jobs',
      max: 2,
      migrate: false,
      createSchema: false,
      supervise: false,
      schedule: false,
    });
    this.boss.on('error', (err: Error) => log.warn({ err }, 'job queue'));
  }

  async onModuleInit(): Promise<void> {
    await this.boss.start();
    // Here, not in the worker: the first job may be sent before any worker ever ran.
    for (const { name, retryLimit = 5, expireInSeconds = 60 } of jobsOf(this.discovery)) {
      await this.boss.createQueue(name, {
        retryLimit,
        retryDelay: 1,
        retryBackoff: true,
        expireInSeconds,
        heartbeatSeconds: 10,
        notify: true,
      });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.boss.stop({ graceful: false });
  }

  /** `group`: whose it is, where the job's places are shared out. */
  async send<T extends object>(tx: Tx, job: JobName<T>, payload: T, group?: string): Promise<void> {
    await this.boss.send(job.name, payload, { db: fromPrisma(tx), ...(group === undefined ? {} : { group: { id: group } }) });
  }
}
