import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import type { TenantActor } from '../platform/access/actor.ts';
import type { OverviewWarning, TenantOverview } from './overview.types.ts';

/** A tenant's first page: what is set up, and what wants attention. */
@Injectable()
export class TenantOverviewService {
  constructor(private readonly database: Database) {}

  async read(actor: TenantActor): Promise<TenantOverview> {
    const { tenantId } = actor;
    const facts = await this.database.forTenant(actor, async (tx) => ({
      members: await tx.membership.count({ where: { tenantId, status: 'ACTIVE' } }),
      pending: await tx.membership.count({ where: { tenantId, status: 'INVITED' } }),
      expired: await tx.membership.count({ where: { tenantId, status: 'INVITED', invitation: { expiresAt: { lte: new Date() } } } }),
      captured: await tx.sandboxMessage.count({ where: { tenantId } }),
    }));
    return {
      checklist: [
        { key: 'FIRST_MEMBER', done: facts.members > 1, detail: facts.pending > 0 ? `${facts.pending} invited, not joined yet` : null },
        { key: 'OWN_SANDBOX', done: facts.captured > 0, detail: null },
      ],
      warnings: facts.expired > 0 ? [expiredInvitations(tenantId, facts.expired)] : [],
      memberCount: facts.members,
      pendingInvitationCount: facts.pending,
      sandboxMessageCount: facts.captured,
    };
  }
}

const expiredInvitations = (tenantId: string, count: number): OverviewWarning => ({
  key: 'expired-invitations',
  severity: 'WARNING',
  title: count === 1 ? 'An invitation has expired' : `${count} invitations have expired`,
  detail: 'Send them again, or remove them.',
  path: `/t/${tenantId}/users`,
});
