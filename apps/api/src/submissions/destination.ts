import { destinationChanges, type SubmissionAdvanced } from '@posthorn/contracts';
import { advancedOf, type SubmissionRow } from './submission-settings.ts';

/** Everything that decides who gets to see a secret or a token: a stored one is used with exactly these. */
export type Destination = Pick<SubmissionRow, 'host' | 'port' | 'security'> & { advanced: SubmissionAdvanced };

export const destinationOf = (stored: SubmissionRow): Destination => ({ ...stored, advanced: advancedOf(stored.advanced) });

export const sameDestination = (one: Destination, other: Destination): boolean => destinationChanges(one, other).length === 0;
