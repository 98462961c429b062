import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** A resolver that answers nothing is no reason to keep a page waiting. */
const limitMs = 3_000;

/** The system's resolver has four threads, which passwords and files need as well: names of a tenant's choosing get two. */
const maxAtOnce = 2;
let running = 0;
const waiting: (() => void)[] = [];

/** The addresses a host leads to now, by the same resolver that connections use; none where it leads nowhere, or after 3 s. */
export async function leadsTo(host: string): Promise<string[]> {
  const bare = host.replace(/^\[(.*)\]$/u, '$1');
  if (isIP(bare) > 0) return [bare];
  const giveUp = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<[]>((resolve) => {
    timer = setTimeout(() => resolve([]), limitMs);
  });
  try {
    return await Promise.race([lookUp(bare, giveUp.signal), late]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
    giveUp.abort();
  }
}

/** Holds its place until the resolver answers, whether or not a request still waits for it. */
async function lookUp(host: string, abandoned: AbortSignal): Promise<string[]> {
  while (running >= maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  if (abandoned.aborted) {
    waiting.shift()?.();
    return [];
  }
  running += 1;
  try {
    return (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}
