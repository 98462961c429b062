import type { Membership, Tx } from '@posthorn/database';
import { AppError } from '../platform/errors/app-error.ts';

/** Throws CONFLICT when nobody else administers the tenant. Locks its row, so that two admins can't go at once. */
export async function requireAnotherAdmin(tx: Tx, { tenantId, identityId }: Pick<Membership, 'tenantId' | 'identityId'>): Promise<void> {
  const [row] = await tx.$queryRaw<{ others: number }[]>`select app.other_active_admins(${tenantId}::uuid, ${identityId}::uuid) as others`;
  if (!row?.others) throw new AppError('CONFLICT', 'The last admin of a tenant can’t go. Make somebody else an admin first.');
}
