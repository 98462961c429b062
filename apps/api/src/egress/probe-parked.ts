import type { Tx } from '@posthorn/database';
import { grantChannel } from '../grants/grant-rows.ts';

/** What a rule may mend: of sign-ins at mail servers, and of refreshes at identity providers. */
const mendable = ['DESTINATION_BLOCKED', 'CLEARTEXT_REFUSED'];
const mendableRefreshes = ['DESTINATION_BLOCKED', 'CLEARTEXT'];

/** A rule may be what parked profiles and failing refreshes wait for: the workers try now. Needs a transaction of the system. */
export async function probeParked(tx: Tx): Promise<void> {
  // In the order of the workers: see queue-order.ts.
  await tx.$executeRaw`
    update delivery_budget b set probe_at = now()
    from (select profile_id from delivery_budget where parked_at is not null and last_failure_class = any (${mendable}) order by profile_id for update) parked
    where b.profile_id = parked.profile_id`;
  await tx.$executeRaw`
    with mended as (
      update oauth_grant set next_refresh_at = now() where failure_code = any (${mendableRefreshes}) and next_refresh_at > now()
      returning profile_id)
    select pg_notify(${grantChannel}, profile_id::text) from mended`;
}
