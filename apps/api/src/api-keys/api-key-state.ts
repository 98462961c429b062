import type { ApiKey as Row } from '@posthorn/database';
import type { ApiKeyState } from './api-key.types.ts';

type Facts = Pick<Row, 'revokedAt' | 'expiresAt' | 'replacedById'>;

/** How a key stands; stored nowhere. */
export function apiKeyState({ revokedAt, expiresAt, replacedById }: Facts, now = new Date()): ApiKeyState {
  if (revokedAt) return 'REVOKED';
  if (expiresAt && expiresAt <= now) return 'EXPIRED';
  return replacedById ? 'ROTATING' : 'ACTIVE';
}

/** The new key of a rotation lives as long as the old one was given, from now on; null: until it is revoked. */
export function expiryOfSuccessor({ createdAt, expiresAt }: Pick<Row, 'createdAt' | 'expiresAt'>, now = new Date()): Date | null {
  return expiresAt && new Date(now.getTime() + expiresAt.getTime() - createdAt.getTime());
}

/** When the old key of a rotation ends: after the overlap, never later than it would have anyway. */
export function endOfOverlap(expiresAt: Date | null, overlapHours: number, now = new Date()): Date {
  const end = new Date(now.getTime() + overlapHours * 3_600_000);
  return expiresAt && expiresAt < end ? expiresAt : end;
}
