import type { PlatformMailSettingsInput } from '@posthorn/contracts';
import { platformOAuthClientId, type OAuthClient, type PlatformMailSettings, type Tx } from '@posthorn/database';
import type { Vault } from '@posthorn/vault';
import { clientDrops } from '../oauth-clients/client-drops.ts';
import { previewClient } from '../oauth-clients/client-saves.ts';
import type { ResolvedClient } from '../oauth-clients/resolved-client.ts';
import { setupDrops, resolvedUse, storedUse } from '../submissions/dropped-tokens.ts';
import { requireClient } from '../submissions/resolved-authentication.ts';
import { presetOf, resolveSubmission, type ResolvedSubmission } from '../submissions/resolved-submission.ts';
import { findClient } from '../grants/submission-grant-sync.ts';

/** One save at a time, until the transaction ends: at first there is no row to lock. */
export async function lockSettings(tx: Tx): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('posthorn.platform-mail', 0))`;
}

export interface ResolvedPlatformMail {
  resolved: ResolvedSubmission;
  /** The platform's client as it is stored; null: never saved. */
  clientBefore: OAuthClient | null;
  /** What its save comes to; null with a password, where it stays as it is. */
  client: ResolvedClient | null;
  /** Why the tokens held would go, in words. */
  drops: string[];
  notes: string[];
}

type ClientAfter = ResolvedClient['values'] & { secret: object | null };

/**
 * What saving the input would make of platform mail and of its one OAuth client: nothing is written. `field` prefixes the names of fields
 * in refusals.
 *
 * @throws AppError INVALID_INPUT
 */
export async function resolvePlatformMail(
  tx: Tx,
  vault: Vault,
  input: PlatformMailSettingsInput,
  before: PlatformMailSettings | null,
  field = '',
): Promise<ResolvedPlatformMail> {
  const oauth = input.oauth && { ...input.oauth, clientId: platformOAuthClientId };
  const resolved = resolveSubmission({ ...input, oauth }, before, field);
  const { values } = resolved;
  const clientBefore = await findClient(tx, platformOAuthClientId);
  const options = { field: `${field}oauthClient.` };
  const client = values.oauth && input.oauthClient ? await previewClient(tx, input.oauthClient, clientBefore, vault, options) : null;
  const clientAfter = client && { ...client.values, secret: secretAfter(client, clientBefore) };
  const notes = requireClient(values, clientAfter, presetOf(values.preset), field);
  const drops = before ? dropsOf(before, clientBefore, resolved, clientAfter) : [];
  return { resolved, clientBefore, client, drops, notes: [...resolved.notes, ...(client?.notes ?? []), ...notes] };
}

function secretAfter({ secret }: ResolvedClient, before: OAuthClient | null): object | null {
  if (secret.kind === 'replace') return secret.secret;
  return secret.kind === 'keep' ? (before?.secret ?? null) : null;
}

function dropsOf(
  before: PlatformMailSettings,
  clientBefore: OAuthClient | null,
  { values }: ResolvedSubmission,
  clientAfter: ClientAfter | null,
): string[] {
  const ofSetup = setupDrops(storedUse(before, clientBefore), resolvedUse(values, clientAfter));
  if (before.authentication !== 'OAUTH2' || !values.oauth || !clientBefore || !clientAfter) return ofSetup;
  return [...new Set([...ofSetup, ...clientDrops(clientBefore, clientAfter, values.oauth)])];
}
