import { Injectable } from '@nestjs/common';
import { oauthOf, type EmailProfileInput } from '@posthorn/contracts';
import { Database, type EmailProfile as Row, type Prisma, type Tx } from '@posthorn/database';
import { SealError, Vault, type SealContext } from '@posthorn/vault';
import { v7 as uuidv7 } from 'uuid';
import { Audit } from '../audit/audit.service.ts';
import { advancedOf, passwordContextOf, proxyPasswordContextOf } from '../submissions/submission-settings.ts';
import { holdsTokens } from '../grants/grant-keeping.ts';
import type { TokensWouldDrop } from '../oauth/oauth.types.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import { secretOwner } from '../submissions/secret-owner.ts';
import { provesNothing } from '../submissions/resolved-submission.ts';
import { findClient, syncGrant } from '../grants/submission-grant-sync.ts';
import { submissionChanges, submissionColumns } from '../submissions/submission-columns.ts';
import { EmailProfiles, type ReadProfile } from './email-profiles.service.ts';
import { requireFallback } from './profile-fallbacks.ts';
import { nameOfCopy, takeName } from './profile-names.ts';
import { findProfile, lockProfiles } from '../submissions/profile-rows.ts';
import { resolveProfileInput } from './resolved-profile.ts';

export interface SavedProfile {
  profile: ReadProfile;
  notes: string[];
}

/** Nothing was saved: somebody saved meanwhile, or tokens would drop. */
export type Unsaved = { current: ReadProfile } | TokensWouldDrop;

type NewRow = Prisma.EmailProfileUncheckedCreateInput;

/** In one tenant, so that lists and the claim stay small. */
const maxProfiles = 200;

/** Email profiles are made, saved and copied here: one row with an optimistic lock, beside it what delivery goes by. */
@Injectable()
export class ProfileSaves {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly audit: Audit,
    private readonly queues: ProfileQueues,
    private readonly profiles: EmailProfiles,
  ) {}

  /** The first one becomes the default. Throws CONFLICT at `name`, LIMIT_REACHED. */
  async create(actor: TenantActor, input: EmailProfileInput): Promise<SavedProfile> {
    const id = uuidv7();
    const notes = await this.database.forTenant(actor, async (tx) => {
      await lockProfiles(tx, actor.tenantId);
      await requireFallback(tx, { id, name: input.name }, input.fallbackId);
      const { resolved, client, notes: told } = await resolveProfileInput(tx, input, null);
      const { values } = resolved;
      const columns = submissionColumns(this.vault, actor.tenantId, id, resolved);
      await this.insert(tx, actor, { ...ownFields(input), ...columns, tenantId: actor.tenantId, id });
      await syncGrant(tx, { tenantId: actor.tenantId, profileId: id, values, client, drops: [] }, actor.name);
      const details = submissionChanges(null, resolved, { ...ownFields(input), oauthClient: client?.name ?? null });
      await this.audit.record(tx, actor, { action: 'email-profile.created', subject: input.name, details });
      return told;
    });
    return { profile: await this.profiles.find(actor, id), notes };
  }

  /** Throws INVALID_INPUT where a stored secret would go to another destination, CONFLICT at `name`. */
  async update(actor: TenantActor, id: string, input: EmailProfileInput): Promise<SavedProfile | Unsaved> {
    const outcome = await this.database.forTenant(actor, (tx) => this.save(tx, actor, id, input));
    if (outcome && !Array.isArray(outcome)) return outcome;
    const profile = await this.profiles.find(actor, id);
    return outcome === null ? { current: profile } : { profile, notes: outcome };
  }

  /** A copy under a name of its own, with its secrets, for the same destination, but without its tokens. It is neither the default nor paused. */
  async duplicate(actor: TenantActor, id: string): Promise<ReadProfile> {
    const copyId = uuidv7();
    await this.database.forTenant(actor, async (tx) => {
      await lockProfiles(tx, actor.tenantId);
      const original = await findProfile(tx, id);
      const name = await nameOfCopy(tx, original.name);
      const client = await findClient(tx, original.oauthClientId);
      await this.insert(tx, actor, { ...copied(original), ...this.resealed(original, copyId), tenantId: actor.tenantId, id: copyId, name });
      const values = { oauth: client && oauthOf(original.oauth) };
      await syncGrant(tx, { tenantId: actor.tenantId, profileId: copyId, values, client, drops: [] }, actor.name);
      const details = { from: original.name, ...(client ? { tokens: 'not copied' } : {}) };
      await this.audit.record(tx, actor, { action: 'email-profile.duplicated', subject: name, details });
    });
    return this.profiles.find(actor, copyId);
  }

  /** The notes; null when somebody saved meanwhile. */
  private async save(tx: Tx, actor: TenantActor, id: string, input: EmailProfileInput): Promise<string[] | TokensWouldDrop | null> {
    await lockProfiles(tx, actor.tenantId);
    const before = await findProfile(tx, id);
    if (before.version !== input.version) return null;
    await requireFallback(tx, { id, name: input.name }, input.fallbackId);
    const { resolved, client, clientBefore, drops, notes } = await resolveProfileInput(tx, input, before);
    const { values } = resolved;
    const dropped = drops.length > 0 && (await holdsTokens(tx, id));
    if (dropped && !input.dropTokens) return { changed: drops, profiles: [before.name] };

    await takeName(tx, actor.tenantId, id, input.name);
    const own = ownFields(input);
    const columns = submissionColumns(this.vault, actor.tenantId, id, resolved);
    const saved = { version: before.version + 1, updatedAt: new Date(), updatedById: actor.identityId };
    await tx.emailProfile.update({ where: { id }, data: { ...own, ...columns, ...saved } });
    await this.queues.applySettings(tx, id, values.advanced, drops.length === 0 && !provesNothing(before, resolved));
    await this.queues.setFallback(tx, id, input.fallbackId);
    await syncGrant(tx, { tenantId: actor.tenantId, profileId: id, values, client, drops }, actor.name);
    const described = { ...before, oauthClient: clientBefore?.name ?? null };
    const details = submissionChanges(described, resolved, { ...own, oauthClient: client?.name ?? null });
    await this.audit.record(tx, actor, { action: 'email-profile.updated', subject: input.name, details });
    if (dropped) await this.audit.record(tx, actor, { action: 'grant.dropped', subject: input.name, details: { changed: drops } });
    return notes;
  }

  /** The row, its name, and what delivery needs of it: a budget and a queue for each lane. */
  private async insert(tx: Tx, actor: TenantActor, row: NewRow & { id: string }): Promise<void> {
    const { tenantId } = actor;
    const count = await tx.emailProfile.count({ where: { deletedAt: null } });
    if (count >= maxProfiles)
      throw new AppError('LIMIT_REACHED', `A tenant has at most ${maxProfiles} email profiles. Delete those nobody uses.`);
    await tx.emailProfile.create({ data: { ...row, isDefault: count === 0, updatedById: actor.identityId } });
    await takeName(tx, tenantId, row.id, row.name);
    const { suspendedAt } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { suspendedAt: true } });
    await this.queues.open(tx, {
      tenantId,
      profileId: row.id,
      limits: advancedOf(row.advanced),
      fallbackProfileId: row.fallbackId ?? null,
      suspendedAt,
    });
  }

  private resealed({ tenantId, id, password, proxyPassword }: Row, copyId: string): Pick<NewRow, 'password' | 'proxyPassword'> {
    const [from, to] = [secretOwner(tenantId, id), secretOwner(tenantId, copyId)];
    const reseal = (sealed: Uint8Array, source: SealContext, target: SealContext) =>
      Uint8Array.from(this.vault.seal(this.vault.open(sealed, source), target));
    try {
      return {
        password: password && reseal(password, passwordContextOf(from), passwordContextOf(to)),
        proxyPassword: proxyPassword && reseal(proxyPassword, proxyPasswordContextOf(from), proxyPasswordContextOf(to)),
      };
    } catch (error) {
      if (!(error instanceof SealError)) throw error;
      throw new AppError(
        'CONFLICT',
        'Its stored password can’t be read: the key it was sealed with is missing. Type the password again first.',
      );
    }
  }
}

const ownFields = ({ name, description, fromAddress, fromName, replyTo, fallbackId }: EmailProfileInput) => ({
  name,
  description,
  fromAddress,
  fromName,
  replyTo,
  fallbackId,
});

const copied = (row: Row) => ({
  description: row.description,
  fromAddress: row.fromAddress,
  fromName: row.fromName,
  replyTo: row.replyTo,
  preset: row.preset,
  host: row.host,
  port: row.port,
  security: row.security,
  username: row.username,
  timeoutMs: row.timeoutMs,
  authentication: row.authentication,
  oauthClientId: row.oauthClientId,
  oauth: row.oauth as Prisma.InputJsonObject,
  advanced: row.advanced as Prisma.InputJsonObject,
  passwordChangedAt: row.passwordChangedAt,
  fallbackId: row.fallbackId,
});
