import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Tx } from '@posthorn/database';
import { fromPrisma, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { Config } from '../config/config.ts';
import { LOG } from '../logging/logging.module.ts';
import type { JobName } from './job.ts';

/** Sends jobs, in the transaction of their cause. */
@Injectable()
export class JobQueue implements OnModuleInit, OnApplicationShutdown {
  private readonly boss: PgBoss;

  constructor(config: Config, @Inject(LOG) log: Logger) {
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
  }

  async onApplicationShutdown(): Promise<void> {
    await this.boss.stop({ graceful: false });
  }

  async send<T extends object>(tx: Tx, job: JobName<T>, payload: T): Promise<void> {
    await this.boss.send(job.name, payload, { db: fromPrisma(tx) });
  }
}
