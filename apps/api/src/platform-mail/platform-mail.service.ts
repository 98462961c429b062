import { Injectable } from '@nestjs/common';
import type { PlatformMailSettingsInput } from '@posthorn/contracts';
import {
  Database,
  platformProfileId,
  platformScope,
  platformTenantId,
  type ConnectionCheck,
  type DeliveryBudget,
  type PlatformMailSettings as Row,
  type Prisma,
  type Tx,
} from '@posthorn/database';
import { Vault } from '@posthorn/vault';
import { Audit } from '../audit/audit.service.ts';
import { DeliveryWake } from '../delivery/wake.ts';
import { PersonNames } from '../identities/person-names.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { budgetOf, tryAnew } from '../submissions/delivery-budget.ts';
import { provesNothing, settle } from '../submissions/settled-submission.ts';
import { submissionChanges, submissionColumns } from '../submissions/submission-columns.ts';
import { checkSummary, debugUntilOf, deliveryFacts, shownAdvanced, shownDebug } from '../submissions/submission-facts.ts';
import { submissionState } from '../submissions/submission-state.ts';
import type { PlatformMailSettings } from './platform-mail.types.ts';

/** Whether they lead into the sandbox is for the process to say. */
export type ReadSettings = Omit<PlatformMailSettings, 'inSandbox'>;
export type UpdateOutcome = { settings: ReadSettings; notes: string[] } | { current: ReadSettings };

type Columns = Omit<Prisma.PlatformMailSettingsUncheckedCreateInput, 'tenantId' | 'id'>;

interface Facts {
  row: Row | null;
  budget: DeliveryBudget | null;
  lastCheck: ConnectionCheck | null;
}

/** The setup for account mail: one row with an optimistic lock. Whoever saves it makes the workers try anew at once. */
@Injectable()
export class PlatformMail {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly audit: Audit,
    private readonly people: PersonNames,
    private readonly wake: DeliveryWake,
  ) {}

  async read(): Promise<ReadSettings> {
    return this.present(await this.database.forTenant(platformScope, facts));
  }

  /** @throws AppError INVALID_INPUT where a stored secret would go to another destination */
  async update(actor: SystemActor, input: PlatformMailSettingsInput): Promise<UpdateOutcome> {
    const notes = await this.database.forTenant(actor, async (tx) => {
      const before = await tx.platformMailSettings.findFirst();
      if ((before?.version ?? 0) !== input.version) return null;
      const settled = settle(input, before);
      const { fromAddress, fromName, replyTo } = input;
      const own = { fromAddress, fromName, replyTo };
      const columns = { ...own, ...submissionColumns(this.vault, platformTenantId, platformProfileId, settled) };
      if (!(await save(tx, actor, input.version, columns))) return null;
      await tryAnew(tx, platformProfileId, budgetOf(settled.values.advanced), before !== null && !provesNothing(before, settled));
      const details = submissionChanges(before, settled, own);
      await this.audit.record(tx, actor, { action: 'platform-mail.updated', subject: 'Platform mail', details });
      this.database.afterCommit(() => this.wake.wake('ACCOUNT'));
      return settled.notes;
    });
    const settings = await this.read();
    return notes === null ? { current: settings } : { settings, notes };
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

  private async present({ row, budget, lastCheck }: Facts): Promise<ReadSettings> {
    const names = await this.people.of([row?.updatedById ?? null]);
    const shown = row ?? notSetUp();
    return {
      ...shown,
      advanced: shownAdvanced(shown),
      passwordSet: row?.password != null,
      proxyPasswordSet: row?.proxyPassword != null,
      debugUntil: shownDebug(row?.debugUntil ?? null),
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
  };
}

/** False when somebody saved meanwhile. */
async function save(tx: Tx, actor: SystemActor, version: number, values: Columns): Promise<boolean> {
  const data = { ...values, version: version + 1, updatedAt: new Date(), updatedById: actor.identityId };
  const { count } =
    version === 0
      ? await tx.platformMailSettings.createMany({
          data: [{ ...data, tenantId: platformTenantId, id: platformProfileId }],
          skipDuplicates: true,
        })
      : await tx.platformMailSettings.updateMany({ where: { id: platformProfileId, version }, data });
  return count === 1;
}
