import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Database, type Tx } from '@posthorn/database';
import type { TenantActor } from '../platform/access/actor.ts';
import type { ChecklistItem, OverviewWarning, TenantOverview } from './overview.types.ts';
import { loudestFirst, warningSourcesOf } from './warning-source.ts';

interface Facts {
  members: number;
  pending: number;
  captured: number;
  keys: number;
  profiles: { name: string }[];
  proven: number;
}

/** A tenant's first page: what is set up, and what wants attention. */
@Injectable()
export class TenantOverviewService {
  constructor(
    private readonly database: Database,
    private readonly discovery: DiscoveryService,
  ) {}

  async read(actor: TenantActor): Promise<TenantOverview> {
    const now = new Date();
    const { tenantId } = actor;
    return this.database.forTenant({ tenantId }, async (tx) => {
      const facts = await factsOf(tx, tenantId, now);
      return {
        checklist: checklist(facts),
        warnings: await this.warnings(tx, actor, now),
        memberCount: facts.members,
        pendingInvitationCount: facts.pending,
        sandboxMessageCount: facts.captured,
        emailProfileCount: facts.profiles.length,
        provenProfileCount: facts.proven,
        apiKeyCount: facts.keys,
      };
    });
  }

  /** One after the other: they share a transaction. */
  private async warnings(tx: Tx, actor: TenantActor, now: Date): Promise<OverviewWarning[]> {
    const found: OverviewWarning[] = [];
    for (const source of warningSourcesOf(this.discovery)) found.push(...((await source.ofTenant?.(tx, actor, now)) ?? []));
    return loudestFirst(found);
  }
}

async function factsOf(tx: Tx, tenantId: string, now: Date): Promise<Facts> {
  const profiles = await tx.emailProfile.findMany({
    where: { tenantId, deletedAt: null },
    select: { id: true, name: true },
    orderBy: { id: 'asc' },
  });
  const ids = profiles.map(({ id }) => id);
  return {
    members: await tx.membership.count({ where: { tenantId, status: 'ACTIVE' } }),
    pending: await tx.membership.count({ where: { tenantId, status: 'INVITED' } }),
    captured: await tx.sandboxMessage.count({ where: { tenantId } }),
    keys: await tx.apiKey.count({ where: { tenantId, revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] } }),
    profiles,
    proven: await tx.deliveryBudget.count({ where: { tenantId, profileId: { in: ids }, lastSuccessAt: { not: null } } }),
  };
}

function checklist(facts: Facts): ChecklistItem[] {
  const [first, ...others] = facts.profiles.map(({ name }) => name);
  const names = first && (others.length === 0 ? first : `${first} and ${others.length} more`);
  return [
    { key: 'EMAIL_PROFILE', done: facts.profiles.length > 0, detail: names ?? null },
    { key: 'EMAIL_PROFILE_TEST', done: facts.proven > 0, detail: null },
    { key: 'API_KEY', done: facts.keys > 0, detail: null },
    { key: 'FIRST_MEMBER', done: facts.members > 1, detail: facts.pending > 0 ? `${facts.pending} invited, not joined yet` : null },
    { key: 'OWN_SANDBOX', done: facts.captured > 0, detail: null },
  ];
}
