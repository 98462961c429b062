import type { SubmissionAdvanced } from '@posthorn/contracts';
import { advancedOf, type SubmissionRow } from './submission-settings.ts';

/** Everything that decides who gets to see a secret or a token: a stored one is used with exactly these. */
export type Destination = Pick<SubmissionRow, 'host' | 'port' | 'security'> & { advanced: SubmissionAdvanced };

export const destinationOf = (stored: SubmissionRow): Destination => ({ ...stored, advanced: advancedOf(stored.advanced) });

/** Which parts of two destinations differ, in words; none: they are the same. Letter case and line ends of certificates tell nothing apart. */
export function movedParts(one: Destination, other: Destination): string[] {
  const [before, after] = [factsOf(one), factsOf(other)];
  return (Object.keys(before) as (keyof typeof before)[])
    .filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]))
    .map((part) => `the ${part}`);
}

export const sameDestination = (one: Destination, other: Destination): boolean => movedParts(one, other).length === 0;

const factsOf = ({ host, port, security, advanced }: Destination) => ({
  host: host.toLowerCase(),
  port,
  security,
  'server name': advanced.serverName?.toLowerCase() ?? null,
  'trusted certificates': advanced.ca?.replace(/\s+/g, '') ?? null,
  proxy:
    advanced.proxyKind === null
      ? null
      : [advanced.proxyKind, advanced.proxyHost?.toLowerCase(), advanced.proxyPort, advanced.proxyUsername],
});
