import { Injectable } from '@nestjs/common';
import type { EmailProfile, Tx } from '@posthorn/database';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import { invalidInput } from '../platform/errors/app-error.ts';
import { wouldCircle } from './fallback-chain.ts';
import { makeDefault } from './profile-actions.service.ts';
import { fallbacksOf } from './profile-fallbacks.ts';
import { UsesProfiles, type ProfileUser } from './profile-user.ts';

/** Other profiles that fall back to a profile, and the tenant's default, which is a reference only while another profile could take its place. */
@UsesProfiles()
@Injectable()
export class OtherProfiles implements ProfileUser {
  readonly foreignKeys = ['email_profile.fallback_id'];

  constructor(private readonly queues: ProfileQueues) {}

  async references(tx: Tx): ReturnType<ProfileUser['references']> {
    const profiles = await tx.emailProfile.findMany({
      where: { deletedAt: null },
      select: { id: true, name: true, fallbackId: true, isDefault: true },
      // As they were made: what is said twice is said in the same order.
      orderBy: { id: 'asc' },
    });
    const fallbacks = profiles.flatMap(({ id, name, fallbackId }) =>
      fallbackId ? [{ profileId: fallbackId, reference: { kind: 'FALLBACK' as const, id, name } }] : [],
    );
    const first = profiles.find(({ isDefault }) => isDefault);
    if (!first || profiles.length === 1) return fallbacks;
    return [...fallbacks, { profileId: first.id, reference: { kind: 'DEFAULT', id: first.id, name: 'Default of the tenant' } }];
  }

  async moveTo(tx: Tx, from: EmailProfile, to: EmailProfile): Promise<void> {
    await this.moveFallbacks(tx, from, to);
    if (from.isDefault) await makeDefault(tx, to.id);
  }

  /** What fell back to the deleted one falls back to its successor, and the successor to where the deleted one did, unless mail would circle. */
  private async moveFallbacks(tx: Tx, profile: EmailProfile, target: EmailProfile): Promise<void> {
    const fallbacks = await fallbacksOf(tx);
    if (target.fallbackId === profile.id) {
      const next = profile.fallbackId && !wouldCircle(target.id, profile.fallbackId, fallbacks) ? profile.fallbackId : null;
      await this.setFallback(tx, target.id, next);
      fallbacks.set(target.id, next);
    }
    const others = await tx.emailProfile.findMany({ where: { fallbackId: profile.id, deletedAt: null }, orderBy: { id: 'asc' } });
    for (const { id, name } of others) {
      if (wouldCircle(id, target.id, fallbacks))
        throw invalidInput(
          'moveTo',
          `${name} falls back to this profile, and ${target.name} to ${name}: mail would go in a circle. Choose another profile.`,
        );
      await this.setFallback(tx, id, target.id);
      fallbacks.set(id, target.id);
    }
  }

  /** Where delivery reads it, too. */
  private async setFallback(tx: Tx, id: string, fallbackId: string | null): Promise<void> {
    await tx.emailProfile.update({ where: { id }, data: { fallbackId } });
    await this.queues.setFallback(tx, id, fallbackId);
  }
}
