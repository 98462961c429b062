import { Injectable } from '@nestjs/common';
import { Database, platformTenantId, type EmailProfile, type PlatformMailSettings, type TenantScope, type Tx } from '@posthorn/database';
import { Vault } from '@posthorn/vault';
import { v7 as uuidv7 } from 'uuid';
import { Audit } from '../audit/audit.service.ts';
import { findProfile, lockProfiles } from '../submissions/profile-rows.ts';
import { resolveProfileInput } from '../email-profiles/resolved-profile.ts';
import { AccessTokens } from '../grants/refresh/token-source.ts';
import { lockSettings, resolvePlatformMail } from '../platform-mail/resolved-platform-mail.ts';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { AppError, invalidInput, notFound } from '../platform/errors/app-error.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { RateLimits, type Allowance } from '../rate-limits/rate-limits.ts';
import type { CheckConnectionInput } from './check-input.ts';
import { connectionCheckJob } from './check-life.ts';
import type { ConnectionCheck } from './check.types.ts';
import { savedSubmission, typedSubmission, type Typed } from './checked-submission.ts';
import { savedToken, typedToken } from './checked-token.ts';
import { sealSettings, type CheckedSettings } from './sealed-settings.ts';
import { toCheck } from './stored-check.ts';

export type Checker = SystemActor | TenantActor;

type Settings = Omit<CheckedSettings, 'requestedBy'>;

interface Subject {
  settings: Settings;
  /** Its result speaks for what is saved. */
  saved: boolean;
  profileId: string | null;
}

/** Checks reach out to hosts that a tenant names; this many in ten minutes are a person's, more are a scan. */
const ofTenant: Allowance = { name: 'checks', points: 30, durationSeconds: 600 };

/** Starts checks and shows them, each world its own. The worker runs them: the API talks to no mail server. */
@Injectable()
export class Checks {
  private readonly tokens: AccessTokens;

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly audit: Audit,
    private readonly jobs: JobQueue,
    private readonly limits: RateLimits,
  ) {
    this.tokens = new AccessTokens(database, vault);
  }

  /** @throws AppError TRY_LATER, INVALID_INPUT, NOT_FOUND */
  async start(actor: Checker, input: CheckConnectionInput): Promise<ConnectionCheck> {
    const { tenantId } = actor;
    if (actor.kind === 'tenant')
      await this.limits.require(ofTenant, tenantId, 'This tenant ran many checks just now. Wait some minutes before the next one.');
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
    return tenantId === platformTenantId ? this.platformMail(tx, input) : this.emailProfile(tx, tenantId, input);
  }

  private async platformMail(tx: Tx, { settings: input, profile, profileId }: CheckConnectionInput): Promise<Subject> {
    if (profile || profileId)
      throw invalidInput(profile ? 'profile' : 'profileId', 'Email profiles are checked by the admins of their tenant.');
    // What is stored and the token granted for it are read as they belong together.
    await lockSettings(tx);
    const stored = await tx.platformMailSettings.findFirst();
    if (!input) {
      if (!stored) throw new AppError('CONFLICT', 'Nothing is saved yet; check what you typed instead.');
      return { settings: await this.saved(tx, stored), saved: true, profileId: null };
    }
    const { resolved, drops } = await resolvePlatformMail(tx, this.vault, input, stored, 'settings.');
    const settings = await this.typed(tx, { input, resolved, stored, field: 'settings.' }, drops);
    return { settings, saved: false, profileId: null };
  }

  private async emailProfile(tx: Tx, tenantId: string, { settings, profile: input, profileId }: CheckConnectionInput): Promise<Subject> {
    if (settings) throw invalidInput('settings', 'Platform mail is checked by a system admin; a tenant checks its email profiles.');
    await lockProfiles(tx, tenantId);
    const stored = profileId === null ? null : await findProfile(tx, profileId);
    if (!input) {
      if (!stored) throw invalidInput('profileId', 'Say which email profile to check.');
      return { settings: await this.saved(tx, stored), saved: true, profileId };
    }
    if (input.fallbackId) await findProfile(tx, input.fallbackId);
    const { resolved, drops } = await resolveProfileInput(tx, input, stored, 'profile.');
    return { settings: await this.typed(tx, { input, resolved, stored, field: 'profile.' }, drops), saved: false, profileId };
  }

  private async saved(tx: Tx, stored: PlatformMailSettings | EmailProfile): Promise<Settings> {
    const token = stored.authentication === 'OAUTH2' ? savedToken(await this.tokens.readIn(tx, stored.id)) : null;
    return savedSubmission(this.vault, stored, token);
  }

  private async typed(tx: Tx, { stored, ...typed }: Omit<Typed, 'token'>, drops: string[]): Promise<Settings> {
    const holder = stored?.authentication === 'OAUTH2' ? stored.id : null;
    const token = await typedToken(typed.resolved.values, holder === null ? null : drops, () => this.tokens.readIn(tx, holder!));
    return typedSubmission(this.vault, { ...typed, stored, token });
  }
}
