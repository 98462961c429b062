import type { EmailProfileInput } from '@posthorn/contracts';
import type { EmailProfile, OAuthClient, Tx } from '@posthorn/database';
import { setupDrops, resolvedUse, storedUse } from '../submissions/dropped-tokens.ts';
import { requireClient } from '../submissions/resolved-authentication.ts';
import { presetOf, resolveSubmission, type ResolvedSubmission } from '../submissions/resolved-submission.ts';
import { findClient } from '../grants/submission-grant-sync.ts';

export interface ResolvedProfile {
  resolved: ResolvedSubmission;
  /** The OAuth client it names; null with a password. */
  client: OAuthClient | null;
  clientBefore: OAuthClient | null;
  /** Why the tokens held would go, in words. */
  drops: string[];
  notes: string[];
}

/**
 * What saving the input would make of a profile's submission: nothing is written. `field` prefixes the names of fields in refusals.
 *
 * @throws AppError INVALID_INPUT
 */
export async function resolveProfileInput(
  tx: Tx,
  input: EmailProfileInput,
  before: EmailProfile | null,
  field = '',
): Promise<ResolvedProfile> {
  const resolved = resolveSubmission(input, before, field);
  const { values } = resolved;
  const client = await findClient(tx, values.oauthClientId);
  const notes = requireClient(values, client, presetOf(values.preset), field);
  const clientBefore = await findClient(tx, before?.oauthClientId ?? null);
  const drops = before ? setupDrops(storedUse(before, clientBefore), resolvedUse(values, client)) : [];
  return { resolved, client, clientBefore, drops, notes: [...resolved.notes, ...notes] };
}
