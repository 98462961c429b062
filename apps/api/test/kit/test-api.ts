import 'reflect-metadata';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { Database, platformScope } from '@posthorn/database';
import { startPostgres, type TestDatabase } from '@posthorn/testing';
import { KeyRing, Vault } from '@posthorn/vault';
import { Logger } from 'nestjs-pino';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { ApiModule } from '../../src/api.module.ts';
import { createApi } from '../../src/api-application.ts';
import { tokenContext } from '../../src/account-mail/account-mailer.ts';
import { JobRunnerModule } from '../../src/platform/jobs/jobs.module.ts';
import { Client, proxySecret } from './client.ts';

/** The API and the worker's jobs in one process: specs see the effect of a job without a second process. */
@Module({})
class ApiWithJobsModule {}

const apiWith = (modules: Type[]): DynamicModule => ({ module: ApiWithJobsModule, imports: [ApiModule, JobRunnerModule, ...modules] });

export interface TestApi {
  url: string;
  app: NestExpressApplication;
  database: Database;
  testDatabase: TestDatabase;
  /** Somebody new: a browser without cookies. */
  browser(options?: { address?: string; userAgent?: string }): Client;
  /** The token in the newest account mail of a kind to an address; waits for jobs to write it. */
  mailedToken(address: string, kind: string): Promise<string>;
  /** Account messages to an address, newest first. */
  mailsTo(address: string): Promise<{ id: string; kind: string; state: string }[]>;
  close(): Promise<void>;
}

/**
 * The real application on a database of its own, listening on a free port. `variables` are what the process would read at boot, `modules`
 * what a spec adds to it.
 */
export async function startApi(variables: Record<string, string> = {}, modules: Type[] = []): Promise<TestApi> {
  const testDatabase = await (await startPostgres()).createDatabase();
  const keyFile = path.join(mkdtempSync(path.join(tmpdir(), 'posthorn-keys-')), 'keys.json');
  writeFileSync(keyFile, KeyRing.generate().serialize(), { mode: 0o600 });
  Object.assign(process.env, environmentOf(testDatabase, keyFile), variables);

  const app = await createApi(apiWith(modules));
  app.useLogger(app.get(Logger));
  app.flushLogs();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const database = app.get(Database);
  const vault = app.get(Vault);
  const mailsTo = (address: string) =>
    database.forTenant(platformScope, (tx) => tx.message.findMany({ where: { recipient: address }, orderBy: { id: 'desc' } }));
  return {
    url,
    app,
    database,
    testDatabase,
    browser: (options) => new Client(url, options),
    mailsTo,
    mailedToken: (address, kind) =>
      eventually(async () => {
        const message = (await mailsTo(address)).find((mail) => mail.kind === kind);
        if (!message?.secret) throw new Error(`No ${kind} mail with a link to ${address}.`);
        return vault.open(message.secret, tokenContext(message.id)).reveal();
      }),
    close: () => app.close(),
  };
}

export function environmentOf(testDatabase: TestDatabase, keyFile: string): Record<string, string> {
  return {
    POSTHORN_DATABASE_APP_URL: testDatabase.urls.app,
    POSTHORN_DATABASE_WORKER_URL: testDatabase.urls.worker,
    POSTHORN_DATABASE_SYSTEM_URL: testDatabase.urls.system,
    POSTHORN_KEY_FILE: keyFile,
    POSTHORN_METRICS_PORT: '0',
    POSTHORN_PROXY_SECRET: proxySecret,
    POSTHORN_LOG_LEVEL: process.env['POSTHORN_LOG_LEVEL'] ?? 'silent',
  };
}

/** Repeats `look` until it stops throwing, for at most 15 s. */
export async function eventually<T>(look: () => Promise<T>, timeoutMs = 15_000): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
