import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { z } from 'zod';
import { RunsJob, type Job } from '../platform/jobs/job.ts';
import { checkLifeMs } from './check-life.ts';

/** Ends checks that no worker finished, and erases their sealed settings. */
@RunsJob()
@Injectable()
export class ExpireChecksJob implements Job<object> {
  readonly name = 'expire-checks';
  readonly payload = z.object({});
  readonly schedule = '* * * * *';

  constructor(private readonly database: Database) {}

  async run(): Promise<void> {
    await this.database.asSystem('end checks that no worker finished', (tx) =>
      tx.connectionCheck.updateMany({
        where: { settings: { not: null }, createdAt: { lte: new Date(Date.now() - checkLifeMs) } },
        data: { status: 'EXPIRED', settings: null, finishedAt: new Date() },
      }),
    );
  }
}
