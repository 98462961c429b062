import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { z } from 'zod';
import { RunsJob, type Job } from '../platform/jobs/job.ts';

/** Forgets idempotency keys after 3 days. */
@RunsJob()
@Injectable()
export class ForgetSendsJob implements Job<object> {
  readonly name = 'forget-idempotent-sends';
  readonly payload = z.object({});
  readonly schedule = '11 * * * *';

  constructor(private readonly database: Database) {}

  async run(): Promise<void> {
    await this.database.asSystem(
      'forget idempotency keys',
      (tx) => tx.$executeRaw`delete from idempotent_send where created_at < now() - interval '3 days'`,
    );
  }
}
