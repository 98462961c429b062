import type { Tx } from '@posthorn/database';
import { EgressPolicy } from '@posthorn/egress';

/** The policy as it stands now; read again for each use. Needs a transaction of the platform. */
export async function currentPolicy(tx: Tx): Promise<EgressPolicy> {
  return new EgressPolicy(await tx.egressRule.findMany());
}
