import { Injectable } from '@nestjs/common';
import { Database, platformTenantId } from '@posthorn/database';
import type { OverviewWarning } from '../overviews/overview.types.ts';
import { Warns, type WarningKind, type WarningSource } from '../overviews/warning-source.ts';

/** Tenants without an admin. */
@Warns()
@Injectable()
export class OrphanWarnings implements WarningSource {
  readonly kinds: readonly WarningKind[] = ['tenant-without-admin'];

  constructor(private readonly database: Database) {}

  async ofPlatform(): Promise<OverviewWarning[]> {
    const without = { id: { not: platformTenantId }, memberships: { none: { role: 'TENANT_ADMIN', status: 'ACTIVE' } } } as const;
    const count = await this.database.asSystem('count tenants without an admin', (tx) => tx.tenant.count({ where: without }));
    if (count === 0) return [];
    return [
      {
        key: 'tenant-without-admin',
        severity: 'WARNING',
        title: count === 1 ? 'A tenant has no admin yet' : `${count} tenants have no admin yet`,
        detail: 'Invite one.',
        path: '/system/tenants',
      },
    ];
  }
}
