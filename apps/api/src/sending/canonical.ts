import { createHash } from 'node:crypto';

/** JSON with sorted keys: two requests that mean the same are one text, whatever order they came in. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

export const canonicalHash = (value: unknown): Buffer<ArrayBuffer> => createHash('sha256').update(canonicalJson(value)).digest();
