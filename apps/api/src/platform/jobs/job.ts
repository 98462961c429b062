import type { ZodType } from 'zod';

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
  /** Runs on its own at this cron expression (UTC), with an empty payload. */
  readonly schedule?: string;
  run(payload: T): Promise<void>;
}

/** What a sender needs to know of a job. */
export type JobName<T extends object> = Pick<Job<T>, 'name'> & { readonly __payload?: T };

export const jobName = <T extends object>(name: string): JobName<T> => ({ name });
