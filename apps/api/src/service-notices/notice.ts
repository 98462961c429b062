import type { StoredNotice } from '../account-mail/account-mail.ts';

type Without<Notice, Key extends PropertyKey> = Notice extends unknown ? Omit<Notice, Key> : never;

/** What is to be told, without the names of what it is about and whose that is. */
export type NoticeFacts = Without<StoredNotice, 'subjectName' | 'tenantName'>;

export interface Notice {
  facts: NoticeFacts;
  /** A setup or an OAuth client, as people named it. */
  subjectName: string;
  /** The console's page where it is mended. */
  path: string;
}

/** The platform's own setup and client, for people. */
export const platformMailName = 'Platform mail';
