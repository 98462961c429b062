import { emailKey } from '@posthorn/contracts';
import type { Tx } from '@posthorn/database';
import { AppError } from '../platform/errors/app-error.ts';

const maxName = 80;

/**
 * Gives a profile its name; those it had go on leading to it as aliases, and one of them may be taken back. Needs {@link lockProfiles}.
 *
 * @throws AppError CONFLICT at `name` where another profile has or had it
 */
export async function takeName(tx: Tx, tenantId: string, profileId: string, name: string): Promise<void> {
  const nameKey = emailKey(name);
  const holder = await tx.emailProfileName.findFirst({ where: { nameKey }, include: { profile: { select: { name: true } } } });
  if (holder && holder.profileId !== profileId) throw nameTaken(holder.profile.name, holder.isAlias);
  await tx.emailProfileName.updateMany({ where: { profileId }, data: { isAlias: true } });
  if (holder) await tx.emailProfileName.update({ where: { tenantId_nameKey: { tenantId, nameKey } }, data: { name, isAlias: false } });
  else await tx.emailProfileName.create({ data: { tenantId, nameKey, name, profileId } });
}

function nameTaken(holder: string, isAlias: boolean): AppError {
  const sentence = isAlias
    ? `${holder} had this name before, and sends may still use it. Choose another one, or remove that alias first.`
    : 'Another email profile has this name.';
  return new AppError('CONFLICT', sentence, { field: 'name' });
}

/** `Plant 4 copy`, `Plant 4 copy 2`: the first that is free, cut to the length of a name. */
export async function nameOfCopy(tx: Tx, name: string): Promise<string> {
  const taken = new Set((await tx.emailProfileName.findMany({ select: { nameKey: true } })).map(({ nameKey }) => nameKey));
  for (let number = 1; ; number += 1) {
    const suffix = number === 1 ? ' copy' : ` copy ${number}`;
    const copy = name.slice(0, maxName - suffix.length).trimEnd() + suffix;
    if (!taken.has(emailKey(copy))) return copy;
  }
}
