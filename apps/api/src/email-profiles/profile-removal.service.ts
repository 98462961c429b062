import { Injectable } from '@nestjs/common';
import { Database, type EmailProfile as Row, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import { forgetGrant } from '../grants/grant-keeping.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { AppError, invalidInput } from '../platform/errors/app-error.ts';
import type { ProfileReference } from './email-profile.types.ts';
import { ProfileReferences } from './profile-references.service.ts';
import { findProfile, lockProfiles } from '../submissions/profile-rows.ts';

export type RemovalOutcome = { id: string; moved: number } | { references: ProfileReference[] };

/** Deletes an email profile once nothing refers to it, or moves all that does to another one in the same transaction. */
@Injectable()
export class ProfileRemoval {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly queues: ProfileQueues,
    private readonly references: ProfileReferences,
  ) {}

  /** Throws CONFLICT while a worker hands in a message of it. */
  async remove(actor: TenantActor, id: string, moveTo: string | null): Promise<RemovalOutcome> {
    return this.database.forTenant(actor, async (tx) => {
      await lockProfiles(tx, actor.tenantId);
      const profile = await findProfile(tx, id);
      const target = moveTo === null ? null : await findTarget(tx, id, moveTo);
      // Waits for every transaction that enqueues for it; a later one finds it gone.
      await tx.$queryRaw`select from email_profile where id = ${id}::uuid for update`;
      const references = (await this.references.of(tx, [id])).get(id) ?? [];
      if (!target && references.length > 0) return { references };

      const moved = target ? await this.references.moveAll(tx, profile, target) : 0;
      await this.close(tx, id);
      const details = { movedTo: target?.name ?? null, messages: moved };
      await this.audit.record(tx, actor, { action: 'email-profile.deleted', subject: profile.name, details });
      return { id, moved };
    });
  }

  /**
   * The claim that was faster shows here, as messages that still belong to the profile.
   *
   * @throws AppError CONFLICT
   */
  private async close(tx: Tx, id: string): Promise<void> {
    if (!(await this.queues.close(tx, id)))
      throw new AppError('CONFLICT', 'A message is being handed in through it right now. Try again in a moment.');
    await tx.emailProfileName.deleteMany({ where: { profileId: id } });
    await forgetGrant(tx, id);
    const wiped = { password: null, proxyPassword: null, oauthClientId: null };
    await tx.emailProfile.update({
      where: { id },
      data: { ...wiped, deletedAt: new Date(), isDefault: false, fallbackId: null, debugUntil: null },
    });
  }
}

async function findTarget(tx: Tx, id: string, moveTo: string): Promise<Row> {
  const target = await findProfile(tx, moveTo);
  if (target.id === id) throw invalidInput('moveTo', 'Choose another profile than the one to be deleted.');
  return target;
}
