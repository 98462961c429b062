import { Injectable } from '@nestjs/common';
import { Database, type EmailProfile as Row, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { lockQueues } from '../mail-queue/lock-order.ts';
import { DeliveryWake } from '../mail-queue/wake.ts';
import { wakeQueues } from '../mail-queue/wake-queues.ts';
import { forgetGrant } from '../grants/grant-keeping.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { AppError, invalidInput } from '../platform/errors/app-error.ts';
import type { ProfileReference } from './email-profile.types.ts';
import { wouldCircle } from './fallback-chain.ts';
import { makeDefault } from './profile-acts.service.ts';
import { fallbacksOf, setFallback } from './profile-fallbacks.ts';
import { referencesOf } from './profile-references.ts';
import { findProfile, lockProfiles } from '../submissions/profile-rows.ts';
import { waitingOf } from '../mail-queue/waiting-messages.ts';

export type RemovalOutcome = { id: string; moved: number } | { references: ProfileReference[] };

/** Deletes an email profile once nothing refers to it, or moves all that does to another one in the same transaction. */
@Injectable()
export class ProfileRemoval {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly wake: DeliveryWake,
  ) {}

  /** Throws CONFLICT while a worker hands in a message of it. */
  async remove(actor: TenantActor, id: string, moveTo: string | null): Promise<RemovalOutcome> {
    return this.database.forTenant(actor, async (tx) => {
      await lockProfiles(tx, actor.tenantId);
      const profile = await findProfile(tx, id);
      const target = moveTo === null ? null : await findTarget(tx, id, moveTo);
      // Waits for whoever enqueues for it, and whoever comes later finds it gone.
      await tx.$queryRaw`select from email_profile where id = ${id}::uuid for update`;
      const references = (await referencesOf(tx, [id])).get(id) ?? [];
      if (!target && references.length > 0) return { references };

      const moved = target ? await moveAll(tx, profile, target) : 0;
      await letGo(tx, id);
      const details = { movedTo: target?.name ?? null, messages: moved };
      await this.audit.record(tx, actor, { action: 'email-profile.deleted', subject: profile.name, details });
      if (target) this.database.afterCommit(() => wakeQueues(this.wake, target.id));
      return { id, moved };
    });
  }
}

async function findTarget(tx: Tx, id: string, moveTo: string): Promise<Row> {
  const target = await findProfile(tx, moveTo);
  if (target.id === id) throw invalidInput('moveTo', 'Choose another profile than the one to be deleted.');
  return target;
}

/** Answers how many messages were moved. */
async function moveAll(tx: Tx, profile: Row, target: Row): Promise<number> {
  await moveFallbacks(tx, profile, target);
  await tx.$executeRaw`
    insert into api_key_profile (tenant_id, key_id, profile_id)
    select tenant_id, key_id, ${target.id}::uuid from api_key_profile where profile_id = ${profile.id}::uuid on conflict do nothing`;
  await tx.apiKeyProfile.deleteMany({ where: { profileId: profile.id } });
  if (profile.isDefault) await makeDefault(tx, target.id);
  return moveMessages(tx, profile.id, target.id);
}

/** Who fell back to the deleted one falls back to its successor, and the successor to where the deleted one did, unless mail would circle. */
async function moveFallbacks(tx: Tx, profile: Row, target: Row): Promise<void> {
  const fallbacks = await fallbacksOf(tx);
  if (target.fallbackId === profile.id) {
    const next = profile.fallbackId && !wouldCircle(target.id, profile.fallbackId, fallbacks) ? profile.fallbackId : null;
    await setFallback(tx, target.id, next);
    fallbacks.set(target.id, next);
  }
  const others = await tx.emailProfile.findMany({ where: { fallbackId: profile.id, deletedAt: null }, orderBy: { id: 'asc' } });
  for (const { id, name } of others) {
    if (wouldCircle(id, target.id, fallbacks))
      throw invalidInput(
        'moveTo',
        `${name} falls back to this profile, and ${target.name} to ${name}: mail would go in a circle. Choose another profile.`,
      );
    await setFallback(tx, id, target.id);
    fallbacks.set(id, target.id);
  }
}

/** What waited for a login waits no more: its new profile may well have one. */
async function moveMessages(tx: Tx, from: string, to: string): Promise<number> {
  // By id, as whoever cancels many locks them: see queue-order.ts.
  await tx.$queryRaw`
    select count(*)::int from (
      select from message where (profile_id = ${from}::uuid or home_profile_id = ${from}::uuid)
        and state in ('QUEUED', 'DEFERRED', 'PARKED', 'HELD') order by id for update) waiting`;
  await tx.$executeRaw`
    update message set home_profile_id = case when profile_id = ${to}::uuid then null else ${to}::uuid end
    where home_profile_id = ${from}::uuid and state in ('QUEUED', 'DEFERRED', 'PARKED', 'HELD')`;
  return tx.$executeRaw`
    update message set profile_id = ${to}::uuid, home_profile_id = nullif(home_profile_id, ${to}::uuid),
      state = case when state = 'PARKED' then 'QUEUED' else state end
    where profile_id = ${from}::uuid and state in ('QUEUED', 'DEFERRED', 'PARKED', 'HELD')`;
}

/**
 * Locks in the order of the workers' functions: messages were first, now budget and queues. A claim that was faster shows here, as messages
 * that still belong to the profile.
 */
async function letGo(tx: Tx, id: string): Promise<void> {
  await tx.deliveryBudget.deleteMany({ where: { profileId: id } });
  await lockQueues(tx, [id]);
  await tx.deliveryQueue.deleteMany({ where: { profileId: id } });
  if ((await waitingOf(tx, [id])).has(id))
    throw new AppError('CONFLICT', 'A message is being handed in through it right now. Try again in a moment.');
  await tx.emailProfileName.deleteMany({ where: { profileId: id } });
  await forgetGrant(tx, id);
  const wiped = { password: null, proxyPassword: null, oauthClientId: null };
  await tx.emailProfile.update({
    where: { id },
    data: { ...wiped, deletedAt: new Date(), isDefault: false, fallbackId: null, debugUntil: null },
  });
}
