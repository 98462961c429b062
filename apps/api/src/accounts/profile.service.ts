import { Injectable } from '@nestjs/common';
import type { UpdateMyProfileInput } from '@posthorn/contracts';
import { Database, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import type { PersonActor } from '../platform/access/actor.ts';
import { requireAnotherAdmin } from '../members/last-admin.ts';
import { AppError, notFound } from '../platform/errors/app-error.ts';

/** What a person settles about themselves: name, language, zone, and which tenants they belong to. */
@Injectable()
export class Profile {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  async update(actor: PersonActor, input: UpdateMyProfileInput): Promise<void> {
    await this.database.forIdentity(actor, async (tx) => {
      await tx.identity.update({ where: { id: actor.identityId }, data: input });
      await this.audit.record(tx, actor, { action: 'account.profile-updated', subject: actor.email, details: { ...input } });
    });
  }

  /** Sets which tenant opens at sign-in. */
  async switchTenant(actor: PersonActor, tenantId: string): Promise<void> {
    await this.database.forIdentity(actor, async (tx) => {
      await membershipOf(tx, actor, tenantId, 'ACTIVE');
      await tx.identity.update({ where: { id: actor.identityId }, data: { defaultTenantId: tenantId } });
    });
  }

  async acceptInvitation(actor: PersonActor, tenantId: string): Promise<void> {
    await this.database.forIdentity(actor, async (tx) => {
      const membership = await membershipOf(tx, actor, tenantId, 'INVITED');
      if (membership.invitation && membership.invitation.expiresAt <= new Date()) {
        throw new AppError('LINK_UNUSABLE', 'This invitation has expired. Ask the tenant’s admin to send it again.');
      }
      await tx.membership.update({ where: { id: membership.id }, data: { status: 'ACTIVE', joinedAt: new Date() } });
      await tx.identity.updateMany({ where: { id: actor.identityId, defaultTenantId: null }, data: { defaultTenantId: tenantId } });
      await this.audit.record(tx, actor, { action: 'membership.accepted', subject: membership.tenant.name, aboutTenantId: tenantId });
    });
  }

  /** Leaves a tenant, or declines its invitation. The last admin can't. */
  async leaveTenant(actor: PersonActor, tenantId: string): Promise<void> {
    await this.database.forIdentity(actor, async (tx) => {
      const membership = await membershipOf(tx, actor, tenantId);
      if (membership.role === 'TENANT_ADMIN' && membership.status === 'ACTIVE') await requireAnotherAdmin(tx, membership);
      await tx.membership.delete({ where: { id: membership.id } });
      await tx.identity.updateMany({ where: { id: actor.identityId, defaultTenantId: tenantId }, data: { defaultTenantId: null } });
      await this.audit.record(tx, actor, { action: 'membership.left', subject: membership.tenant.name, aboutTenantId: tenantId });
    });
  }
}

async function membershipOf(tx: Tx, actor: PersonActor, tenantId: string, status?: 'ACTIVE' | 'INVITED') {
  const membership = await tx.membership.findFirst({
    where: { tenantId, identityId: actor.identityId, ...(status ? { status } : {}) },
    include: { tenant: true, invitation: true, identity: true },
  });
  // Who never followed a mailed link may hold somebody else's address: an invitation to it is not theirs to see, accept or decline.
  const hidden = membership?.status === 'INVITED' && !membership.identity.verifiedAt;
  if (!membership || hidden) throw notFound(status === 'INVITED' ? 'invitation' : 'tenant');
  return membership;
}
