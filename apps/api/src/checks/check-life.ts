import { jobName } from '../platform/jobs/job.ts';
import type { CheckKey } from './sealed-settings.ts';

/** Sealed settings are gone 5 minutes after they were sealed: a check may last four, and a job that runs each minute erases older ones. */
export const checkLifeMs = 4 * 60_000;

/** Live topic of one check; its data is the check's key. */
export const checkTopic = (id: string) => `check:${id}`;

export const connectionCheckJob = jobName<CheckKey>('connection-check');
