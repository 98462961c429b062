import { dayMs } from '@posthorn/contracts';
import type { ApiKeysQuery } from '@/generated/graphql.ts';

type ApiKey = ApiKeysQuery['apiKeys'][number];

/** A key of the list. `endsSoon`: within two weeks, and nobody has made another in its place yet. */
export type KeyRow = ApiKey & { endsSoon: boolean };

const soonMs = 14 * dayMs;

export const works = ({ state }: ApiKey): boolean => state === 'ACTIVE' || state === 'ROTATING';

/** Keys that fit search and state (`WORKING`, `ENDED`), those that work first. */
export function shownKeys(keys: readonly ApiKey[], search: string | undefined, state: string | undefined, now: Date): KeyRow[] {
  const words = search?.toLowerCase() ?? '';
  const fits = (key: ApiKey): boolean => [key.name, key.prefix].some((text) => text.toLowerCase().includes(words));
  return keys
    .filter((key) => fits(key) && (state === undefined || (state === 'WORKING') === works(key)))
    .toSorted((a, b) => Number(works(b)) - Number(works(a)))
    .map((key) => ({
      ...key,
      endsSoon: key.state === 'ACTIVE' && key.expiresAt !== null && Date.parse(key.expiresAt) - now.getTime() < soonMs,
    }));
}
