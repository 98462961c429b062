import pg from 'pg';
import type { TestDatabase } from '@posthorn/testing';

/** Every row of every table, jobs and migrations included; bytea as hex. */
export async function dumpDatabase({ urls }: TestDatabase): Promise<string> {
  const client = new pg.Client({ connectionString: urls.superuser });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const parts = [];
  for (const { name } of tables)
    parts.push(...(await client.query<{ row: string }>(`select t::text as row from ${name} t`)).rows.map(({ row }) => row));
  await client.end();
  return parts.join('\n');
}
