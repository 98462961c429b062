import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type pg from 'pg';
import { lineOf, MigrationError } from './migrate-error.ts';

/** `<name>.sql` defines `app.<name>` as it is now: signature, body, owner, privileges. */
export interface FunctionFile {
  name: string;
  sql: string;
  /** SHA-256 of the file. */
  checksum: string;
}

/** The repository's `prisma/functions`. */
export const functionsFolder = path.resolve(import.meta.dirname, '../../../prisma/functions');

export function readFunctions(folder: string): FunctionFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => {
      const sql = readFileSync(path.join(folder, file), 'utf8');
      return { name: path.basename(file, '.sql'), sql, checksum: createHash('sha256').update(sql).digest('hex') };
    });
}

/**
 * Applies the files that are not what the database has: all of them in one transaction, so that functions that call each other change together.
 * Follows an older version of Posthorn back, too: the database keeps every checksum it has seen, and the latest of a name counts.
 * Returns the names applied.
 */
export async function applyFunctions(client: pg.Client, files: readonly FunctionFile[]): Promise<string[]> {
  if (files.length === 0) return [];
  await client.query('begin');
  try {
    await client.query(versionTable);
    const current = new Set((await client.query<{ version: string }>(currentVersions)).rows.map(({ version }) => version));
    const stale = files.filter(({ name, checksum }) => !current.has(`${name} ${checksum}`));
    await defineFunctions(client, stale);
    for (const { name, checksum } of stale) await client.query(recordVersion, [name, checksum]);
    await client.query('commit');
    return stale.map(({ name }) => name);
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/** Runs the files inside the caller's transaction. What a file does not grant is revoked: it alone says who owns and runs its function. */
export async function defineFunctions(client: pg.Client, files: readonly FunctionFile[]): Promise<void> {
  // Handing a function over to posthorn_system takes this right.
  await client.query('grant create on schema app to posthorn_system');
  for (const { name, sql } of files) {
    const { rows } = await client.query<{ statement: string }>(resettingStatements, [name]);
    for (const { statement } of rows) await client.query(statement);
    await client.query(sql).catch((cause: unknown) => {
      throw new MigrationError(`The function app.${name} failed${lineOf(sql, cause)}: ${(cause as Error).message}`, { cause });
    });
  }
  await client.query('revoke create on schema app from posthorn_system');
}

/**
 * The files that this database never had, empty when there is none. One that was replaced by a newer version's file is not pending: while a new
 * version is rolled out, the processes of the old one go on with the new functions.
 */
export async function pendingFunctions(client: pg.Client, files: readonly FunctionFile[]): Promise<string[]> {
  const { rows } = await client.query<{ exists: boolean }>(`select to_regclass('app.function_version') is not null as exists`);
  const seen = rows[0]?.exists ? (await client.query<{ version: string }>(seenVersions)).rows : [];
  return files.filter(({ name, checksum }) => !seen.some(({ version }) => version === `${name} ${checksum}`)).map(({ name }) => name);
}

const versionTable = `
  create table if not exists app.function_version (
    name text not null,
    checksum text not null,
    applied_at timestamptz not null,
    primary key (name, checksum));
  grant select on app.function_version to posthorn_app`;

const recordVersion = `
  insert into app.function_version (name, checksum, applied_at) values ($1, $2, clock_timestamp())
  on conflict (name, checksum) do update set applied_at = excluded.applied_at`;

const seenVersions = `select name || ' ' || checksum as version from app.function_version`;

/** A migration may have dropped one, because its signature changes. */
const currentVersions = `
  select distinct on (name) name || ' ' || checksum as version from app.function_version
  where exists (select from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname = name)
  order by name, applied_at desc`;

const resettingStatements = `
  select format('alter function %s owner to current_user', p.oid::regprocedure) as statement
  from pg_proc p where p.pronamespace = 'app'::regnamespace and p.proname = $1
  union all
  select format('revoke all on function %s from %s', p.oid::regprocedure, case g.grantee when 0 then 'public' else g.grantee::regrole::text end)
  from pg_proc p, lateral (select distinct grantee from aclexplode(p.proacl)) g
  where p.pronamespace = 'app'::regnamespace and p.proname = $1 and g.grantee not in (p.proowner, current_user::regrole)`;
