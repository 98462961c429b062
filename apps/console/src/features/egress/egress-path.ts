import type { EgressRequestFieldsFragment } from '@/generated/graphql.ts';

export type EgressRequest = EgressRequestFieldsFragment;

/** What whoever looks at a refused address may do about it: the system admin allows it, a tenant asks them to. */
export type EgressPath =
  | { kind: 'ALLOW'; allow: (host: string, port: number) => Promise<void> }
  | { kind: 'ASK'; requests: readonly EgressRequest[]; ask: (host: string, port: number, note: string | null) => Promise<void> };

/** The newest request for a destination. */
export const requestFor = (requests: readonly EgressRequest[], host: string, port: number): EgressRequest | undefined =>
  requests
    .filter((request) => request.port === port && request.host.toLowerCase() === host.trim().toLowerCase())
    .toSorted((one, other) => Date.parse(other.createdAt) - Date.parse(one.createdAt))[0];
