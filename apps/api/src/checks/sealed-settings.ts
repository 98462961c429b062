import type { SubmissionSettings } from '@posthorn/smtp';
import { Secret, type Vault } from '@posthorn/vault';

/** What a check tries. Sealed, because it holds secrets; erased when the check ends, or within 5 minutes. */
export interface CheckedSettings {
  submission: SubmissionSettings;
  from: { name: string; address: string };
  /** Reverse path. */
  envelopeSender: string;
  replyTo: string | null;
  requestedBy: string;
}

/** Which check, of whom. */
export interface CheckKey {
  checkId: string;
  tenantId: string;
}

const contextOf = ({ checkId, tenantId }: CheckKey) => ({ tenantId, table: 'connection_check', column: 'settings', recordId: checkId });

export function sealSettings(vault: Vault, key: CheckKey, settings: CheckedSettings): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(vault.seal(Secret.of(JSON.stringify(settings)), contextOf(key)));
}

export function openSettings(vault: Vault, key: CheckKey, sealed: Uint8Array): CheckedSettings {
  return JSON.parse(vault.open(sealed, contextOf(key)).reveal()) as CheckedSettings;
}
