import type { Tx } from '@posthorn/database';

/*
 * The order of locks, of this folder's verbs and of the workers' functions in prisma/functions alike: messages by id, then budgets by
 * profile, then queues by profile and lane, then grants. An UPDATE of several rows locks them in any order, so they are locked before it.
 * Times are the database's, which claims go by.
 */

/** Locks the budgets of a tenant; answers their profiles, in order. */
export async function lockBudgets(tx: Tx, tenantId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select profile_id as id from delivery_budget where tenant_id = ${tenantId}::uuid order by profile_id for update`;
  return rows.map(({ id }) => id);
}

/** Locks the queues of these profiles. */
export async function lockQueues(tx: Tx, profileIds: readonly string[]): Promise<void> {
  await tx.$queryRaw`select from delivery_queue where profile_id = any (${profileIds}::uuid[]) order by profile_id, lane for update`;
}

/** Makes the queues of these profiles due now. */
export async function makeDue(tx: Tx, profileIds: readonly string[]): Promise<void> {
  await lockQueues(tx, profileIds);
  await tx.$executeRaw`update delivery_queue set next_at = clock_timestamp() where profile_id = any (${profileIds}::uuid[])`;
}
