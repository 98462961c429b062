import { Injectable } from '@nestjs/common';
import { Database, type OAuthClient, type Tx } from '@posthorn/database';
import type { TenantActor } from '../platform/access/actor.ts';
import { Config } from '../platform/config/config.ts';
import { isSandbox } from '../sandbox/sandbox-address.ts';
import { grantStandings } from './grant-standings.ts';
import type { ChecklistItem, TenantOverview } from './overview.types.ts';
import { tenantWarnings, type ProfileFacts } from './tenant-warnings.ts';

interface Facts {
  members: number;
  pending: number;
  expired: number;
  captured: number;
  keys: number;
  profiles: ProfileFacts[];
  clients: Pick<OAuthClient, 'id' | 'name' | 'secretExpiresAt'>[];
}

/** A tenant's first page: what is set up, and what wants attention. */
@Injectable()
export class TenantOverviewService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async read({ tenantId, role }: TenantActor): Promise<TenantOverview> {
    const facts = await this.database.forTenant({ tenantId }, (tx) => this.facts(tx, tenantId));
    // Members don't see profiles and clients; an admin mends what is wrong with them.
    const { profiles, clients } = role === 'TENANT_ADMIN' ? facts : { profiles: [], clients: [] };
    return {
      checklist: checklist(facts),
      warnings: tenantWarnings({ tenantId, profiles, clients, expiredInvitations: facts.expired, now: new Date() }),
      memberCount: facts.members,
      pendingInvitationCount: facts.pending,
      sandboxMessageCount: facts.captured,
      emailProfileCount: facts.profiles.length,
      provenProfileCount: proven(facts),
      apiKeyCount: facts.keys,
    };
  }

  private async facts(tx: Tx, tenantId: string): Promise<Facts> {
    const now = new Date();
    const invited = { tenantId, status: 'INVITED' } as const;
    return {
      members: await tx.membership.count({ where: { tenantId, status: 'ACTIVE' } }),
      pending: await tx.membership.count({ where: invited }),
      expired: await tx.membership.count({ where: { ...invited, invitation: { expiresAt: { lte: now } } } }),
      captured: await tx.sandboxMessage.count({ where: { tenantId } }),
      keys: await tx.apiKey.count({ where: { tenantId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] } }),
      profiles: await this.profiles(tx, tenantId, now),
      clients: await tx.oAuthClient.findMany({
        where: { tenantId, secretExpiresAt: { not: null } },
        select: { id: true, name: true, secretExpiresAt: true },
        orderBy: { secretExpiresAt: 'asc' },
      }),
    };
  }

  private async profiles(tx: Tx, tenantId: string, now: Date): Promise<ProfileFacts[]> {
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

const proven = ({ profiles }: Facts) => profiles.filter(({ budget }) => budget?.lastSuccessAt != null).length;

function checklist(facts: Facts): ChecklistItem[] {
  const [first, ...others] = facts.profiles.map(({ name }) => name);
  const names = first && (others.length === 0 ? first : `${first} and ${others.length} more`);
  return [
    { key: 'EMAIL_PROFILE', done: facts.profiles.length > 0, detail: names ?? null },
    { key: 'EMAIL_PROFILE_TEST', done: proven(facts) > 0, detail: null },
    { key: 'API_KEY', done: facts.keys > 0, detail: null },
    { key: 'FIRST_MEMBER', done: facts.members > 1, detail: facts.pending > 0 ? `${facts.pending} invited, not joined yet` : null },
    { key: 'OWN_SANDBOX', done: facts.captured > 0, detail: null },
  ];
}
