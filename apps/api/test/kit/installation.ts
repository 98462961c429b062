import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Database, platformScope } from '@posthorn/database';
import { startPostgres, type TestDatabase } from '@posthorn/testing';
import { KeyRing, Vault } from '@posthorn/vault';
import { tokenContext } from '../../src/account-mail/account-mailer.ts';
import { environmentOf, eventually } from './test-api.ts';

const root = path.resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

export interface RunningProcess {
  /** Where the API listens; empty for other processes. */
  url: string;
  end(): Promise<void>;
}

/** The processes as they are shipped, built, on a database of their own. */
export interface Installation {
  testDatabase: TestDatabase;
  database: Database;
  start(script: 'main' | 'worker' | 'sandbox', variables?: Record<string, string>): Promise<RunningProcess>;
  /** Runs a command to its end; answers what it printed. */
  command(script: 'setup-link' | 'admin-link', ...parameters: string[]): Promise<string>;
  /** Everything the processes wrote so far. */
  log(): string;
  /** The token in the newest account mail of a kind to an address, while it is not sent. */
  mailedToken(address: string, kind: string): Promise<string>;
  close(): Promise<void>;
}

/** `existing`: a database with its key file's content, as an upgrade finds it. Default: new ones. */
export async function install(existing?: { testDatabase: TestDatabase; keys: string }): Promise<Installation> {
  await build();
  const testDatabase = existing?.testDatabase ?? (await (await startPostgres()).createDatabase());
  const folder = mkdtempSync(path.join(tmpdir(), 'posthorn-installation-'));
  const keyFile = path.join(folder, 'keys.json');
  const keys = existing ? KeyRing.parse(existing.keys) : KeyRing.generate();
  writeFileSync(keyFile, keys.serialize(), { mode: 0o600 });
  const environment = {
    ...environmentOf(testDatabase, keyFile),
    POSTHORN_LOG_LEVEL: 'trace',
    POSTHORN_API_PORT: '0',
    POSTHORN_METRICS_PORT: '0',
  };
  const database = new Database({ appUrl: testDatabase.urls.app, systemUrl: testDatabase.urls.system });
  const vault = new Vault(keys);
  const output: string[] = [];
  const running: RunningProcess[] = [];
  return {
    testDatabase,
    database,
    log: () => output.join(''),
    start: async (script, variables = {}) => {
      const started = await startProcess(script, { ...environment, ...variables }, output);
      running.push(started);
      return started;
    },
    command: async (script, ...parameters) => {
      const { stdout } = await run(process.execPath, [path.join(root, 'dist', `${script}.js`), ...parameters], { env: environment });
      return stdout.trim();
    },
    mailedToken: (address, kind) =>
      eventually(async () => {
        const message = await database.forTenant(platformScope, (tx) =>
          tx.message.findFirst({ where: { recipient: address, kind }, orderBy: { id: 'desc' } }),
        );
        if (!message?.secret) throw new Error(`No unsent ${kind} mail with a link to ${address}.`);
        return vault.open(message.secret, tokenContext(message.id)).reveal();
      }),
    close: async () => {
      await Promise.all(running.map((started) => started.end()));
      await database.close();
      rmSync(folder, { recursive: true });
    },
  };
}

async function startProcess(script: string, env: Record<string, string>, output: string[]): Promise<RunningProcess> {
  const child = spawn(process.execPath, [path.join(root, 'dist', `${script}.js`)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let own = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      own += text;
      output.push(text);
    });
  }
  const ready = await eventually(async () => {
    if (child.exitCode !== null) return null;
    const line = own.split('\n').find((text) => text.includes('"msg":"ready"'));
    if (!line) throw new Error(`${script} is not ready: ${own.slice(-2000)}`);
    return JSON.parse(line) as { url?: string };
  }, 30_000);
  if (!ready) throw new Error(`${script} ended: ${own.slice(-2000)}`);
  return { url: ready.url ?? '', end: () => end(child) };
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

/** `npm test` has built before; who runs one spec alone has perhaps not. */
async function build(): Promise<void> {
  const built = statSync(path.join(root, 'dist/.tsbuildinfo'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = readdirSync(path.join(root, 'src'), { recursive: true, withFileTypes: true });
  const newest = Math.max(
    ...sources.filter((entry) => entry.isFile()).map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs),
  );
  if (newest < built) return;
  await run(process.execPath, [path.join(root, '../../node_modules/typescript/bin/tsc'), '-p', path.join(root, 'tsconfig.build.json')]);
}
