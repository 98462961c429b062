import type { Tx } from '@posthorn/database';

/** Why nothing of a profile is sent for now: its admin paused it, or its tenant is suspended. Each is lifted by itself. */
export type Hold = 'PAUSED' | 'SUSPENDED';

/** From the commit on nothing of these profiles is claimed; what is on its way arrives. A second hold of the same kind keeps the first's time. */
export async function holdDelivery(tx: Tx, profileIds: readonly string[], hold: Hold): Promise<void> {
  const ids = [...profileIds].sort();
  if (hold === 'PAUSED')
    await tx.$executeRaw`update delivery_budget set paused_at = coalesce(paused_at, now()) where profile_id = any (${ids}::uuid[])`;
  else
    await tx.$executeRaw`update delivery_budget set suspended_at = coalesce(suspended_at, now()) where profile_id = any (${ids}::uuid[])`;
}

/** Lifts the hold and lets the queues look again. The caller wakes the workers once it has committed; their poll finds the rest. */
export async function resumeDelivery(tx: Tx, profileIds: readonly string[], hold: Hold): Promise<void> {
  const ids = [...profileIds].sort();
  if (hold === 'PAUSED') await tx.$executeRaw`update delivery_budget set paused_at = null where profile_id = any (${ids}::uuid[])`;
  else await tx.$executeRaw`update delivery_budget set suspended_at = null where profile_id = any (${ids}::uuid[])`;
  // In the order in which the workers lock them.
  await tx.$queryRaw`select lane from delivery_queue where profile_id = any (${ids}::uuid[]) order by profile_id, lane for update`;
  await tx.$executeRaw`update delivery_queue set next_at = now(), cursor_at = null, cursor_id = null where profile_id = any (${ids}::uuid[])`;
}
