import { Injectable } from '@nestjs/common';
import {
  Database,
  platformScope,
  platformTenantId,
  type ConnectionCheck as Row,
  type PlatformMailSettings,
  type Tx,
} from '@posthorn/database';
import type { Failure, StageReport } from '@posthorn/smtp';
import { Vault } from '@posthorn/vault';
import { v7 as uuidv7 } from 'uuid';
import { Audit } from '../audit/audit.service.ts';
import { passwordContext } from '../delivery/platform-mail-source.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { AppError, invalidInput, notFound } from '../platform/errors/app-error.ts';
import { JobQueue } from '../platform/jobs/job-queue.ts';
import { jobName } from '../platform/jobs/job.ts';
import { settle } from '../submissions/settled-submission.ts';
import type { CheckConnectionInput } from './check-input.ts';
import type { CheckFailure, CheckStage, ConnectionCheck } from './check.types.ts';
import { sealSettings, type CheckedSettings } from './sealed-settings.ts';

export const connectionCheckJob = jobName<{ checkId: string }>('connection-check');

/** A stage as it is stored: without its time of day. */
export type StoredStage = Pick<StageReport, 'stage' | 'status' | 'durationMs' | 'detail'> & { reply: string | null };

/** Starts checks and shows them. The worker runs them: the API talks to no mail server. */
@Injectable()
export class Checks {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly audit: Audit,
    private readonly jobs: JobQueue,
  ) {}

  async start(actor: SystemActor, input: CheckConnectionInput): Promise<ConnectionCheck> {
    const id = uuidv7();
    await this.database.forTenant(actor, async (tx) => {
      const stored = await tx.platformMailSettings.findFirst();
      const settings = { ...this.settingsOf(input, stored), requestedBy: actor.name };
      const recipient = input.to ?? actor.email;
      const saved = input.settings === null;
      await tx.connectionCheck.create({
        data: {
          id,
          tenantId: platformTenantId,
          settings: sealSettings(this.vault, id, settings),
          recipient,
          sendMail: input.sendMail,
          saved,
          requestedById: actor.identityId,
        },
      });
      const { host, port } = settings.submission;
      await this.audit.record(tx, actor, {
        action: 'platform-mail.checked',
        subject: `${host}:${port}`,
        details: { saved, recipient, sendMail: input.sendMail },
      });
      await this.jobs.send(tx, connectionCheckJob, { checkId: id });
    });
    return this.find(id);
  }

  async find(id: string): Promise<ConnectionCheck> {
    const row = await this.database.forTenant(platformScope, (tx) => findRow(tx, id));
    if (!row) throw notFound('check');
    return toCheck(row);
  }

  private settingsOf({ settings: input }: CheckConnectionInput, stored: PlatformMailSettings | null): Omit<CheckedSettings, 'requestedBy'> {
    if (input === null && !stored) throw new AppError('CONFLICT', 'Nothing is saved yet; check what you typed instead.');
    const settled = input && settle(input, stored, 'settings.');
    const values = settled?.values ?? stored!;
    const { host, port, security, username, timeoutMs } = values;
    const { fromAddress, fromName, replyTo } = input ?? stored!;
    const change = settled?.password ?? { kind: 'keep' };
    const password = change.kind === 'replace' ? change.secret : change.kind === 'keep' ? this.storedPassword(stored) : null;
    return {
      submission: { host, port, security, username, password, timeoutMs },
      from: { name: fromName, address: fromAddress },
      replyTo,
    };
  }

  /** Only ever reached where host, port and security are those it was given for. */
  private storedPassword(stored: PlatformMailSettings | null): string | null {
    if (!stored?.password) return null;
    try {
      return this.vault.open(stored.password, passwordContext).reveal();
    } catch {
      throw invalidInput('settings.password', 'The stored password can’t be read: the key it was sealed with is missing. Type it again.');
    }
  }
}

const findRow = (tx: Tx, id: string) => tx.connectionCheck.findFirst({ where: { id } });

function toCheck(row: Row): ConnectionCheck {
  return {
    id: row.id,
    status: row.status,
    startedAt: row.createdAt,
    finishedAt: row.finishedAt,
    stages: row.stages as unknown as CheckStage[],
    failure: row.failure === null ? null : toFailure(row.failure as unknown as Failure),
  };
}

function toFailure({ class: failureClass, stage, reply, sentence, fix }: Failure): CheckFailure {
  const none = { security: null, port: null, host: null };
  return { failureClass, stage, reply: reply?.text ?? null, sentence, fix: fix && { ...none, ...fix } };
}
