import { Injectable } from '@nestjs/common';
import {
  Database,
  platformScope,
  platformTenantId,
  Prisma,
  type ConnectionCheck,
  type PlatformSettings,
  type Tx,
} from '@posthorn/database';
import type { EgressPolicy } from '@posthorn/egress';
import { check, type CheckResult, type StageReport } from '@posthorn/smtp';
import { Vault } from '@posthorn/vault';
import { z } from 'zod';
import type { StoredAccountMail } from '../account-mail/account-mail.ts';
import { buildMime } from '../account-mail/mime.ts';
import { brandingOf, renderStoredMail } from '../account-mail/render-stored-mail.ts';
import { currentPolicy } from '../platform/egress/current-policy.ts';
import { workerActor } from '../platform/access/actor.ts';
import { RunsJob, type Job } from '../platform/jobs/job.ts';
import { LiveEvents } from '../platform/live/live-events.ts';
import { forSystemAdmin, SeenAddresses } from './blocked-destination.ts';
import { checkLifeMs, checkTopic, connectionCheckJob } from './check-life.ts';
import { openSettings, type CheckedSettings, type CheckKey } from './sealed-settings.ts';
import { failureColumn, stagesColumn, storedStage, type StoredStage } from './stored-check.ts';

interface Begun {
  row: ConnectionCheck;
  settings: CheckedSettings;
  policy: EgressPolicy;
  mail: Buffer | null;
}

/** Runs one check and streams its stages into its row. A second run, after a killed worker, starts over. */
@RunsJob()
@Injectable()
export class ConnectionCheckJob implements Job<CheckKey> {
  readonly name = connectionCheckJob.name;
  readonly payload = z.object({ checkId: z.uuid(), tenantId: z.uuid() });
  readonly expireInSeconds = 240;
  // A server that says nothing holds a check for minutes: it must not be everybody's.
  readonly places = { total: 8, perGroup: 2 };

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly live: LiveEvents,
  ) {}

  async run(key: CheckKey): Promise<void> {
    const begun = await this.begin(key);
    if (!begun) return;
    const progress = new Progress((stages) => this.store(key, { stages: stagesColumn.write(stages) }));
    const { row, settings, policy, mail } = begun;
    const request = { from: settings.envelopeSender, to: row.recipient, ...(mail ? { sendData: mail } : {}) };
    const isPlatform = key.tenantId === platformTenantId;
    const seen = new SeenAddresses();
    const options = { policy, onStage: progress.note, signal: AbortSignal.timeout(checkLifeMs), resolve: seen.resolve };
    const result = await check(settings.submission, request, options);
    await progress.written();
    await this.finish(key, { ...result, failure: result.failure && isPlatform ? forSystemAdmin(result.failure, seen) : result.failure });
  }

  /** Null where it ended meanwhile or is too old: its settings are gone, or must not be used any more. */
  private async begin(key: CheckKey): Promise<Begun | null> {
    const row = await this.take(key);
    if (!row) return null;
    const { policy, platform } = await this.database.forTenant(platformScope, async (tx) => ({
      policy: await currentPolicy(tx),
      platform: await tx.platformSettings.findFirstOrThrow(),
    }));
    const settings = openSettings(this.vault, key, row.settings!);
    return { row, policy, settings, mail: row.sendMail ? await testMail(row, settings, platform) : null };
  }

  private take({ checkId: id, tenantId }: CheckKey): Promise<ConnectionCheck | null> {
    return this.database.forTenant(workerActor(this.name, tenantId), async (tx) => {
      const row = await tx.connectionCheck.findFirst({
        where: { id, settings: { not: null }, createdAt: { gt: new Date(Date.now() - checkLifeMs) } },
      });
      if (row) await tx.connectionCheck.update({ where: { id }, data: { status: 'RUNNING', stages: [] } });
      return row;
    });
  }

  private async finish(key: CheckKey, { passed, stages, failure }: CheckResult): Promise<void> {
    await this.store(key, {
      status: passed ? 'PASSED' : 'FAILED',
      finishedAt: new Date(),
      settings: null,
      stages: stagesColumn.write(stages.map(storedStage)),
      failure: failure ? failureColumn.write(failure) : Prisma.DbNull,
    });
  }

  private async store(key: CheckKey, data: Prisma.ConnectionCheckUncheckedUpdateInput): Promise<void> {
    await this.database.forTenant(workerActor(this.name, key.tenantId), async (tx: Tx) => {
      await tx.connectionCheck.updateMany({ where: { id: key.checkId }, data });
      await this.live.announce(tx, checkTopic(key.checkId), key);
    });
  }
}

/** Writes the newest stages one after the other; what changes while one write is on its way goes out with the next. */
class Progress {
  private readonly stages = new Map<string, StoredStage>();
  private writing: Promise<void> = Promise.resolve();
  private pending = false;

  constructor(private readonly write: (stages: StoredStage[]) => Promise<void>) {}

  readonly note = (report: StageReport): void => {
    this.stages.set(report.stage, storedStage(report));
    if (this.pending) return;
    this.pending = true;
    this.writing = this.writing.then(async () => {
      this.pending = false;
      await this.write([...this.stages.values()]);
    });
    // The error reaches the caller that awaits `written`; until then it must not count as an unhandled rejection.
    this.writing.catch(() => undefined);
  };

  written(): Promise<void> {
    return this.writing;
  }
}

async function testMail(row: ConnectionCheck, settings: CheckedSettings, platform: PlatformSettings): Promise<Buffer> {
  const { from, replyTo, requestedBy } = settings;
  const content: StoredAccountMail = {
    kind: 'TEST',
    requestedBy,
    requestedAt: row.createdAt.toISOString(),
    recipient: { name: null, timeZone: 'UTC' },
  };
  const rendered = await renderStoredMail(content, brandingOf(platform), '', row.createdAt);
  const messageId = `${row.id}@${from.address.split('@')[1] ?? 'posthorn.invalid'}`;
  return buildMime({ from, replyTo, to: row.recipient, messageId, date: row.createdAt }, rendered);
}
