import { Injectable } from '@nestjs/common';
import { dayMs } from '@posthorn/contracts';
import { Database, platformScope } from '@posthorn/database';
import type { OverviewWarning } from '../overviews/overview.types.ts';
import { Warns, type WarningKind, type WarningSource } from '../overviews/warning-source.ts';

/** Account mail that ended in the last 24 hours without being accepted. */
@Warns()
@Injectable()
export class LostMailWarnings implements WarningSource {
  readonly kinds: readonly WarningKind[] = ['mail-lost'];

  constructor(private readonly database: Database) {}

  async ofPlatform(now: Date): Promise<OverviewWarning[]> {
    const lost = { state: { in: ['REJECTED' as const, 'EXPIRED' as const] }, finishedAt: { gte: new Date(now.getTime() - dayMs) } };
    const count = await this.database.forTenant(platformScope, (tx) => tx.message.count({ where: lost }));
    if (count === 0) return [];
    return [
      {
        key: 'mail-lost',
        severity: 'CRITICAL',
        title: count === 1 ? 'One account mail reached nobody' : `${count} account mails reached nobody`,
        detail: 'Failed for good in the last 24 hours. Open the log to see why, and send a fresh link.',
        path: '/system/messages?state=REJECTED',
      },
    ];
  }
}
