import type { SubmissionOAuth } from '@posthorn/contracts';
import type { OAuthClient as Row } from '@posthorn/database';
import { flowOf, scopeOf } from './registration.ts';

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
} as const satisfies Partial<Record<keyof DroppingFacts, string>>;

const places = ['provider', 'cloud', 'directory'] as const;

/**
 * Why a setup would lose its tokens by this change of its client, in words; none: it keeps them. `setup`: one that inherits all.
 * Where provider, cloud or directory change, the URLs that follow from them are not named one by one.
 */
export function clientDrops(before: DroppingFacts, after: DroppingFacts, setup: Setup = inheritsAll): string[] {
  const moved = places.filter((name) => (before[name] ?? '') !== (after[name] ?? ''));
  const names = moved.length > 0 ? [...moved, ...changedOf(before, after, ['clientId'])] : changedOf(before, after, urlsAndId);
  return [...names.map((name) => words[name]), ...unattendedDrops(before, after, setup), ...scopeDrops(before, after, setup)];
}

const urlsAndId = ['clientId', 'issuer', 'tokenUrl', 'revocationUrl', 'introspectionUrl'] as const;

const changedOf = <Name extends keyof DroppingFacts>(before: DroppingFacts, after: DroppingFacts, names: readonly Name[]): Name[] =>
  names.filter((name) => before[name] !== after[name]);

const unattendedDrops = (before: DroppingFacts, after: DroppingFacts, { interactive }: Setup): string[] =>
  !interactive && before.unattendedFlow !== after.unattendedFlow ? ['the way to tokens where nobody consents'] : [];

/** Another provider or cloud has other scopes of its own. */
function scopeDrops(before: DroppingFacts, after: DroppingFacts, setup: Setup): string[] {
  if (before.provider !== after.provider || before.cloud !== after.cloud) return [];
  const asked = (client: DroppingFacts): string => scopeOf(client, setup, flowOf(client, setup.interactive));
  return asked(before) === asked(after) ? [] : ['the scope'];
}

/** Where a stored secret may go: any change asks for it again. */
export const sameDestination = (before: DroppingFacts, after: DroppingFacts): boolean =>
  changedOf(before, after, ['issuer', 'tokenUrl', 'revocationUrl', 'introspectionUrl']).length === 0;
