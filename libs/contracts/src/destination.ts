import { tlsVersions, type SubmissionAdvanced, type TlsVersion } from './submission-inputs.ts';

/** As it is stored, or as a form holds it while it is typed: with blanks around and '' for nothing. */
export interface DestinationFacts {
  host: string;
  port: number;
  security: string;
  advanced: {
    [Name in 'serverName' | 'ca' | 'tlsMinimum' | 'proxyKind' | 'proxyHost' | 'proxyPort' | 'proxyUsername']?:
      SubmissionAdvanced[Name] | null | undefined;
  };
}

/**
 * Which parts of two destinations differ, in words; none: they are the same. A stored secret is used only with the destination it was given
 * for, so the API and the console's forms decide by this rule alone. Letter case of names and line ends of certificates tell nothing apart.
 */
export function destinationChanges(one: DestinationFacts, other: DestinationFacts): string[] {
  const [before, after] = [factsOf(one), factsOf(other)];
  const moved = (Object.keys(before) as (keyof typeof before)[]).filter(
    (part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]),
  );
  return weakens(one.advanced.tlsMinimum, other.advanced.tlsMinimum) ? [...moved, 'oldest TLS version'] : moved;
}

/** TLS 1.0 and 1.1 can be read on the way (RFC 8996): a secret given under more is not sent under less. Raising asks for nothing. */
function weakens(before: TlsVersion | null | undefined, after: TlsVersion | null | undefined): boolean {
  const rank = (version: TlsVersion | null | undefined) => tlsVersions.indexOf(version ?? 'TLS_1_2');
  return rank(after) < rank(before) && rank(after) < tlsVersions.indexOf('TLS_1_2');
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
