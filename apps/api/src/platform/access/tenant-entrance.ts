import { Injectable } from '@nestjs/common';
import { permissionsOf, type Permission } from '@posthorn/contracts';
import { Database } from '@posthorn/database';
import { validate as isUuid } from 'uuid';
import { AppError, notAllowed, notFound } from '../errors/app-error.ts';
import type { PersonActor, TenantActor } from './actor.ts';

/** Turns a person into an actor of the tenant their request names, checked against their membership each time. */
@Injectable()
export class TenantEntrance {
  constructor(private readonly database: Database) {}

  async enter(person: PersonActor, tenantId: string | undefined, permission: Permission): Promise<TenantActor> {
    if (!tenantId || !isUuid(tenantId)) throw notFound('tenant');
    const membership = await this.database.forIdentity(person, (tx) =>
      tx.membership.findFirst({ where: { tenantId, identityId: person.identityId, status: 'ACTIVE' }, include: { tenant: true } }),
    );
    if (!membership) throw notFound('tenant');
    if (!permissionsOf(membership.role).includes(permission)) throw notAllowed();
    if (membership.tenant.status === 'SUSPENDED') throw suspensionRefusal(membership.tenant.suspendedReason);
    return { ...person, kind: 'tenant', tenantId, role: membership.role };
  }
}

/** `reason` as the system admin gave it. */
export const suspensionRefusal = (reason: string | null) =>
  new AppError('TENANT_SUSPENDED', `This tenant is suspended: ${(reason ?? 'ask your system admin').replace(/\.$/, '')}.`);
