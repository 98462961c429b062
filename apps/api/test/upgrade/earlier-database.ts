import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migrate, migrationsFolder } from '@posthorn/database';
import { startPostgres, type TestDatabase } from '@posthorn/testing';
import pg from 'pg';

/** The version that upgrades begin with in these specs. */
export const earlierCommit = 'f81c75a';

/** Its migrations, which made its SQL functions, too. They are never edited, so that these ten are that version's database. */
const lastMigration = '20261120000900';

/** A database as the earlier version made it. */
export async function createEarlierDatabase(): Promise<TestDatabase> {
  const testDatabase = await (await startPostgres()).createEmptyDatabase();
  const folder = mkdtempSync(path.join(tmpdir(), 'posthorn-earlier-migrations-'));
  cpSync(migrationsFolder, folder, {
    recursive: true,
    filter: (source) =>
      source === migrationsFolder || path.relative(migrationsFolder, source).slice(0, lastMigration.length) <= lastMigration,
  });
  await migrate(testDatabase.urls.owner, { folder });
  rmSync(folder, { recursive: true });
  return testDatabase;
}

interface Fixture {
  /** The key file. It seals what is in `rows`, and nothing else. */
  keys: string;
  /** Of each table. */
  rows: Record<string, object[]>;
}

/**
 * Fills an earlier database with what its API wrote: a tenant of two people, its profile, and nineteen messages of every lane that no worker took.
 * Times are moved to now. Answers the key file.
 */
export async function loadEarlierRows({ urls }: TestDatabase, server: { port: number }): Promise<string> {
  const { keys, rows } = JSON.parse(readFileSync(path.join(import.meta.dirname, `${earlierCommit}.json`), 'utf8')) as Fixture;
  const client = new pg.Client({ connectionString: urls.superuser });
  await client.connect();
  await client.query(`set session_replication_role = replica`);
  await client.query(`truncate ${Object.keys(rows).join(', ')} cascade`);
  for (const [table, found] of Object.entries(rows))
    await client.query(`insert into ${table} select * from json_populate_recordset(null::${table}, $1)`, [JSON.stringify(found)]);
  await client.query(`update message set not_before = now(), expires_at = now() + interval '1 day'`);
  await client.query(`update one_time_token set expires_at = now() + interval '1 day'`);
  for (const table of ['platform_mail_settings', 'email_profile', 'egress_rule'])
    await client.query(`update ${table} set port = $1`, [server.port]);
  await client.end();
  return keys;
}
