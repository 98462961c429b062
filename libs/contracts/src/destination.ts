import type { SubmissionAdvanced } from './submission-inputs.ts';

/** As it is stored, or as a form holds it while it is typed: with blanks around and '' for nothing. */
export interface DestinationFacts {
  host: string;
  port: number;
  security: string;
  advanced: {
    [Name in 'serverName' | 'ca' | 'proxyKind' | 'proxyHost' | 'proxyPort' | 'proxyUsername']?: SubmissionAdvanced[Name] | undefined;
  };
}

/**
 * Which parts of two destinations differ, in words; none: they are the same. A stored secret is used only with the destination it was given
 * for, so the API and the console's forms decide by this rule alone. Letter case of names and line ends of certificates tell nothing apart.
 */
export function destinationChanges(one: DestinationFacts, other: DestinationFacts): string[] {
  const [before, after] = [factsOf(one), factsOf(other)];
  return (Object.keys(before) as (keyof typeof before)[]).filter((part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]));
}

const factsOf = ({ host, port, security, advanced }: DestinationFacts) => ({
  host: nameOf(host),
  port,
  security,
  'server name': nameOf(advanced.serverName),
  'trusted certificates': advanced.ca?.replace(/\s+/g, '') || null,
  proxy: advanced.proxyKind
    ? [advanced.proxyKind, nameOf(advanced.proxyHost), advanced.proxyPort ?? null, advanced.proxyUsername?.trim() || null]
    : null,
});

const nameOf = (host: string | null | undefined): string | null => host?.trim().toLowerCase() || null;
