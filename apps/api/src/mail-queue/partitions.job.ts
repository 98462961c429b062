import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { z } from 'zod';
import { RunsJob, type Job } from '../platform/jobs/job.ts';

/** Makes the partitions of mail, message and attempt for this month and the next three. Each start of a worker does it too. */
@RunsJob()
@Injectable()
export class PartitionsJob implements Job<object> {
  readonly name = 'make-partitions';
  readonly payload = z.object({});
  readonly schedule = '17 3 * * *';

  constructor(private readonly database: Database) {}

  async run(): Promise<void> {
    await this.database.asSystem('make partitions of mail', (tx) => tx.$queryRaw`select app.ensure_partitions()`);
  }
}
