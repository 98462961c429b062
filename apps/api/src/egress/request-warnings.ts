import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import type { OverviewWarning } from '../overviews/overview.types.ts';
import { Warns, type WarningKind, type WarningSource } from '../overviews/warning-source.ts';

/** Destinations that tenants ask to be allowed. */
@Warns()
@Injectable()
export class RequestWarnings implements WarningSource {
  readonly kinds: readonly WarningKind[] = ['egress-requests'];

  constructor(private readonly database: Database) {}

  async ofPlatform(): Promise<OverviewWarning[]> {
    const pending = { status: 'PENDING' } as const;
    const count = await this.database.asSystem('count what tenants ask for', (tx) => tx.egressRequest.count({ where: pending }));
    if (count === 0) return [];
    return [
      {
        key: 'egress-requests',
        severity: 'WARNING',
        title: count === 1 ? 'A tenant asks for a destination' : `Tenants ask for ${count} destinations`,
        detail: 'Their mail may wait for it. Allow it, or say why not.',
        path: '/system/settings#egress-requests',
      },
    ];
  }
}
