import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startPostgres, type TestPostgres } from './postgres.ts';

const migration = `
do $$ begin if not exists (select from pg_roles where rolname = 'posthorn_app') then create role posthorn_app login; end if; end $$;
do $$ begin if not exists (select from pg_roles where rolname = 'posthorn_worker') then create role posthorn_worker login; end if; end $$;
do $$ begin if not exists (select from pg_roles where rolname = 'posthorn_system') then create role posthorn_system login; end if; end $$;
create table note (id int primary key, text text not null);
grant select, insert on note to posthorn_app;`;

describe('a PostgreSQL for tests', () => {
  let folder: string;
  let postgres: TestPostgres;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'posthorn-migrations-'));
    mkdirSync(path.join(folder, '1_notes'));
    writeFileSync(path.join(folder, '1_notes/migration.sql'), migration);
    postgres = await startPostgres({ folder });
  });

  afterAll(async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });

  const query = async (url: string, sql: string) => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };

  it('gives each caller a migrated database of its own, even when many ask at once', async () => {
    const databases = await Promise.all([1, 2, 3, 4].map(() => postgres.createDatabase()));

    await query(databases[0]!.urls.app, `insert into note values (1, 'only here')`);

    expect(await query(databases[0]!.urls.app, 'select * from note')).toEqual([{ id: 1, text: 'only here' }]);
    expect(await query(databases[1]!.urls.app, 'select * from note')).toEqual([]);
  });

  it('keeps the data over a restart', async () => {
    const database = await postgres.createDatabase();
    await query(database.urls.app, `insert into note values (2, 'still here')`);

    await postgres.restart();

    expect(await query(database.urls.app, 'select * from note')).toEqual([{ id: 2, text: 'still here' }]);
  });

  it('forgets a dropped database', async () => {
    const database = await postgres.createDatabase();

    await database.drop();

    await expect(query(database.urls.app, 'select 1')).rejects.toThrow('does not exist');
  });
});
