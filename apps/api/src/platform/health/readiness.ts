import { Injectable } from '@nestjs/common';
import { Database, pendingMigrations, platformScope } from '@posthorn/database';
import { Config } from '../config/config.ts';

export interface ReadinessReport {
  ready: boolean;
  database: 'ok' | 'not answering';
  migrations: 'ok' | 'pending' | 'unknown';
  /** How long the oldest due account message has been waiting. Reported, not judged: a mail server that is down is no fault of this process. */
  oldestDueSeconds: number | null;
}

// A database that hangs must not hang the probe.
const timeoutMs = 2_000;

/** What /readyz says. */
@Injectable()
export class Readiness {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async report(): Promise<ReadinessReport> {
    const unreachable: ReadinessReport = { ready: false, database: 'not answering', migrations: 'unknown', oldestDueSeconds: null };
    return Promise.race([this.probe().catch(() => unreachable), afterTimeout(unreachable)]);
  }

  private async probe(): Promise<ReadinessReport> {
    const pending = await pendingMigrations(this.config.environment.POSTHORN_DATABASE_APP_URL);
    const oldestDueSeconds = await this.oldestDueSeconds();
    return { ready: pending.length === 0, database: 'ok', migrations: pending.length === 0 ? 'ok' : 'pending', oldestDueSeconds };
  }

  private async oldestDueSeconds(): Promise<number> {
    const due = await this.database.forTenant(platformScope, (tx) =>
      tx.message.findFirst({
        where: { state: { in: ['QUEUED', 'DEFERRED'] }, notBefore: { lte: new Date() } },
        orderBy: { notBefore: 'asc' },
        select: { notBefore: true },
      }),
    );
    return due ? Math.round((Date.now() - due.notBefore.getTime()) / 1000) : 0;
  }
}

function afterTimeout<T>(value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, timeoutMs, value).unref());
}
