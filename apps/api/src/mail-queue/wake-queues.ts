import { platformProfileId } from '@posthorn/database';
import type { Wakes } from './wake.ts';

/** The queues of the setup look now, tenant's or platform's. */
export function wakeQueues(wake: Wakes, profileId: string): void {
  if (profileId === platformProfileId) return wake.wake('ACCOUNT');
  wake.wake('ALARM', profileId);
  wake.wake('BULK', profileId);
}
