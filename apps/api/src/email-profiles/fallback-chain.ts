/** Each profile's fallback, by id. */
export type Fallbacks = ReadonlyMap<string, string | null>;

/** The profiles that mail given to `from` may come to, `from` first. Ends where it would go in a circle. */
export function fallbackChain(from: string, fallbacks: Fallbacks): string[] {
  const chain = [from];
  for (;;) {
    const next = fallbacks.get(chain.at(-1)!);
    if (!next || chain.includes(next)) return chain;
    chain.push(next);
  }
}

/** Whether mail of `id` would come back to it if it fell back to `fallbackId`. */
export const wouldCircle = (id: string, fallbackId: string, fallbacks: Fallbacks): boolean =>
  fallbackChain(fallbackId, fallbacks).includes(id);
