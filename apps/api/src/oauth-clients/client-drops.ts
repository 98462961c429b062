import type { SubmissionOAuth } from '@posthorn/contracts';
import type { OAuthClient as Row } from '@posthorn/database';
import { flowOf, scopeOf } from '../oauth/registration.ts';

/** What of a client its tokens depend on. */
export type DroppingFacts = Pick<
  Row,
  | 'provider'
  | 'cloud'
  | 'directory'
  | 'clientId'
  | 'issuer'
  | 'tokenUrl'
  | 'revocationUrl'
  | 'introspectionUrl'
  | 'ca'
  | 'unattendedFlow'
  | 'scope'
>;

type Setup = Pick<SubmissionOAuth, 'interactive' | 'scope'>;

const inheritsAll: Setup = { interactive: false, scope: '' };

const words = {
  provider: 'the provider',
  cloud: 'the cloud',
  clientId: 'the client id',
  directory: 'the directory (tenant) id',
  issuer: 'the issuer',
  tokenUrl: 'the token URL',
  revocationUrl: 'the revocation URL',
  introspectionUrl: 'the introspection URL',
  ca: 'the trusted certificates',
} as const satisfies Partial<Record<keyof DroppingFacts, string>>;

const places = ['provider', 'cloud', 'directory'] as const;

/**
 * Why a setup would lose its tokens by this change of its client, in words; none: it keeps them. `setup`: one that inherits all.
 * Where provider, cloud or directory change, the URLs that follow from them are not named one by one.
 */
export function clientDrops(before: DroppingFacts, after: DroppingFacts, setup: Setup = inheritsAll): string[] {
  const moved = places.filter((name) => (before[name] ?? '') !== (after[name] ?? ''));
  const names = moved.length > 0 ? [...moved, ...changedOf(before, after, ['clientId', 'ca'])] : changedOf(before, after, facts);
  return [...names.map((name) => words[name]), ...unattendedDrops(before, after, setup), ...scopeDrops(before, after, setup)];
}

/** The certificates that prove a host are part of where a secret goes: with others another machine may answer to the same name. */
const destination = ['issuer', 'tokenUrl', 'revocationUrl', 'introspectionUrl', 'ca'] as const;
const facts = ['clientId', ...destination] as const;

const changedOf = <Name extends keyof DroppingFacts>(before: DroppingFacts, after: DroppingFacts, names: readonly Name[]): Name[] =>
  names.filter((name) => factOf(before, name) !== factOf(after, name));

/** Line ends of certificates tell nothing apart. */
const factOf = (client: DroppingFacts, name: keyof DroppingFacts): string | null =>
  name === 'ca' ? (client.ca?.replace(/\s+/gu, '') ?? null) : client[name];

const unattendedDrops = (before: DroppingFacts, after: DroppingFacts, { interactive }: Setup): string[] =>
  !interactive && before.unattendedFlow !== after.unattendedFlow ? ['the way to tokens where nobody consents'] : [];

/** Another provider or cloud has other scopes of its own. */
function scopeDrops(before: DroppingFacts, after: DroppingFacts, setup: Setup): string[] {
  if (before.provider !== after.provider || before.cloud !== after.cloud) return [];
  const asked = (client: DroppingFacts): string => scopeOf(client, setup, flowOf(client, setup.interactive));
  return asked(before) === asked(after) ? [] : ['the scope'];
}

/** Where a stored secret may go: any change asks for it again. */
export const sameDestination = (before: DroppingFacts, after: DroppingFacts): boolean => changedOf(before, after, destination).length === 0;
