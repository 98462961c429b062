import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import type { OverviewWarning } from '../overviews/overview.types.ts';
import { Warns, type WarningKind, type WarningSource } from '../overviews/warning-source.ts';
import type { SecurityEventKind } from '../platform/errors/security-facts.ts';

const windowMinutes = 15;

/** How many within a quarter of an hour are no longer people mistyping, and what to call them. */
const bursts: Record<SecurityEventKind, { from: number; words: string } | null> = {
  SIGN_IN_FAILED: { from: 50, words: 'failed sign-ins' },
  SIGN_IN_DELAYED: { from: 50, words: 'sign-ins that were told to wait' },
  SIGN_IN_NEW_BROWSER: null,
  STEP_UP_FAILED: { from: 30, words: 'wrong passwords of people signed in' },
  TOKEN_FORGED: { from: 20, words: 'links that never existed' },
  TOKEN_REUSED: { from: 50, words: 'links that were used already' },
  PERMISSION_REFUSED: { from: 50, words: 'operations outside somebody’s role' },
  KEY_REFUSED: { from: 50, words: 'wrong or ended API keys' },
  RATE_LIMITED: { from: 100, words: 'requests beyond a limit' },
  EGRESS_REFUSED: { from: 50, words: 'connections to destinations that are not allowed' },
};

/** Attacks, and programs that have gone wrong, as the system admin's first page shows them. */
@Warns()
@Injectable()
export class BurstWarnings implements WarningSource {
  readonly kinds: readonly WarningKind[] = ['security-burst'];

  constructor(private readonly database: Database) {}

  async ofPlatform(now: Date): Promise<OverviewWarning[]> {
    const since = new Date(now.getTime() - windowMinutes * 60_000);
    const counted = await this.database.asSystem('count security events', (tx) =>
      tx.securityCount.groupBy({ by: ['kind'], where: { minute: { gte: since } }, _sum: { count: true }, orderBy: { kind: 'asc' } }),
    );
    return counted.flatMap(({ kind, _sum }) => warningOf(kind as SecurityEventKind, _sum.count ?? 0) ?? []);
  }
}

export function warningOf(kind: SecurityEventKind, count: number): OverviewWarning | undefined {
  const burst = bursts[kind];
  if (!burst || count < burst.from) return undefined;
  return {
    key: 'security-burst',
    severity: 'WARNING',
    title: `${count} ${burst.words} in ${windowMinutes} minutes`,
    detail: `Each has a line in the log, with its address and network: look for "security":"${kind}".`,
    path: null,
  };
}
