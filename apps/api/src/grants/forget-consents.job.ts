import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { z } from 'zod';
import { RunsJob, type Job } from '../platform/jobs/job.ts';
import { forgetConsents } from './consent-rows.ts';

/** Erases tokens that nobody decided about, and consents that nobody came back from. */
@RunsJob()
@Injectable()
export class ForgetConsentsJob implements Job<object> {
  readonly name = 'forget-consents';
  readonly payload = z.object({});
  readonly schedule = '* * * * *';

  constructor(private readonly database: Database) {}

  async run(): Promise<void> {
    await this.database.asSystem('erase consents that are over', (tx) => forgetConsents(tx));
  }
}
