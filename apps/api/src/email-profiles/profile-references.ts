import type { Tx } from '@posthorn/database';
import type { ProfileReference } from './email-profile.types.ts';
import { waitingOf } from '../mail-queue/waiting-messages.ts';

/** What refers to each of these profiles. The default is a reference only while another profile could take its place. */
export async function referencesOf(tx: Tx, ids: string[]): Promise<Map<string, ProfileReference[]>> {
  const found = new Map<string, ProfileReference[]>(ids.map((id) => [id, []]));
  const add = (id: string, reference: ProfileReference) => found.get(id)?.push(reference);

  const profiles = await tx.emailProfile.findMany({
    where: { deletedAt: null },
    select: { id: true, name: true, fallbackId: true, isDefault: true },
    // As they were made: what is said twice is said in the same order.
    orderBy: { id: 'asc' },
  });
  for (const { id, name, fallbackId, isDefault } of profiles) {
    if (fallbackId) add(fallbackId, { kind: 'FALLBACK', id, name });
    if (isDefault && profiles.length > 1) add(id, { kind: 'DEFAULT', id, name: 'Default of the tenant' });
  }
  const keys = await tx.apiKeyProfile.findMany({
    where: { profileId: { in: ids }, key: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] } },
    select: { profileId: true, key: { select: { id: true, name: true } } },
  });
  for (const { profileId, key } of keys) add(profileId, { kind: 'API_KEY', ...key });
  for (const [id, waiting] of await waitingOf(tx, ids)) add(id, { kind: 'WAITING_MESSAGES', id, name: waitingWords(waiting) });
  return found;
}

const waitingWords = (count: number) => (count === 1 ? '1 waiting message' : `${count} waiting messages`);
