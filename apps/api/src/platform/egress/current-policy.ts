import { EventEmitter } from 'node:events';
import type { Tx } from '@posthorn/database';
import { EgressPolicy } from '@posthorn/egress';

/** Emits 'refused' with the host and port of each destination that the policy refuses in this process. */
export const egressRefusals = new EventEmitter<{ refused: [destination: string] }>();

/** The policy as it stands now; read again for each use. Needs a transaction of the platform. */
export async function currentPolicy(tx: Tx): Promise<EgressPolicy> {
  return new EgressPolicy(await tx.egressRule.findMany(), (host, port) => egressRefusals.emit('refused', `${host}:${port}`));
}
