import { randomBytes } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { startPostgres, type TestDatabase } from '../libs/testing/src/index.ts';
import { KeyRing } from '../libs/vault/src/key-ring.ts';
import { startChild, type Child } from './child.ts';
import { root } from './installation.ts';

const commands = {
  api: ['apps/api/dist/main.js'],
  worker: ['apps/api/dist/worker.js'],
  sandbox: ['apps/api/dist/sandbox.js'],
  console: ['apps/console/server.ts'],
} as const;

export type Part = keyof typeof commands;

export interface ProductOptions {
  /** As on the first `npm start`: platform mail goes to the sandbox, which runs. Default false: platform mail is not set up. */
  sandbox?: boolean;
  /** Seed the demo; only with the sandbox. Default false. */
  demo?: boolean;
  /** What links are built from. Default: where the console listens. */
  publicUrl?: string;
  /** PEM of an authority that API and worker trust, for mail servers with TLS. */
  ca?: string;
  /** The console asks the API here instead: a proxy in between. Gets the API's own address. */
  apiThrough?: (apiUrl: string) => Promise<string>;
}

/** The whole product on a database, folder and free ports of its own, for journeys and screenshots: the processes that `npm start` runs. */
export interface Product {
  /** Of the console, as links in mails have it. */
  url: string;
  apiUrl: string;
  /** Of the sandbox's SMTP server. */
  sandboxPort: number;
  database: TestDatabase;
  /** The one-time link of the first system admin, as the start prints it. */
  setupLink: string;
  stopPart(part: Part): Promise<void>;
  startPart(part: Part): Promise<void>;
  /** The last lines that each process wrote. */
  lastLines(): string;
  stop(): Promise<void>;
}

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const home = mkdtempSync(path.join(tmpdir(), 'posthorn-product-'));
  const postgres = await startPostgres();
  const database = await postgres.createDatabase();
  const [consolePort, apiPort, sandboxPort] = await Promise.all([freePort(), freePort(), freePort()]);
  const apiUrl = `http://127.0.0.1:${apiPort}`;
  const url = `http://localhost:${consolePort}`;
  const ports = { POSTHORN_CONSOLE_PORT: consolePort, POSTHORN_API_PORT: apiPort, POSTHORN_SANDBOX_SMTP_PORT: sandboxPort };
  const common = {
    ...inherited(),
    ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
    POSTHORN_PUBLIC_URL: options.publicUrl ?? url,
    POSTHORN_ALLOW_INSECURE_PUBLIC_URL: options.publicUrl === undefined ? '0' : '1',
    POSTHORN_METRICS_PORT: '0',
    POSTHORN_PROXY_SECRET: randomBytes(32).toString('base64url'),
  };
  const env = {
    api: { ...common, ...apiVariables(database, home, options) },
    console: { ...common, POSTHORN_API_URL: (await options.apiThrough?.(apiUrl)) ?? apiUrl },
  };
  const logs = path.join(home, 'logs');
  const running = new Map<Part, Child>();
  const startPart = async (part: Part): Promise<void> => {
    const child = startChild(part, [...commands[part]], { env: part === 'console' ? env.console : env.api, logs });
    running.set(part, child);
    await child.ready;
  };
  const stopPart = async (part: Part): Promise<void> => {
    await running.get(part)?.stop();
    running.delete(part);
  };
  const stop = async (): Promise<void> => {
    await Promise.all([...running.keys()].map(stopPart));
    await database.drop().catch(() => undefined);
    await postgres.stop();
    rmSync(home, { recursive: true, force: true });
  };
  const parts: Part[] = ['api', 'worker', 'console', ...(options.sandbox ? (['sandbox'] as const) : [])];
  try {
    const [setupLink] = await Promise.all([printSetupLink(env.api), ...parts.map(startPart)]);
    return { url, apiUrl, sandboxPort, database, setupLink, startPart, stopPart, lastLines: () => lastLinesIn(logs), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function apiVariables(database: TestDatabase, home: string, options: ProductOptions): NodeJS.ProcessEnv {
  const keyFile = path.join(home, 'keys.json');
  writeFileSync(keyFile, KeyRing.generate().serialize(), { mode: 0o600 });
  const authorities = path.join(home, 'authorities.pem');
  if (options.ca !== undefined) writeFileSync(authorities, options.ca);
  return {
    ...(options.ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: authorities }),
    POSTHORN_KEY_FILE: keyFile,
    POSTHORN_DATABASE_APP_URL: database.urls.app,
    POSTHORN_DATABASE_WORKER_URL: database.urls.worker,
    POSTHORN_DATABASE_SYSTEM_URL: database.urls.system,
    POSTHORN_EMBEDDED: options.sandbox ? '1' : '0',
    POSTHORN_SANDBOX: options.sandbox ? '1' : '0',
    POSTHORN_DEMO: options.demo ? '1' : '0',
  };
}

/** What a process needs of ours; nothing of Posthorn's, and not the flags jest runs under. */
function inherited(): NodeJS.ProcessEnv {
  const foreign = Object.entries(process.env).filter(([name]) => !/^(POSTHORN_.*|DATABASE_URL|NODE_OPTIONS|JEST_.*)$/.test(name));
  return { ...Object.fromEntries(foreign), NODE_ENV: 'production' };
}

async function printSetupLink(env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['apps/api/dist/setup-link.js'], { cwd: root, env });
  return stdout.trim().split('\n').at(-1) ?? '';
}

function lastLinesIn(logs: string): string {
  return readdirSync(logs)
    .map((name) => {
      const lines = readFileSync(path.join(logs, name), 'utf8').trimEnd().split('\n');
      // NestJS tells of each module it made.
      const telling = lines.filter((line) => !line.includes('InstanceLoader'));
      return `--- ${name}\n${telling.slice(-15).join('\n')}`;
    })
    .join('\n');
}

/** A port nobody listens on now. Links must name the console's before it listens, so 0 won't do. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
