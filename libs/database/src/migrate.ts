import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { lineOf, MigrationError } from './migrate-error.ts';
import { applyFunctions, functionsFolder, pendingFunctions, readFunctions, type FunctionFile } from './migrate-functions.ts';
import { setRolePasswords, type RoleUrls } from './migrate-roles.ts';
import { prepareServer } from './migrate-server.ts';

export interface MigrateOptions {
  /** Folder with `<name>/migration.sql`. Default: the repository's `prisma/migrations`. */
  folder?: string;
  /** Folder with `<name>.sql`, applied after the migrations. Default: the repository's `prisma/functions`, and none with other migrations. */
  functions?: string;
  /** Connection URLs of the login roles; their passwords are set after the migrations. */
  roles?: RoleUrls;
  /** Called with the name of each migration before it is applied. */
  onMigration?: (name: string) => void;
}

export interface Migration {
  name: string;
  sql: string;
  /** SHA-256 of the script, as Prisma computes it. */
  checksum: string;
}

/** The repository's `prisma/migrations`. */
export const migrationsFolder = path.resolve(import.meta.dirname, '../../../prisma/migrations');

/** Prisma's own lock number, so that its tools wait for us and we for them. */
const lockNumber = 72707369;

/**
 * Brings the database up to the folder's migrations, in order of name, each in one transaction together with its record in
 * `_prisma_migrations` (Prisma's format, so its tools agree), and then to the SQL functions. Starters that come at once wait for each other.
 * Returns the names of the migrations applied now. Throws {@link MigrationError} when an applied migration was changed or is unknown here.
 */
export async function migrate(ownerUrl: string, options: MigrateOptions = {}): Promise<string[]> {
  const migrations = readMigrations(options.folder ?? migrationsFolder);
  const functions = functionsOf(options);
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'posthorn-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [lockNumber]);
    await prepareServer(client);
    await client.query(historyTable);
    const pending = pendingOf(migrations, await history(client));
    for (const migration of pending) {
      options.onMigration?.(migration.name);
      await apply(client, migration);
    }
    await applyFunctions(client, functions);
    if (options.roles) await setRolePasswords(client, options.roles);
    return pending.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

/**
 * The migrations and functions that the database still lacks; empty when it has all of this version, whatever it has of newer ones: while a new
 * version is rolled out, the processes of the old one go on. Reads only, and posthorn_app may ask.
 */
export async function pendingMigrations(url: string, options: Pick<MigrateOptions, 'folder' | 'functions'> = {}): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'posthorn-migrate' });
  await client.connect();
  try {
    const { rows } = await client.query<{ exists: boolean }>(`select to_regclass('_prisma_migrations') is not null as exists`);
    const applied = rows[0]?.exists ? await history(client) : [];
    const finished = new Set(applied.filter((row) => row.finished).map((row) => row.migration_name));
    const pending = readMigrations(options.folder ?? migrationsFolder)
      .map(({ name }) => name)
      .filter((name) => !finished.has(name));
    const functions = await pendingFunctions(client, functionsOf(options));
    return [...pending, ...functions.map((name) => `functions/${name}.sql`)];
  } finally {
    await client.end();
  }
}

function functionsOf({ folder, functions }: MigrateOptions): FunctionFile[] {
  const chosen = functions ?? (folder === undefined ? functionsFolder : undefined);
  return chosen === undefined ? [] : readFunctions(chosen);
}

export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map((name) => {
      const sql = readFileSync(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

interface Applied {
  migration_name: string;
  checksum: string;
  finished: boolean;
}

async function history(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    'select migration_name, checksum, finished_at is not null as finished from _prisma_migrations where rolled_back_at is null order by started_at',
  );
  return rows;
}

function pendingOf(migrations: Migration[], applied: Applied[]): Migration[] {
  for (const row of applied) {
    const migration = migrations.find((candidate) => candidate.name === row.migration_name);
    if (!migration)
      throw new MigrationError(
        `The database has the migration ${row.migration_name}, which this version of Posthorn does not know. Run a newer version.`,
      );
    if (!row.finished)
      throw new MigrationError(
        `The migration ${row.migration_name} was left unfinished by another tool. Repair the database, then remove its row from _prisma_migrations.`,
      );
    if (migration.checksum !== row.checksum)
      throw new MigrationError(
        `The migration ${row.migration_name} was changed after it was applied. Restore the file and write a new migration instead.`,
      );
  }
  return migrations.filter((migration) => !applied.some((row) => row.migration_name === migration.name));
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  const startedAt = new Date();
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query(
      'insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) values ($1, $2, $3, $4, clock_timestamp(), 1)',
      [randomUUID(), migration.checksum, migration.name, startedAt],
    );
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    throw new MigrationError(`The migration ${migration.name} failed${lineOf(migration.sql, cause)}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

const historyTable = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;
