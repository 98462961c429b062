import { DiscoveryService } from '@nestjs/core';
import type { ZodType } from 'zod';
import { markedProviders } from '../registry/marked-providers.ts';

/**
 * A background job. Its payload holds ids only; `run` reads the state again and may run twice without harm.
 * A failed run is repeated `retryLimit` times with growing delays; a killed worker's jobs return within about 12 s.
 */
export interface Job<T extends object> {
  readonly name: string;
  readonly payload: ZodType<T>;
  /** Default 5. */
  readonly retryLimit?: number;
  /** Longest a run may take, in seconds. Default 60. */
  readonly expireInSeconds?: number;
  /** Runs at once in one worker, and of them those of one group. Default: one after the other. */
  readonly places?: { total: number; perGroup: number };
  /** Runs on its own at this cron expression (UTC), with an empty payload. */
  readonly schedule?: string;
  run(payload: T): Promise<void>;
}

/** What a sender needs to know of a job. */
export type JobName<T extends object> = Pick<Job<T>, 'name'> & { readonly __payload?: T };

export const jobName = <T extends object>(name: string): JobName<T> => ({ name });

/** Marks a provider that implements {@link Job}; the worker finds and runs it. */
export const RunsJob = DiscoveryService.createDecorator();

/** Every job of the modules this process is made of. */
export const jobsOf = (discovery: DiscoveryService): Job<object>[] => markedProviders(discovery, RunsJob);
