import { Injectable } from '@nestjs/common';
import { emailKey } from '@posthorn/contracts';
import { Database, type EmailProfile as Row, type Tx } from '@posthorn/database';
import { Audit, type AuditEntry } from '../audit/audit.service.ts';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { notFound } from '../platform/errors/app-error.ts';
import { debugUntilOf } from '../submissions/submission-facts.ts';
import { EmailProfiles, type ReadProfile } from './email-profiles.service.ts';
import { findProfile, lockProfiles } from '../submissions/profile-rows.ts';

/** What is done to an email profile beside saving it. None of it changes the version that a form was opened with. */
@Injectable()
export class ProfileActions {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly queues: ProfileQueues,
    private readonly profiles: EmailProfiles,
  ) {}

  /** Nothing more is claimed for it; what is on its way arrives. */
  pause(actor: TenantActor, id: string): Promise<ReadProfile> {
    return this.act(actor, id, async (tx, profile) => {
      if (profile.pausedAt) return null;
      const pausedAt = new Date();
      await tx.emailProfile.update({ where: { id }, data: { pausedAt } });
      await this.queues.pause(tx, id, pausedAt);
      return { action: 'email-profile.paused', subject: profile.name };
    });
  }

  resume(actor: TenantActor, id: string): Promise<ReadProfile> {
    return this.act(actor, id, async (tx, profile) => {
      if (!profile.pausedAt) return null;
      await tx.emailProfile.update({ where: { id }, data: { pausedAt: null } });
      await this.queues.resume(tx, id);
      return { action: 'email-profile.resumed', subject: profile.name };
    });
  }

  setDefault(actor: TenantActor, id: string): Promise<ReadProfile> {
    return this.act(actor, id, async (tx, profile) => {
      if (profile.isDefault) return null;
      const before = await tx.emailProfile.findFirst({ where: { isDefault: true, deletedAt: null }, select: { name: true } });
      await makeDefault(tx, id);
      return { action: 'email-profile.made-default', subject: profile.name, details: { from: before?.name ?? null, to: profile.name } };
    });
  }

  /** Sends that use the former name are refused from now on. Its own name can't go this way. */
  removeAlias(actor: TenantActor, id: string, name: string): Promise<ReadProfile> {
    return this.act(actor, id, async (tx, profile) => {
      const { count } = await tx.emailProfileName.deleteMany({ where: { profileId: id, nameKey: emailKey(name), isAlias: true } });
      if (count === 0) throw notFound('alias');
      return { action: 'email-profile.alias-removed', subject: profile.name, details: { alias: name } };
    });
  }

  /** Keeps the transcripts of attempts for a while; 0 minutes stops it. */
  debug(actor: TenantActor, id: string, minutes: number): Promise<ReadProfile> {
    return this.act(actor, id, async (tx, profile) => {
      await tx.emailProfile.update({ where: { id }, data: { debugUntil: debugUntilOf(minutes) } });
      return { action: 'email-profile.debugged', subject: profile.name, details: { minutes } };
    });
  }

  /** `change` answers its audit line, or null where nothing was to be done. */
  private async act(actor: TenantActor, id: string, change: (tx: Tx, profile: Row) => Promise<AuditEntry | null>): Promise<ReadProfile> {
    await this.database.forTenant(actor, async (tx) => {
      await lockProfiles(tx, actor.tenantId);
      const entry = await change(tx, await findProfile(tx, id));
      if (entry) await this.audit.record(tx, actor, entry);
    });
    return this.profiles.find(actor, id);
  }
}

/** Needs {@link lockProfiles}: a tenant has one default. */
export async function makeDefault(tx: Tx, id: string): Promise<void> {
  await tx.emailProfile.updateMany({ where: { isDefault: true }, data: { isDefault: false } });
  await tx.emailProfile.update({ where: { id }, data: { isDefault: true } });
}
