import type { Tx } from '@posthorn/database';
import type { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import { grantChannel } from '../grants/grant-rows.ts';

/** What a rule may mend: of sign-ins at mail servers, and of refreshes at identity providers. */
const mendable = ['DESTINATION_BLOCKED', 'CLEARTEXT_REFUSED'];
const mendableRefreshes = ['DESTINATION_BLOCKED', 'CLEARTEXT'];

/** A rule may be what parked profiles and failing refreshes wait for: the workers try now. Needs a transaction of the system. */
export async function probeParked(tx: Tx, queues: ProfileQueues): Promise<void> {
  await queues.probeParkedFor(tx, mendable);
  await tx.$executeRaw`
    with mended as (
      update oauth_grant set next_refresh_at = now() where failure_code = any (${mendableRefreshes}) and next_refresh_at > now()
      returning profile_id)
    select pg_notify(${grantChannel}, profile_id::text) from mended`;
}
