import type { EmailProfileInput, PlatformMailSettingsInput } from '@posthorn/contracts';
import type { EmailProfile, PlatformMailSettings } from '@posthorn/database';
import { isFailure } from '@posthorn/smtp';
import type { Vault } from '@posthorn/vault';
import {
  advancedOf,
  openSubmission,
  passwordContextOf,
  proxyPasswordContextOf,
  submissionSettingsOf,
  type SubmissionToken,
} from '../submissions/submission-settings.ts';
import { AppError, invalidInput } from '../platform/errors/app-error.ts';
import { secretOwner } from '../submissions/secret-owner.ts';
import type { SecretChange, ResolvedSubmission } from '../submissions/resolved-submission.ts';
import type { CheckedSettings } from './sealed-settings.ts';

type Checked = Omit<CheckedSettings, 'requestedBy'>;
type Stored = PlatformMailSettings | EmailProfile;

/** Saved settings, with their secrets in clear. `token`: what they sign in with in place of a password. */
export function savedSubmission(vault: Vault, stored: Stored, token: SubmissionToken | null): Checked {
  const submission = openSubmission(vault, stored, secretOwner(stored.tenantId, stored.id), token);
  if (isFailure(submission)) throw new AppError('CONFLICT', submission.sentence);
  return { submission, ...sendersOf(stored, advancedOf(stored.advanced).envelopeSender) };
}

export interface Typed {
  input: PlatformMailSettingsInput | EmailProfileInput;
  resolved: ResolvedSubmission;
  stored: Stored | null;
  /** What they sign in with in place of a password. */
  token: SubmissionToken | null;
  /** Prefix of field names in refusals. */
  field: 'settings.' | 'profile.';
}

/** What somebody typed, with what is stored where they keep it: only ever for the destination it was given for. */
export function typedSubmission(vault: Vault, { input, resolved, stored, token, field }: Typed): Checked {
  const { values, ...changes } = resolved;
  const owner = stored && secretOwner(stored.tenantId, stored.id);
  const secrets = {
    password: secretOf(vault, changes.password, stored?.password, owner && passwordContextOf(owner), `${field}password`),
    proxyPassword: secretOf(
      vault,
      changes.proxyPassword,
      stored?.proxyPassword,
      owner && proxyPasswordContextOf(owner),
      `${field}proxyPassword`,
    ),
    oauth: token,
  };
  return { submission: submissionSettingsOf(values, values.advanced, secrets), ...sendersOf(input, values.advanced.envelopeSender) };
}

const sendersOf = (
  { fromAddress, fromName, replyTo }: Pick<EmailProfile, 'fromAddress' | 'fromName' | 'replyTo'>,
  envelopeSender: string | null,
) => ({ from: { name: fromName ?? '', address: fromAddress }, envelopeSender: envelopeSender ?? fromAddress, replyTo });

function secretOf(
  vault: Vault,
  change: SecretChange,
  sealed: Uint8Array | null | undefined,
  context: ReturnType<typeof passwordContextOf> | null,
  field: string,
): string | null {
  if (change.kind === 'replace') return change.secret;
  if (change.kind === 'remove' || !sealed || !context) return null;
  try {
    return vault.open(sealed, context).reveal();
  } catch {
    throw invalidInput(field, 'The stored password can’t be read: the key it was sealed with is missing. Type it again.');
  }
}
