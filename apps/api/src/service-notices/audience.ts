import { platformTenantId, type Identity, type Tx } from '@posthorn/database';

/** Who is told of a tenant's trouble. */
export interface Audience {
  /** Null for the platform's. */
  tenantName: string | null;
  people: Pick<Identity, 'id' | 'email' | 'name' | 'timeZone'>[];
}

const select = { id: true, email: true, name: true, timeZone: true } as const;

/**
 * The tenant's admins who joined; of the platform the system admins, for which the transaction must be the system's. Nobody where the
 * tenant is suspended.
 */
export async function audienceOf(tx: Tx, tenantId: string): Promise<Audience> {
  if (tenantId === platformTenantId) {
    return { tenantName: null, people: await tx.identity.findMany({ where: { systemAdmin: true, disabledAt: null }, select }) };
  }
  const tenant = await tx.tenant.findFirst({ where: { id: tenantId, status: 'ACTIVE' }, select: { name: true } });
  if (!tenant) return { tenantName: null, people: [] };
  const isAdmin = { tenantId, role: 'TENANT_ADMIN', status: 'ACTIVE', identity: { disabledAt: null } } as const;
  const admins = await tx.membership.findMany({ where: isAdmin, select: { identity: { select } }, orderBy: { id: 'asc' } });
  return { tenantName: tenant.name, people: admins.map(({ identity }) => identity) };
}
