import { platformTenantId } from '@posthorn/database';
import type { SubmissionSettings } from '@posthorn/smtp';
import { Secret, type Vault } from '@posthorn/vault';

/** What a check tries. Sealed, because it holds the password; erased when the check ends, or within 5 minutes. */
export interface CheckedSettings {
  submission: SubmissionSettings;
  from: { name: string; address: string };
  replyTo: string | null;
  requestedBy: string;
}

const contextOf = (checkId: string) => ({ tenantId: platformTenantId, table: 'connection_check', column: 'settings', recordId: checkId });

export function sealSettings(vault: Vault, checkId: string, settings: CheckedSettings): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(vault.seal(Secret.of(JSON.stringify(settings)), contextOf(checkId)));
}

export function openSettings(vault: Vault, checkId: string, sealed: Uint8Array): CheckedSettings {
  return JSON.parse(vault.open(sealed, contextOf(checkId)).reveal()) as CheckedSettings;
}
