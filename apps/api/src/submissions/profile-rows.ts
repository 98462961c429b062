import { emailKey } from '@posthorn/contracts';
import type { EmailProfile as Row, Tx } from '@posthorn/database';
import { validate } from 'uuid';
import { invalidInput, notFound } from '../platform/errors/app-error.ts';

/**
 * One change of a tenant's profiles at a time, until the transaction ends: names, the default, the count and the chain of fallbacks are
 * facts about all of them together.
 */
export async function lockProfiles(tx: Tx, tenantId: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended('posthorn.email-profiles ' || ${tenantId}, 0))`;
}

export async function findProfile(tx: Tx, id: string): Promise<Row> {
  const row = await tx.emailProfile.findFirst({ where: { id, deletedAt: null } });
  if (!row) throw notFound('email profile');
  return row;
}

/**
 * The profile that a send names: by its id, by name, or by a name it had; null for the tenant's default. Until the transaction ends nobody
 * deletes it, so that what is enqueued for it is moved or refused, never stranded.
 *
 * @throws AppError INVALID_INPUT at `profile`
 */
export async function resolveProfile(tx: Tx, tenantId: string, nameOrId: string | null): Promise<Row> {
  const id = await idOf(tx, tenantId, nameOrId);
  const kept =
    id &&
    (await tx.$queryRaw<unknown[]>`
    select from email_profile where tenant_id = ${tenantId}::uuid and id = ${id}::uuid and deleted_at is null for key share`);
  const row = kept && kept.length > 0 ? await tx.emailProfile.findFirst({ where: { tenantId, id } }) : null;
  if (!row) throw await unknownProfile(tx, tenantId, nameOrId);
  return row;
}

async function idOf(tx: Tx, tenantId: string, nameOrId: string | null): Promise<string | undefined> {
  if (nameOrId === null) return (await tx.emailProfile.findFirst({ where: { tenantId, isDefault: true, deletedAt: null } }))?.id;
  // An id before a name: nobody takes over another profile's mail by calling theirs like its id.
  if (validate(nameOrId) && (await tx.emailProfile.count({ where: { tenantId, id: nameOrId, deletedAt: null } })) > 0) return nameOrId;
  return (await tx.emailProfileName.findFirst({ where: { tenantId, nameKey: emailKey(nameOrId) } }))?.profileId;
}

async function unknownProfile(tx: Tx, tenantId: string, nameOrId: string | null) {
  const count = await tx.emailProfile.count({ where: { tenantId, deletedAt: null } });
  if (count === 0) return invalidInput('profile', 'This tenant has no email profile yet. A tenant admin makes one under Email profiles.');
  const choice = count === 1 ? 'There is one' : `There are ${count}`;
  return nameOrId === null
    ? invalidInput('profile', `No email profile is the default. ${choice}: name it, or make it the default.`)
    : invalidInput('profile', `There is no email profile of this name, former name or id. ${choice}; leave it out for the default.`);
}
