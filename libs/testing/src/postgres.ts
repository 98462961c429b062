import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate, startEmbeddedPostgres, type EmbeddedOptions } from '@posthorn/database';
import pg from 'pg';

type Role = 'superuser' | 'owner' | 'app' | 'worker' | 'system';

/** A database of a spec file's own: migrated and empty. */
export interface TestDatabase {
  name: string;
  /** Connection URLs per role. `owner` is no superuser. */
  urls: Record<Role, string>;
  /** Ends its connections and removes it. Not needed at the end of a run: the whole cluster goes. */
  drop(): Promise<void>;
}

export interface TestPostgres {
  /** Clones the migrated template, which takes some 50 ms. */
  createDatabase(): Promise<TestDatabase>;
  /** One without any migration; its roles are there. */
  createEmptyDatabase(): Promise<TestDatabase>;
  /** Stops the server and starts it again on the same port. Only for a cluster of one's own. */
  restart(): Promise<void>;
  /** Ends the server and removes its files; does nothing to the run's shared one. */
  stop(): Promise<void>;
}

/** Carries the run's shared cluster from jest's global setup to its workers: the role URLs of the template, as JSON. */
const variable = 'POSTHORN_TEST_POSTGRES';
const template = 'posthorn';

interface PostgresOptions {
  /** True: a new cluster even where jest's global setup started one, for specs that restart it. */
  own?: boolean;
  /** Other migrations than the repository's, in a cluster of their own. */
  folder?: string;
  /** Another server than the one that the run shares, in a cluster of its own. */
  from?: EmbeddedOptions['from'];
}

/** The PostgreSQL of this test run: the shared cluster where jest's global setup started one, else a new one in the temp folder. */
export async function startPostgres(options: PostgresOptions = {}): Promise<TestPostgres> {
  const shared = process.env[variable];
  if (shared && !options.own && !options.folder && !options.from) return attached(JSON.parse(shared) as Record<Role, string>);
  const cluster = await startCluster(options);
  return { ...attached(cluster.urls), restart: cluster.restart, stop: cluster.stop };
}

/** For jest's global setup: starts the shared cluster and tells the workers. Returns the way to end it. */
export async function sharePostgres(): Promise<() => Promise<void>> {
  const cluster = await startCluster();
  process.env[variable] = JSON.stringify(cluster.urls);
  return cluster.stop;
}

/** A cluster whose database `posthorn` is the migrated template. */
async function startCluster({ folder, from }: PostgresOptions = {}) {
  const home = mkdtempSync(path.join(enterableTemp(), 'posthorn-test-'));
  const rootPlace = `${home}-cluster`;
  const start = (port: number) =>
    startEmbeddedPostgres({ home, rootPlace, port, durable: false, maxConnections: 300, ...(from ? { from } : {}) });
  const remove = () => [home, rootPlace].forEach((made) => rmSync(made, { recursive: true, force: true }));
  let server = await start(0);
  const stop = async () => {
    await server.stop();
    remove();
  };
  const restart = async () => {
    await server.stop();
    server = await start(server.port);
  };
  try {
    await migrate(server.urls.owner, { roles: server.urls, ...(folder ? { folder } : {}) });
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls: server.urls, stop, restart };
}

function attached(urls: Record<Role, string>): TestPostgres {
  return {
    createDatabase: () => clone(urls, template),
    createEmptyDatabase: () => clone(urls, 'template0'),
    restart: () => Promise.reject(new Error('The run shares this cluster: use startPostgres({ own: true }).')),
    stop: () => Promise.resolve(),
  };
}

async function clone(urls: Record<Role, string>, from: string): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString('hex')}`;
  await command(urls.superuser, `create database ${name} template ${from} owner posthorn_owner`);
  const rename = (url: string) => url.replace(/\/[^/]+$/, `/${name}`);
  return {
    name,
    urls: Object.fromEntries(Object.entries(urls).map(([role, url]) => [role, rename(url)])) as Record<Role, string>,
    drop: () => command(urls.superuser, `drop database if exists ${name} with (force)`),
  };
}

/** Over the database `postgres`: the template must have no connection while it is cloned. */
async function command(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/\/[^/]+$/, '/postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The temp folder; where root runs the tests and `nobody` can't enter that, the next one that it can. */
function enterableTemp(): string {
  const candidates = [tmpdir(), '/tmp', '/var/tmp'];
  if (process.getuid?.() !== 0) return tmpdir();
  return candidates.find((folder) => everyoneMayEnter(folder)) ?? tmpdir();
}

function everyoneMayEnter(folder: string): boolean {
  const own = (statSync(folder, { throwIfNoEntry: false })?.mode ?? 0) & 0o001;
  return own !== 0 && (path.dirname(folder) === folder || everyoneMayEnter(path.dirname(folder)));
}
