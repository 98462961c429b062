import { platformTenantId } from '@posthorn/database';
import type { SecretOwner } from './submission-settings.ts';

/** Whose a submission's sealed secrets are: the platform's row, or a tenant's profile. */
export const secretOwner = (tenantId: string, recordId: string): SecretOwner => ({
  tenantId,
  table: tenantId === platformTenantId ? 'platform_mail_settings' : 'email_profile',
  recordId,
});
