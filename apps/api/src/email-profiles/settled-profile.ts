import type { EmailProfileInput } from '@posthorn/contracts';
import type { EmailProfile, OAuthClient, Tx } from '@posthorn/database';
import { setupDrops, settledUse, storedUse } from '../submissions/dropped-tokens.ts';
import { demandClient } from '../submissions/settled-oauth.ts';
import { presetOf, settle, type SettledSubmission } from '../submissions/settled-submission.ts';
import { findClient } from '../grants/setup-client.ts';

export interface SettledProfile {
  settled: SettledSubmission;
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
export async function settleProfile(tx: Tx, input: EmailProfileInput, before: EmailProfile | null, field = ''): Promise<SettledProfile> {
  const settled = settle(input, before, field);
  const { values } = settled;
  const client = await findClient(tx, values.oauthClientId);
  const notes = demandClient(values, client, presetOf(values.preset), field);
  const clientBefore = await findClient(tx, before?.oauthClientId ?? null);
  const drops = before ? setupDrops(storedUse(before, clientBefore), settledUse(values, client)) : [];
  return { settled, client, clientBefore, drops, notes: [...settled.notes, ...notes] };
}
