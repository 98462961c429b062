import type { Tx } from '@posthorn/database';

/** What a rule may mend. */
const mendable = ['DESTINATION_BLOCKED', 'CLEARTEXT_REFUSED'];

/** A rule may be what parked profiles wait for: the workers try to sign in now. Needs a transaction of the system. */
export async function probeParked(tx: Tx): Promise<void> {
  // In the order of the workers: see queue-order.ts.
  await tx.$executeRaw`
    update delivery_budget b set probe_at = now()
    from (select profile_id from delivery_budget where parked_at is not null and last_failure_class = any (${mendable}) order by profile_id for update) parked
    where b.profile_id = parked.profile_id`;
}
