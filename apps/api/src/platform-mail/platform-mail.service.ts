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
import type { Failure } from '@posthorn/smtp';
import { Secret, Vault } from '@posthorn/vault';
import { Audit } from '../audit/audit.service.ts';
import { passwordContext } from '../delivery/platform-mail-source.ts';
import { DeliveryWake } from '../delivery/wake.ts';
import { PersonNames } from '../identities/person-names.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import type { CheckSummary, FailureSummary, PlatformMailSettings } from './platform-mail.types.ts';
import { sameDestination, settle, type SettledInput } from './settled-input.ts';
import { submissionState } from './submission-state.ts';

/** Whether they lead into the sandbox is for the process to say. */
export type ReadSettings = Omit<PlatformMailSettings, 'inSandbox'>;
export type UpdateOutcome = { settings: ReadSettings; notes: string[] } | { current: ReadSettings };

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

  /** @throws AppError INVALID_INPUT where a stored password would go to another destination */
  async update(actor: SystemActor, input: PlatformMailSettingsInput): Promise<UpdateOutcome> {
    const notes = await this.database.forTenant(actor, async (tx) => {
      const before = await tx.platformMailSettings.findFirst();
      if ((before?.version ?? 0) !== input.version) return null;
      const settled = settle(input, before);
      if (!(await save(tx, actor, input.version, this.columns(settled)))) return null;
      await tryAnew(tx, before !== null && !provesNothing(before, settled));
      await this.audit.record(tx, actor, { action: 'platform-mail.updated', subject: 'Platform mail', details: changes(before, settled) });
      this.database.afterCommit(() => this.wake.wake('ACCOUNT'));
      return settled.notes;
    });
    const settings = await this.read();
    return notes === null ? { current: settings } : { settings, notes };
  }

  private columns({ values, secret }: SettledInput): Omit<Prisma.PlatformMailSettingsUncheckedCreateInput, 'tenantId' | 'id'> {
    switch (secret.kind) {
      case 'keep':
        return values;
      case 'remove':
        return { ...values, password: null, passwordChangedAt: null };
      case 'replace':
        return {
          ...values,
          password: Uint8Array.from(this.vault.seal(Secret.of(secret.password), passwordContext)),
          passwordChangedAt: new Date(),
        };
    }
  }

  private async present({ row, budget, lastCheck }: Facts): Promise<ReadSettings> {
    const names = await this.people.of([row?.updatedById ?? null]);
    return {
      ...(row ?? notSetUp()),
      passwordSet: row?.password != null,
      updatedByName: names.get(row?.updatedById ?? '') ?? null,
      state: submissionState(row !== null, budget),
      lastCheck: lastCheck && row && lastCheck.createdAt >= row.updatedAt ? summaryOf(lastCheck) : null,
      lastSuccessAt: budget?.lastSuccessAt ?? null,
      lastFailure: budget && lastFailureOf(budget),
      consecutiveFailures: budget?.consecutiveFailures ?? 0,
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
async function save(
  tx: Tx,
  actor: SystemActor,
  version: number,
  values: Omit<Prisma.PlatformMailSettingsUncheckedCreateInput, 'tenantId' | 'id'>,
): Promise<boolean> {
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

/** Whether the new settings sign in elsewhere or as somebody else, so that what was learned of the old ones says nothing of them. */
const provesNothing = (before: Row, { values, secret }: SettledInput): boolean =>
  !sameDestination(before, values) || before.username !== values.username || secret.kind !== 'keep';

/** Workers look at once: a closed circuit, a parked profile probed now. */
async function tryAnew(tx: Tx, keepsRecord: boolean): Promise<void> {
  const now = new Date();
  const unproven = { lastSuccessAt: null, lastFailureAt: null, lastFailureClass: null, lastFailureReply: null, lastFailureSentence: null };
  await tx.deliveryBudget.updateMany({
    where: { profileId: platformProfileId },
    data: {
      circuitUntil: null,
      circuitFailures: 0,
      authFailures: 0,
      authFailedSince: null,
      lastTimedOut: false,
      ...(keepsRecord ? {} : { ...unproven, consecutiveFailures: 0 }),
    },
  });
  await tx.deliveryBudget.updateMany({ where: { profileId: platformProfileId, parkedAt: { not: null } }, data: { probeAt: now } });
  await tx.deliveryQueue.updateMany({ where: { profileId: platformProfileId }, data: { nextAt: now } });
}

function changes(before: Row | null, { values, secret }: SettledInput): Prisma.InputJsonObject {
  const entries = Object.entries(values).filter(([key, value]) => before?.[key as keyof Row] !== value);
  const changed = Object.fromEntries(entries.map(([key, value]) => [key, { from: plain(before?.[key as keyof Row]), to: plain(value) }]));
  return secret.kind === 'keep' ? changed : { ...changed, password: secret.kind === 'replace' ? 'changed' : 'removed' };
}

const plain = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? value : null);

function summaryOf({ id, finishedAt, createdAt, status, failure }: ConnectionCheck): CheckSummary {
  const { class: failureClass = null, sentence = null } = (failure ?? {}) as Partial<Failure>;
  return { id, at: finishedAt ?? createdAt, passed: status === 'PASSED', failureClass, sentence };
}

function lastFailureOf({ lastFailureAt, lastFailureClass, lastFailureReply, lastFailureSentence }: DeliveryBudget): FailureSummary | null {
  if (!lastFailureAt) return null;
  return { at: lastFailureAt, failureClass: lastFailureClass ?? 'UNKNOWN', reply: lastFailureReply, sentence: lastFailureSentence ?? '' };
}
