import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** A resolver that answers nothing is no reason to keep a page waiting. */
const limitMs = 3_000;

/** The addresses a host leads to now, by the same resolver that connections use; none where it leads nowhere, or after 3 s. */
export async function leadsTo(host: string): Promise<string[]> {
  const bare = host.replace(/^\[(.*)\]$/u, '$1');
  if (isIP(bare) > 0) return [bare];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<[]>((resolve) => {
    timer = setTimeout(() => resolve([]), limitMs);
  });
  try {
    return await Promise.race([lookup(bare, { all: true, order: 'verbatim' }).then((found) => found.map(({ address }) => address)), late]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}
