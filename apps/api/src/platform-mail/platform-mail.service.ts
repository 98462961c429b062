import { Injectable } from '@nestjs/common';
import type { PlatformMailSettingsInput } from '@posthorn/contracts';
import {
  Database,
  platformOAuthClientId,
  platformProfileId,
  platformScope,
  platformTenantId,
  type ConnectionCheck,
  type DeliveryBudget,
  type OAuthClient,
  type PlatformMailSettings as Row,
  type Prisma,
  type Tx,
} from '@posthorn/database';
import { Vault } from '@posthorn/vault';
import { Audit } from '../audit/audit.service.ts';
import { holdsTokens } from '../grants/grant-keeping.ts';
import { grantStatesOf } from '../grants/grant-states.ts';
import { PersonNames } from '../identities/person-names.ts';
import { clientChanges } from '../oauth-clients/client-changes.ts';
import { writeClient } from '../oauth-clients/client-saves.ts';
import type { TokensWouldDrop } from '../oauth/oauth.types.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import { provesNothing } from '../submissions/resolved-submission.ts';
import { syncGrant } from '../grants/submission-grant-sync.ts';
import { submissionChanges, submissionColumns } from '../submissions/submission-columns.ts';
import { checkSummary, debugUntilOf, deliveryFacts, toAdvanced, toDebugUntil, toOAuth } from '../submissions/submission-facts.ts';
import { submissionState } from '../submissions/submission-state.ts';
import type { PlatformMailSettings } from './platform-mail.types.ts';
import { lockSettings, resolvePlatformMail, type ResolvedPlatformMail } from './resolved-platform-mail.ts';

/** Whether they lead into the sandbox is for the process to say. */
export type ReadSettings = Omit<PlatformMailSettings, 'inSandbox' | 'oauthClient'>;
export type UpdateOutcome = { settings: ReadSettings; notes: string[] } | { current: ReadSettings } | TokensWouldDrop;

type Columns = Omit<Prisma.PlatformMailSettingsUncheckedCreateInput, 'tenantId' | 'id'>;

interface Facts {
  row: Row | null;
  budget: DeliveryBudget | null;
  lastCheck: ConnectionCheck | null;
  client: OAuthClient | null;
  grants: Awaited<ReturnType<typeof grantStatesOf>>;
}

/** The setup for account mail: one row with an optimistic lock. Saving it has the workers try again at once. */
@Injectable()
export class PlatformMail {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly audit: Audit,
    private readonly people: PersonNames,
    private readonly queues: ProfileQueues,
  ) {}

  async read(): Promise<ReadSettings> {
    return this.present(await this.database.forTenant(platformScope, facts));
  }

  /** @throws AppError INVALID_INPUT where a stored secret would go to another destination */
  async update(actor: SystemActor, input: PlatformMailSettingsInput): Promise<UpdateOutcome> {
    const outcome = await this.database.forTenant(actor, (tx) => this.save(tx, actor, input));
    if (outcome && !Array.isArray(outcome)) return outcome;
    const settings = await this.read();
    return outcome === null ? { current: settings } : { settings, notes: outcome };
  }

  /** The notes; null when somebody saved meanwhile. */
  private async save(tx: Tx, actor: SystemActor, input: PlatformMailSettingsInput): Promise<string[] | TokensWouldDrop | null> {
    await lockSettings(tx);
    const before = await tx.platformMailSettings.findFirst();
    if ((before?.version ?? 0) !== input.version) return null;
    const change = await resolvePlatformMail(tx, this.vault, input, before);
    const { resolved, drops, notes } = change;
    const { values } = resolved;
    const dropped = drops.length > 0 && (await holdsTokens(tx, platformProfileId));
    if (dropped && !input.dropTokens) return { changed: drops, profiles: [] };

    const client = await this.saveClient(tx, actor, input, change);
    const { fromAddress, fromName, replyTo } = input;
    const own = { fromAddress, fromName, replyTo };
    await write(tx, actor, before, { ...own, ...submissionColumns(this.vault, platformTenantId, platformProfileId, resolved) });
    const keepsRecord = before !== null && drops.length === 0 && !provesNothing(before, resolved);
    await this.queues.applySettings(tx, platformProfileId, values.advanced, keepsRecord);
    await syncGrant(tx, { tenantId: platformTenantId, profileId: platformProfileId, values, client, drops }, actor.name);
    const details = submissionChanges(before, resolved, own);
    await this.audit.record(tx, actor, { action: 'platform-mail.updated', subject: 'Platform mail', details });
    if (dropped) await this.audit.record(tx, actor, { action: 'grant.dropped', subject: 'Platform mail', details: { changed: drops } });
    return notes;
  }

  /** Null with a password: the client stays as it is. */
  private async saveClient(
    tx: Tx,
    actor: SystemActor,
    { oauthClient: input }: PlatformMailSettingsInput,
    { client, clientBefore: before }: ResolvedPlatformMail,
  ): Promise<OAuthClient | null> {
    if (!client || !input) return null;
    const { row } = await writeClient(tx, actor, input, before, this.vault, client, { field: 'oauthClient.' });
    const details = clientChanges(before, client);
    const action = before ? 'oauth-client.updated' : 'oauth-client.created';
    if (Object.keys(details).length > 0) await this.audit.record(tx, actor, { action, subject: row.name, details });
    return row;
  }

  /** Keeps the transcripts of attempts for a while; 0 minutes stops it. */
  async debug(actor: SystemActor, minutes: number): Promise<ReadSettings> {
    await this.database.forTenant(actor, async (tx) => {
      const { count } = await tx.platformMailSettings.updateMany({ data: { debugUntil: debugUntilOf(minutes) } });
      if (count === 0) throw new AppError('CONFLICT', 'Set up platform mail first; then its dialogue can be kept.');
      await this.audit.record(tx, actor, { action: 'platform-mail.debugged', subject: 'Platform mail', details: { minutes } });
    });
    return this.read();
  }

  private async present({ row, budget, lastCheck, client, grants }: Facts): Promise<ReadSettings> {
    const names = await this.people.of([row?.updatedById ?? null]);
    const shown = row ?? notSetUp();
    return {
      ...shown,
      advanced: toAdvanced(shown),
      oauth: toOAuth(shown, client),
      grantState: shown.authentication === 'OAUTH2' ? (grants.get(platformProfileId)?.state ?? 'NONE') : null,
      passwordSet: row?.password != null,
      proxyPasswordSet: row?.proxyPassword != null,
      debugUntil: toDebugUntil(row?.debugUntil ?? null),
      updatedByName: names.get(row?.updatedById ?? '') ?? null,
      state: submissionState(row !== null, budget),
      lastCheck: row && checkSummary(lastCheck, row.updatedAt),
      ...deliveryFacts(budget),
    };
  }
}

const notSetUp = () => ({
  version: 0,
  fromAddress: '',
  fromName: '',
  replyTo: null,
  preset: 'custom',
  host: '',
  port: 587,
  security: 'STARTTLS_REQUIRED' as const,
  username: null,
  authentication: 'PASSWORD' as const,
  oauth: {},
  passwordChangedAt: null,
  timeoutMs: 10_000,
  advanced: {},
  updatedAt: new Date(0),
});

async function facts(tx: Tx): Promise<Facts> {
  return {
    row: await tx.platformMailSettings.findFirst(),
    budget: await tx.deliveryBudget.findFirst({ where: { profileId: platformProfileId } }),
    lastCheck: await tx.connectionCheck.findFirst({ where: { saved: true, finishedAt: { not: null } }, orderBy: { createdAt: 'desc' } }),
    client: await tx.oAuthClient.findFirst({ where: { id: platformOAuthClientId } }),
    grants: await grantStatesOf(tx, [platformProfileId]),
  };
}

/** Needs {@link lockSettings}. */
async function write(tx: Tx, actor: SystemActor, before: Row | null, values: Columns): Promise<void> {
  const data = { ...values, version: (before?.version ?? 0) + 1, updatedAt: new Date(), updatedById: actor.identityId };
  if (before) await tx.platformMailSettings.update({ where: { id: platformProfileId }, data });
  else await tx.platformMailSettings.create({ data: { ...data, tenantId: platformTenantId, id: platformProfileId } });
}
