import type { Tx } from '@posthorn/database';
import { invalidInput } from '../platform/errors/app-error.ts';
import { wouldCircle } from './fallback-chain.ts';
import { findProfile } from '../submissions/profile-rows.ts';

export async function fallbacksOf(tx: Tx): Promise<Map<string, string | null>> {
  const rows = await tx.emailProfile.findMany({ where: { deletedAt: null }, select: { id: true, fallbackId: true } });
  return new Map(rows.map(({ id, fallbackId }) => [id, fallbackId]));
}

/**
 * Needs {@link lockProfiles}, or two changes at once could close a circle.
 *
 * @throws AppError NOT_FOUND, or INVALID_INPUT at `fallbackId`
 */
export async function requireFallback(tx: Tx, profile: { id: string; name: string }, fallbackId: string | null): Promise<void> {
  if (fallbackId === null) return;
  const fallback = await findProfile(tx, fallbackId);
  if (fallback.id === profile.id) throw invalidInput('fallbackId', 'A profile can’t fall back to itself. Choose another one.');
  if (wouldCircle(profile.id, fallbackId, await fallbacksOf(tx)))
    throw invalidInput(
      'fallbackId',
      `${fallback.name} falls back to ${profile.name}, directly or through others: mail would go in a circle.`,
    );
}
