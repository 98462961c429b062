import type { OAuthClient as Row, Prisma } from '@posthorn/database';
import type { ClientSecretChange, ResolvedClient } from './resolved-client.ts';

/** What changed of a client, for the audit: each field before and after; a secret as "changed" or "removed". */
export function clientChanges(before: Row | null, { values, secret }: ResolvedClient): Prisma.InputJsonObject {
  const from: Record<string, unknown> = before ? { ...before } : {};
  const entries = Object.entries(values).filter(([key, value]) => shown(from[key]) !== shown(value));
  const changed = Object.fromEntries(entries.map(([key, value]) => [key, { from: shown(from[key]), to: shown(value) }]));
  return { ...changed, ...secretChange(secret, before?.secret != null) };
}

const secretChange = ({ kind }: ClientSecretChange, stored: boolean): Prisma.InputJsonObject =>
  kind === 'replace' ? { secret: 'changed' } : kind === 'remove' && stored ? { secret: 'removed' } : {};

/** Certificates only name themselves: the audit is read by people. */
function shown(value: unknown): string | number | boolean | null {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string') return value.length > 300 ? `${value.length} characters` : value;
  return typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
