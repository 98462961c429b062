import type { Permission } from '@posthorn/contracts';
import { forbidden, notFound, redirect } from 'next/navigation';
import type { Membership } from './viewer.ts';
import { viewer } from './viewer.ts';

export type TenantParams = Promise<{ tenant: string }>;

/** The reader's membership of the tenant in the address. No tenant and no membership look alike. */
export async function membershipOf(tenantId: string): Promise<Membership> {
  const { memberships } = await viewer();
  const membership = memberships.find((one) => one.tenantId === tenantId) ?? notFound();
  if (membership.status === 'INVITED') redirect('/account/memberships');
  return membership;
}

/** As {@link membershipOf}, for a page that needs a permission; others see the no-permission page. The API is the gate all the same. */
export async function tenantPage(params: TenantParams, permission: Permission): Promise<Membership> {
  const membership = await membershipOf((await params).tenant);
  if (!membership.permissions.includes(permission)) forbidden();
  return membership;
}

/** For system pages. */
export async function systemPage(permission: Permission): Promise<void> {
  const { permissions } = await viewer();
  if (!permissions.includes(permission)) forbidden();
}
