import type { Tx } from '@posthorn/database';

/** What a rule may mend. */
const mendable = ['DESTINATION_BLOCKED', 'CLEARTEXT_REFUSED'];

/** A rule may be what parked profiles wait for: the workers try to sign in now. Needs a transaction of the system. */
export async function probeParked(tx: Tx): Promise<void> {
  await tx.deliveryBudget.updateMany({
    where: { parkedAt: { not: null }, lastFailureClass: { in: mendable } },
    data: { probeAt: new Date() },
  });
}
