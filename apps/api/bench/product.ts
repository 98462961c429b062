import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { startPostgres, type TestDatabase } from '@posthorn/testing';
import { KeyRing, Vault } from '@posthorn/vault';

export interface Product {
  url: string;
  urls: TestDatabase['urls'];
  /** Seals and opens as the product does. */
  vault: Vault;
  /** One more worker, beside those that run. Its memory is in no figure. */
  addWorker: () => Promise<void>;
  /** Resident memory in MiB. */
  memory: () => { api: number; worker: number };
  /** The worker's most since it began, in MiB. */
  workerPeak: () => number;
  setupToken: () => Promise<string>;
  stop: () => Promise<void>;
}

const api = path.resolve(import.meta.dirname, '..');

/** The built API and worker as processes of their own, on a database in the temp folder. */
export async function startProduct(): Promise<Product> {
  const postgres = await startPostgres({ own: true });
  const database = await postgres.createDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), 'posthorn-bench-'));
  const keys = KeyRing.generate();
  writeFileSync(path.join(folder, 'keys.json'), keys.serialize(), { mode: 0o600 });
  const port = await freePort();
  const env = {
    PATH: process.env['PATH'],
    POSTHORN_DATABASE_APP_URL: database.urls.app,
    POSTHORN_DATABASE_WORKER_URL: database.urls.worker,
    POSTHORN_DATABASE_SYSTEM_URL: database.urls.system,
    POSTHORN_KEY_FILE: path.join(folder, 'keys.json'),
    POSTHORN_API_PORT: String(port),
    POSTHORN_METRICS_PORT: '0',
    POSTHORN_PARENT_PIPE: '1',
  };
  const children = await Promise.all(['main', 'worker'].map((entry) => startProcess(entry, env)));
  const [main, worker] = children as [ChildProcess, ChildProcess];
  return {
    url: `http://127.0.0.1:${port}`,
    urls: database.urls,
    vault: new Vault(keys),
    addWorker: async () => void children.push(await startProcess('worker', env)),
    memory: () => ({ api: memoryMib(main, 'VmRSS'), worker: memoryMib(worker, 'VmRSS') }),
    workerPeak: () => memoryMib(worker, 'VmHWM'),
    setupToken: () => setupToken(env),
    stop: async () => {
      await Promise.all(children.map(stopProcess));
      await postgres.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function startProcess(entry: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, [`dist/${entry}.js`], { cwd: api, env, stdio: ['pipe', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.includes('"msg":"ready"')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`${entry} ended with ${code} before it was ready.`)));
  });
  return child;
}

function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}

async function setupToken(env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(process.execPath, ['dist/setup-link.js'], { cwd: api, env, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const chunk of child.stdout) printed += String(chunk);
  return printed.trim().split('#')[1]!;
}

/** As proc_pid_status(5) names them. */
function memoryMib({ pid }: ChildProcess, figure: 'VmRSS' | 'VmHWM'): number {
  const kib = new RegExp(`${figure}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1024);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
