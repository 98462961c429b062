import { Injectable } from '@nestjs/common';
import { emailKey } from '@posthorn/contracts';
import { Database } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import type { AnonymousActor, PersonActor } from '../platform/access/actor.ts';
import { jobName } from '../platform/jobs/job.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { networkOf } from '../platform/access/network.ts';
import { RateLimits } from '../rate-limits/rate-limits.ts';

export const passwordResetJob = jobName<{ requestId: string }>('password-reset');

const perNetwork = { name: 'reset-network', points: 20, durationSeconds: 3600 };
const perAddress = { name: 'reset-address', points: 3, durationSeconds: 3600 };

/** "Forgot my password": one row and one job for known and unknown addresses alike; whom it concerns is the worker's business. */
@Injectable()
export class ResetRequests {
  constructor(
    private readonly database: Database,
    private readonly limits: RateLimits,
    private readonly jobs: JobQueue,
  ) {}

  async request(actor: AnonymousActor | PersonActor, email: string): Promise<boolean> {
    await this.limits.demand(
      perNetwork,
      networkOf(actor.origin.ipAddress),
      'Too many resets asked for from your network. Try again in an hour.',
    );
    await this.record(email);
    return true;
  }

  /** Past the limit of an address nothing looks different: the row and the job are there, the mails of the first three are enough. */
  async record(email: string): Promise<void> {
    const withinLimit = await this.limits.take(perAddress, emailKey(email));
    await this.database.beforeActor(async (tx) => {
      const requestId = uuidv7();
      await tx.resetRequest.createMany({ data: [{ id: requestId, email, processedAt: withinLimit ? null : new Date() }] });
      await this.jobs.send(tx, passwordResetJob, { requestId });
    });
  }
}
