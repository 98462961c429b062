import { Injectable } from '@nestjs/common';
import { permissionsOf } from '@posthorn/contracts';
import { Database, type Identity, type Membership } from '@posthorn/database';
import type { PersonActor } from '../platform/access/actor.ts';
import { toIdentity } from '../identities/identity.types.ts';
import { toSession } from '../sessions/session.types.ts';
import type { Me } from './me.types.ts';

/** What the console needs to know of who is signed in. */
@Injectable()
export class MeService {
  constructor(private readonly database: Database) {}

  async describe(actor: Pick<PersonActor, 'identityId' | 'sessionId'>): Promise<Me> {
    const { identity, memberships, session } = await this.database.forIdentity(actor, async (tx) => ({
      identity: await tx.identity.findUniqueOrThrow({ where: { id: actor.identityId } }),
      memberships: await tx.membership.findMany({
        where: { identityId: actor.identityId },
        include: { tenant: true },
        orderBy: { createdAt: 'asc' },
      }),
      session: await tx.session.findUniqueOrThrow({ where: { id: actor.sessionId } }),
    }));
    // Who never followed a mailed link may hold somebody else's address: invitations to it are not theirs to see.
    const visible = memberships.filter((membership) => membership.status === 'ACTIVE' || identity.verifiedAt);
    return {
      identity: toIdentity(identity, memberships.length),
      memberships: visible.map(({ id, tenantId, tenant, role, status }) => ({
        id,
        tenantId,
        tenantName: tenant.name,
        tenantStatus: tenant.status,
        role,
        status,
        permissions: [...permissionsOf(role)],
      })),
      session: toSession(session, actor.sessionId),
      defaultTenantId: visible.find(opensAtSignIn(identity))?.tenantId ?? null,
      pendingEmail: identity.pendingEmail,
      pendingApprovalBy: identity.pendingApprovalBy,
      permissions: identity.systemAdmin ? [...permissionsOf('SYSTEM_ADMIN')] : [],
    };
  }
}

/** A tenant that took the person out can't clear their choice: the row is theirs. */
const opensAtSignIn =
  ({ defaultTenantId }: Identity) =>
  ({ tenantId, status }: Membership) =>
    tenantId === defaultTenantId && status === 'ACTIVE';
