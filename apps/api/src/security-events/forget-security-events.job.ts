import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { z } from 'zod';
import { RunsJob, type Job } from '../platform/jobs/job.ts';

const keptDays = 90;

/** Forgets security events after 90 days, and their counts after a day. */
@RunsJob()
@Injectable()
export class ForgetSecurityEventsJob implements Job<object> {
  readonly name = 'forget-security-events';
  readonly payload = z.object({});
  readonly schedule = '17 4 * * *';

  constructor(private readonly database: Database) {}

  async run(): Promise<void> {
    const ago = (days: number) => new Date(Date.now() - days * 86_400_000);
    await this.database.asSystem('forget old security events', async (tx) => {
      await tx.securityEvent.deleteMany({ where: { at: { lt: ago(keptDays) } } });
      await tx.securityCount.deleteMany({ where: { minute: { lt: ago(1) } } });
    });
  }
}
