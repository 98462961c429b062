import { Injectable } from '@nestjs/common';
import { Database, platformTenantId, type TenantScope, type Tx } from '@posthorn/database';
import { Vault } from '@posthorn/vault';
import { v7 as uuidv7 } from 'uuid';
import { Audit } from '../audit/audit.service.ts';
import { findProfile } from '../email-profiles/profile-rows.ts';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { AppError, invalidInput, notFound } from '../platform/errors/app-error.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { RateLimits, type Allowance } from '../rate-limits/rate-limits.ts';
import type { CheckConnectionInput } from './check-input.ts';
import { connectionCheckJob } from './check-life.ts';
import type { ConnectionCheck } from './check.types.ts';
import { savedSubmission, typedSubmission } from './checked-submission.ts';
import { sealSettings, type CheckedSettings } from './sealed-settings.ts';
import { toCheck } from './shown-check.ts';

export type Checker = SystemActor | TenantActor;

interface Subject {
  settings: Omit<CheckedSettings, 'requestedBy'>;
  /** Its result speaks for what is saved. */
  saved: boolean;
  profileId: string | null;
}

/** Checks reach out to hosts that a tenant names; this many in ten minutes are a person's, more are a scan. */
const ofTenant: Allowance = { name: 'checks', points: 30, durationSeconds: 600 };

/** Starts checks and shows them, each world its own. The worker runs them: the API talks to no mail server. */
@Injectable()
export class Checks {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly audit: Audit,
    private readonly jobs: JobQueue,
    private readonly limits: RateLimits,
  ) {}

  /** @throws AppError TRY_LATER, INVALID_INPUT, NOT_FOUND */
  async start(actor: Checker, input: CheckConnectionInput): Promise<ConnectionCheck> {
    const { tenantId } = actor;
    if (actor.kind === 'tenant')
      await this.limits.demand(ofTenant, tenantId, 'This tenant ran many checks just now. Wait some minutes before the next one.');
    const key = { checkId: uuidv7(), tenantId };
    await this.database.forTenant(actor, async (tx) => {
      const { settings, saved, profileId } = await this.subjectOf(tx, actor, input);
      const recipient = input.to ?? actor.email;
      const sealed = sealSettings(this.vault, key, { ...settings, requestedBy: actor.name });
      const { sendMail } = input;
      await tx.connectionCheck.create({
        data: { id: key.checkId, tenantId, settings: sealed, recipient, sendMail, saved, profileId, requestedById: actor.identityId },
      });
      const { host, port } = settings.submission;
      await this.audit.record(tx, actor, {
        action: actor.kind === 'system' ? 'platform-mail.checked' : 'email-profile.checked',
        subject: `${host}:${port}`,
        details: { saved, recipient, sendMail },
      });
      await this.jobs.send(tx, connectionCheckJob, key, tenantId);
    });
    return this.find(actor, key.checkId);
  }

  async find(scope: TenantScope, id: string): Promise<ConnectionCheck> {
    const { tenantId } = scope;
    const row = await this.database.forTenant(scope, (tx) => tx.connectionCheck.findFirst({ where: { id, tenantId } }));
    if (!row) throw notFound('check');
    return toCheck(row);
  }

  private subjectOf(tx: Tx, { tenantId }: Checker, input: CheckConnectionInput): Promise<Subject> {
    return tenantId === platformTenantId ? this.platformMail(tx, input) : this.emailProfile(tx, input);
  }

  private async platformMail(tx: Tx, { settings, profile, profileId }: CheckConnectionInput): Promise<Subject> {
    if (profile || profileId)
      throw invalidInput(profile ? 'profile' : 'profileId', 'Email profiles are checked by the admins of their tenant.');
    const stored = await tx.platformMailSettings.findFirst();
    if (settings) return { settings: typedSubmission(this.vault, settings, stored, 'settings.'), saved: false, profileId: null };
    if (!stored) throw new AppError('CONFLICT', 'Nothing is saved yet; check what you typed instead.');
    return { settings: savedSubmission(this.vault, stored), saved: true, profileId: null };
  }

  private async emailProfile(tx: Tx, { settings, profile, profileId }: CheckConnectionInput): Promise<Subject> {
    if (settings) throw invalidInput('settings', 'Platform mail is checked by a system admin; a tenant checks its email profiles.');
    const stored = profileId === null ? null : await findProfile(tx, profileId);
    if (profile?.fallbackId) await findProfile(tx, profile.fallbackId);
    if (profile) return { settings: typedSubmission(this.vault, profile, stored, 'profile.'), saved: false, profileId };
    if (!stored) throw invalidInput('profileId', 'Say which email profile to check.');
    return { settings: savedSubmission(this.vault, stored), saved: true, profileId };
  }
}
