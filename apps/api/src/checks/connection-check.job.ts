import { Injectable } from '@nestjs/common';
import { Database, platformScope, Prisma, type ConnectionCheck, type Tx } from '@posthorn/database';
import type { EgressPolicy } from '@posthorn/egress';
import { check, type CheckResult, type StageReport } from '@posthorn/smtp';
import { Vault } from '@posthorn/vault';
import { z } from 'zod';
import type { StoredAccountMail } from '../delivery/account-mail.ts';
import { buildMime } from '../delivery/mime.ts';
import { brandingOf, renderStoredMail } from '../delivery/render-stored-mail.ts';
import { currentPolicy } from '../egress/egress-rules.service.ts';
import { RunsJob, type Job } from '../platform/jobs/job.ts';
import { LiveEvents } from '../platform/live/live-events.ts';
import { checkLifeMs, checkTopic } from './check-life.ts';
import { connectionCheckJob, type StoredStage } from './checks.service.ts';
import { openSettings, type CheckedSettings } from './sealed-settings.ts';

interface Begun {
  row: ConnectionCheck;
  settings: CheckedSettings;
  policy: EgressPolicy;
  mail: Buffer | null;
}

/** Runs one check and streams its stages into its row. A second run, after a killed worker, begins anew. */
@RunsJob()
@Injectable()
export class ConnectionCheckJob implements Job<{ checkId: string }> {
  readonly name = connectionCheckJob.name;
  readonly payload = z.object({ checkId: z.uuid() });
  readonly expireInSeconds = 240;

  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly live: LiveEvents,
  ) {}

  async run({ checkId }: { checkId: string }): Promise<void> {
    const begun = await this.begin(checkId);
    if (!begun) return;
    const progress = new Progress((stages) => this.store(checkId, { stages }));
    const { row, settings, policy, mail } = begun;
    const request = { from: settings.from.address, to: row.recipient, ...(mail ? { sendData: mail } : {}) };
    const result = await check(settings.submission, request, { policy, onStage: progress.note, signal: AbortSignal.timeout(checkLifeMs) });
    await progress.written();
    await this.finish(checkId, result);
  }

  /** Null where it ended meanwhile or is too old: its settings are gone, or must not be used any more. */
  private async begin(id: string): Promise<Begun | null> {
    const found = await this.database.forTenant(platformScope, async (tx) => {
      const row = await tx.connectionCheck.findFirst({
        where: { id, settings: { not: null }, createdAt: { gt: new Date(Date.now() - checkLifeMs) } },
      });
      if (!row) return null;
      await tx.connectionCheck.update({ where: { id }, data: { status: 'RUNNING', stages: [] } });
      return { row, policy: await currentPolicy(tx), platform: await tx.platformSettings.findFirstOrThrow() };
    });
    if (!found) return null;
    const settings = openSettings(this.vault, id, found.row.settings!);
    const mail = found.row.sendMail ? await testMail(found.row, settings, brandingOf(found.platform)) : null;
    return { ...found, settings, mail };
  }

  private async finish(id: string, { passed, stages, failure }: CheckResult): Promise<void> {
    await this.store(id, {
      status: passed ? 'PASSED' : 'FAILED',
      finishedAt: new Date(),
      settings: null,
      stages: stages.map(stored),
      failure: failure ? (failure as unknown as Prisma.InputJsonObject) : Prisma.DbNull,
    });
  }

  private async store(id: string, data: Prisma.ConnectionCheckUncheckedUpdateInput): Promise<void> {
    await this.database.forTenant(platformScope, async (tx: Tx) => {
      await tx.connectionCheck.updateMany({ where: { id }, data });
      await this.live.announce(tx, checkTopic(id), id);
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
    this.stages.set(report.stage, stored(report));
    if (this.pending) return;
    this.pending = true;
    this.writing = this.writing.then(async () => {
      this.pending = false;
      await this.write([...this.stages.values()]);
    });
    // Whoever awaits `written` gets the error; until then it is nobody's unhandled rejection.
    this.writing.catch(() => undefined);
  };

  written(): Promise<void> {
    return this.writing;
  }
}

const stored = ({ stage, status, durationMs, detail, reply }: StageReport): StoredStage => ({
  stage,
  status,
  durationMs: durationMs === null ? null : Math.round(durationMs),
  detail,
  reply: reply?.text ?? null,
});

async function testMail(
  row: ConnectionCheck,
  { from, replyTo, requestedBy }: CheckedSettings,
  branding: ReturnType<typeof brandingOf>,
): Promise<Buffer> {
  const content: StoredAccountMail = {
    kind: 'TEST',
    requestedBy,
    requestedAt: row.createdAt.toISOString(),
    recipient: { name: null, timeZone: 'UTC' },
  };
  const rendered = await renderStoredMail(content, branding, '', row.createdAt);
  const messageId = `${row.id}@${from.address.split('@')[1] ?? 'posthorn.invalid'}`;
  return buildMime({ from, replyTo, to: row.recipient, messageId, date: row.createdAt }, rendered);
}
