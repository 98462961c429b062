import { emailKey, type OAuthClientInput } from '@posthorn/contracts';
import { platformOAuthClientId, type OAuthClient as Row, type Tx } from '@posthorn/database';
import { SealError, type Secret, type Vault } from '@posthorn/vault';
import { v7 as uuidv7 } from 'uuid';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { requireOwnId, idTaken } from './client-ids.ts';
import { clientSecretContext } from '../oauth/registration.ts';
import { resolveClient, type ClientSecretChange, type ResolvedClient } from './resolved-client.ts';

export interface SavedClient {
  row: Row;
  /** What was changed on the way in, as sentences for the person. */
  notes: string[];
}

export interface SaveOptions {
  /** Prefix of field names in refusals. Default: none. */
  field?: string;
}

/**
 * What saving the input would make of a client: nothing is written. Compare `values` with the stored row by `clientDrops` before.
 *
 * @throws AppError INVALID_INPUT
 */
export async function previewClient(
  tx: Tx,
  input: OAuthClientInput,
  existing: Row | null,
  vault: Vault,
  { field = '' }: SaveOptions = {},
): Promise<ResolvedClient> {
  const usedUnattended = existing !== null && (await tx.oAuthGrant.count({ where: { clientId: existing.id, flow: unattended } })) > 0;
  return resolveClient(input, existing, { usedUnattended, field, open: () => (existing ? openSecret(vault, existing) : null) });
}

const unattended = { not: 'AUTHORIZATION_CODE' as const };

function openSecret(vault: Vault, row: Row): Secret | null {
  try {
    return row.secret && vault.open(row.secret, clientSecretContext(row));
  } catch (error) {
    if (error instanceof SealError) return null;
    throw error;
  }
}

/**
 * Makes or saves a client as it was settled by {@link previewClient}. Grants are the caller's: it compares by `clientDrops` before, asks, and
 * calls `keepGrant` for each. A system admin's is the platform's one, whatever id the input names.
 *
 * @throws AppError CONFLICT at `name`; NOT_FOUND at `id` where it is not a new one of ours
 */
export async function writeClient(
  tx: Tx,
  actor: SystemActor | TenantActor,
  input: OAuthClientInput,
  existing: Row | null,
  vault: Vault,
  resolved: ResolvedClient,
  { field = '' }: SaveOptions = {},
): Promise<SavedClient> {
  const id = existing?.id ?? idOf(actor, input, field);
  const { tenantId } = actor;
  const nameKey = await requireName(tx, id, input.name, field);
  const data = {
    ...resolved.values,
    nameKey,
    updatedAt: new Date(),
    updatedById: actor.identityId,
    version: (existing?.version ?? 0) + 1,
    ...secretColumns(vault, { tenantId, id }, resolved.secret),
    ...(endsAnew(existing, resolved) ? { secretWarnedDays: null } : {}),
  };
  if (existing) return { row: await tx.oAuthClient.update({ where: { id }, data }), notes: resolved.notes };
  // The row that has the id already may be another tenant's, and is not looked at.
  const { count } = await tx.oAuthClient.createMany({ data: [{ ...data, tenantId, id }], skipDuplicates: true });
  if (count === 0) throw idTaken(field);
  return { row: await tx.oAuthClient.findUniqueOrThrow({ where: { id } }), notes: resolved.notes };
}

function idOf(actor: SystemActor | TenantActor, { id }: OAuthClientInput, field: string): string {
  if (actor.kind === 'system') return platformOAuthClientId;
  if (id !== null) requireOwnId(id, field);
  return id ?? uuidv7();
}

async function requireName(tx: Tx, id: string, name: string, field: string): Promise<string> {
  const nameKey = emailKey(name);
  const holder = await tx.oAuthClient.findFirst({ where: { nameKey, id: { not: id } } });
  if (holder) throw new AppError('CONFLICT', 'Another OAuth client has this name.', { field: `${field}name` });
  return nameKey;
}

type SecretColumns = { secret?: Uint8Array<ArrayBuffer> | null; secretChangedAt?: Date | null };

function secretColumns(vault: Vault, owner: Pick<Row, 'tenantId' | 'id'>, change: ClientSecretChange): SecretColumns {
  if (change.kind === 'keep') return {};
  if (change.kind === 'remove') return { secret: null, secretChangedAt: null };
  return { secret: Uint8Array.from(vault.seal(change.secret, clientSecretContext(owner))), secretChangedAt: new Date() };
}

/** Warnings of the old end say nothing of the new one. */
const endsAnew = (existing: Row | null, { secret, values }: ResolvedClient): boolean =>
  secret.kind !== 'keep' || existing?.secretExpiresAt?.getTime() !== values.secretExpiresAt?.getTime();
