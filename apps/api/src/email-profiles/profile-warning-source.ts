import { Injectable } from '@nestjs/common';
import type { Tx } from '@posthorn/database';
import { grantStandings } from '../grants/grant-standings.ts';
import type { OverviewWarning } from '../overviews/overview.types.ts';
import { Warns, type WarningKind, type WarningSource } from '../overviews/warning-source.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { Config } from '../platform/config/config.ts';
import { isSandbox } from '../sandbox/sandbox-address.ts';
import { profileWarnings, type ProfileFacts } from './profile-warnings.ts';

/** Members don't see profiles; an admin mends what is wrong with them. */
@Warns()
@Injectable()
export class ProfileWarningSource implements WarningSource {
  readonly kinds: readonly WarningKind[] = [
    'consent-needed',
    'refresh-failing',
    'profile-parked',
    'profile-failing',
    'refresh-token-ends',
    'token-trouble',
    'no-token',
    'profile-sandbox',
  ];

  constructor(private readonly config: Config) {}

  async ofTenant(tx: Tx, { tenantId, role }: TenantActor, now: Date): Promise<OverviewWarning[]> {
    return role === 'TENANT_ADMIN' ? profileWarnings(tenantId, await this.facts(tx, tenantId, now)) : [];
  }

  private async facts(tx: Tx, tenantId: string, now: Date): Promise<ProfileFacts[]> {
    const select = { id: true, name: true, host: true, port: true } as const;
    const rows = await tx.emailProfile.findMany({ where: { tenantId, deletedAt: null }, select, orderBy: { id: 'asc' } });
    const budgets = new Map((await tx.deliveryBudget.findMany({ where: { tenantId } })).map((budget) => [budget.profileId, budget]));
    const grants = await grantStandings(tx, tenantId, now);
    return rows.map((row) => ({
      ...row,
      inSandbox: isSandbox(row, this.config),
      budget: budgets.get(row.id) ?? null,
      grant: grants.get(row.id) ?? null,
    }));
  }
}
