import type { EmailProfile } from '@posthorn/database';
import type { SubmissionRow } from './submission-settings.ts';

/** A row of platform mail settings or email profiles, and how it signs in. */
export type StoredSubmission = SubmissionRow & Pick<EmailProfile, 'authentication' | 'oauthClientId' | 'oauth'>;
