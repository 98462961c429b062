import { defaultAdvanced, submissionAdvanced, type SubmissionAdvanced } from '@posthorn/contracts';
import { platformTenantId, type EmailProfile, type PlatformMailSettings } from '@posthorn/database';
import type { SealContext } from '@posthorn/vault';

/** What platform mail settings and email profiles store alike: where and as whom mail is handed in. */
export type StoredSubmission = Pick<
  PlatformMailSettings & EmailProfile,
  'host' | 'port' | 'security' | 'username' | 'password' | 'timeoutMs' | 'advanced' | 'proxyPassword'
>;

/** The advanced part of a row: fields it was written without have their defaults. */
export function advancedOf({ advanced }: Pick<StoredSubmission, 'advanced'>): SubmissionAdvanced {
  const parsed = submissionAdvanced.safeParse(advanced);
  return parsed.success ? parsed.data : { ...defaultAdvanced, ...(advanced as Partial<SubmissionAdvanced>) };
}

export type SubmissionSecret = 'password' | 'proxy_password';

/** Where a sealed secret of a submission belongs: in the platform's row, or in a tenant's profile. */
export const secretContext = (tenantId: string, recordId: string, column: SubmissionSecret): SealContext => ({
  tenantId,
  table: tenantId === platformTenantId ? 'platform_mail_settings' : 'email_profile',
  column,
  recordId,
});
