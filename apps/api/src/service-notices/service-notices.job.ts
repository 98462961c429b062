import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { RunsJob, type Job } from '../platform/jobs/job.ts';
import { ServiceNotices } from './service-notices.service.ts';

/** Looks every minute whether somebody must be told. */
@RunsJob()
@Injectable()
export class ServiceNoticesJob implements Job<object> {
  readonly name = 'service-notices';
  readonly payload = z.object({});
  readonly schedule = '* * * * *';

  constructor(private readonly notices: ServiceNotices) {}

  run(): Promise<void> {
    return this.notices.tell();
  }
}
