import { platformProfileId, type Database } from '@posthorn/database';
import type { Wakes } from './wake.ts';

/** Once the transaction that is open now is committed, the workers look at the queues of these profiles, tenants' or the platform's. */
export function wakeAfterCommit(database: Database, wake: Wakes, ...profileIds: readonly string[]): void {
  database.afterCommit(() => profileIds.forEach((profileId) => wakeQueues(wake, profileId)));
}

function wakeQueues(wake: Wakes, profileId: string): void {
  if (profileId === platformProfileId) return wake.wake('ACCOUNT');
  wake.wake('ALARM', profileId);
  wake.wake('BULK', profileId);
}
