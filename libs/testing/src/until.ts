import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits for something that is about to be true: a connection closed at the other end, a line that arrived. Asks every 10 ms; leaves it
 * to the assertion behind it to say what was wrong when `timeoutMs` (default 5,000) passed.
 */
export async function until(condition: () => boolean, timeoutMs = 5_000): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!condition() && performance.now() < endsAt) await delay(10);
}
