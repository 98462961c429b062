import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { EmailProfile, Tx } from '@posthorn/database';
import { waitingOf } from '../mail-queue/message-states.ts';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import type { ProfileReference, ProfileReferenceKind } from './email-profile.types.ts';
import { profileUsersOf } from './profile-user.ts';

/** In the order in which they are shown. */
const kinds: readonly ProfileReferenceKind[] = ['DEFAULT', 'FALLBACK', 'API_KEY', 'WAITING_MESSAGES'];

/** Everything that refers to email profiles: what registered as their user, and mail that waits. */
@Injectable()
export class ProfileReferences {
  constructor(
    private readonly discovery: DiscoveryService,
    private readonly queues: ProfileQueues,
  ) {}

  /** What refers to each of these profiles, kind by kind. */
  async of(tx: Tx, ids: string[]): Promise<Map<string, ProfileReference[]>> {
    const found = new Map<string, ProfileReference[]>(ids.map((id) => [id, []]));
    for (const user of profileUsersOf(this.discovery))
      for (const { profileId, reference } of await user.references(tx, ids)) found.get(profileId)?.push(reference);
    for (const [id, waiting] of await waitingOf(tx, ids))
      found.get(id)?.push({ kind: 'WAITING_MESSAGES', id, name: waiting === 1 ? '1 waiting message' : `${waiting} waiting messages` });
    for (const references of found.values()) references.sort((a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
    return found;
  }

  /** Has everything refer to the other profile, and its waiting mail go there; answers how many messages. Throws AppError at `moveTo`. */
  async moveAll(tx: Tx, from: EmailProfile, to: EmailProfile): Promise<number> {
    for (const user of profileUsersOf(this.discovery)) await user.moveTo(tx, from, to);
    return this.queues.move(tx, from.id, to.id);
  }
}
