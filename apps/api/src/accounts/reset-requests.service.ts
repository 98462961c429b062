import { Injectable } from '@nestjs/common';
import { emailKey } from '@posthorn/contracts';
import { Database } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import { resetLimits } from '../account-mail/account-mail-limits.ts';
import { hashedNetwork } from '../account-mail/mail-cause.ts';
import type { AnonymousActor, PersonActor } from '../platform/access/actor.ts';
import { jobName } from '../platform/jobs/job.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { networkOf } from '../platform/access/network.ts';
import { PlatformSettingsService } from '../platform-settings/platform-settings.service.ts';
import { RateLimits, type Allowance } from '../rate-limits/rate-limits.ts';
import { KnownBrowsers } from '../sessions/known-browsers.ts';

export const passwordResetJob = jobName<{ requestId: string }>('password-reset');

/** "Forgot my password": one row and one job for known and unknown addresses alike; the worker looks up whom it concerns. */
@Injectable()
export class ResetRequests {
  constructor(
    private readonly database: Database,
    private readonly limits: RateLimits,
    private readonly browsers: KnownBrowsers,
    private readonly settings: PlatformSettingsService,
    private readonly jobs: JobQueue,
  ) {}

  /** `browser`: what it says it is known by. A browser that signed in with this address before has its own limit, which strangers can't use up. */
  async request(actor: AnonymousActor | PersonActor, email: string, browser: string | undefined): Promise<boolean> {
    const key = emailKey(email);
    const { knownBrowser } = browser ? await this.browsers.credentialOf(key, browser) : { knownBrowser: undefined };
    if (knownBrowser) {
      await this.limits.require(
        resetLimits.knownBrowser,
        JSON.stringify([key, knownBrowser]),
        'You have asked for many links. Wait a little.',
      );
      await this.write(email, { network: null, isWithinLimits: true });
      return true;
    }
    const sentence = 'Too many resets asked for from your network. Try again in an hour.';
    await this.limits.require(resetLimits.network, networkOf(actor.origin.ipAddress), sentence);
    await this.record(actor, email);
    return true;
  }

  /** Past the limits of an address nothing looks different: the row and the job are there, the mails before it are enough. */
  async record(actor: AnonymousActor | PersonActor, email: string): Promise<void> {
    const { resetMinutes } = await this.settings.read();
    const key = emailKey(email);
    const fromNetwork = JSON.stringify([key, networkOf(actor.origin.ipAddress)]);
    const isWithinLimits =
      (await this.limits.take(silence(resetLimits.addressFromNetwork, resetMinutes), fromNetwork)) &&
      (await this.limits.take(silence(resetLimits.address, resetMinutes), key));
    await this.write(email, { network: hashedNetwork(actor.origin.ipAddress), isWithinLimits });
  }

  private async write(email: string, { network, isWithinLimits }: { network: string | null; isWithinLimits: boolean }): Promise<void> {
    await this.database.beforeActor(async (tx) => {
      const requestId = uuidv7();
      await tx.resetRequest.createMany({ data: [{ id: requestId, email, network, processedAt: isWithinLimits ? null : new Date() }] });
      await this.jobs.send(tx, passwordResetJob, { requestId });
    });
  }
}

/** The silence ends while the last link before it still works: there is no time in which neither an old link nor a new request helps. */
export function silence(allowance: Allowance, resetMinutes: number): Allowance {
  const durationSeconds = Math.min(allowance.durationSeconds, resetMinutes * 30);
  return { ...allowance, name: `${allowance.name}-${durationSeconds}`, durationSeconds };
}
