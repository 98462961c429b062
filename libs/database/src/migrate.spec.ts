import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmptyDatabases, query, type DatabaseUrls } from './empty-databases.ts';
import { drift } from './migrate-drift.ts';
import { MigrationError } from './migrate-error.ts';
import { migrate, pendingMigrations, readMigrations } from './migrate.ts';

const databases = new EmptyDatabases();
let urls: DatabaseUrls;

beforeAll(() => databases.start());
afterAll(() => databases.stop());
beforeEach(async () => {
  urls = await databases.create();
});

describe('migrations', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'posthorn-migrations-'));
    write('1_first', 'create table first (id int);');
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, sql: string) => {
    mkdirSync(path.join(folder, name), { recursive: true });
    writeFileSync(path.join(folder, name, 'migration.sql'), sql);
  };
  it('are applied once, in the order of their names', async () => {
    write('2_second', 'alter table first add column note text;');

    expect(await migrate(urls.owner, { folder })).toEqual(['1_first', '2_second']);
    expect(await migrate(urls.owner, { folder })).toEqual([]);
  });

  it('are recorded as Prisma would record them', async () => {
    await migrate(urls.owner, { folder });

    const [row] = await query(
      'select checksum, migration_name, applied_steps_count, finished_at is not null as finished, logs, rolled_back_at from _prisma_migrations',
      urls.owner,
    );
    const { checksum } = readMigrations(folder)[0]!;
    expect(row).toEqual({ checksum, migration_name: '1_first', applied_steps_count: 1, finished: true, logs: null, rolled_back_at: null });
  });

  it('are refused by name when an applied one was changed', async () => {
    await migrate(urls.owner, { folder });
    write('1_first', 'create table other (id int);');

    await expect(migrate(urls.owner, { folder })).rejects.toThrow('The migration 1_first was changed after it was applied');
  });

  it('are refused by name when the database knows one that the folder does not', async () => {
    await migrate(urls.owner, { folder });
    rmSync(path.join(folder, '1_first'), { recursive: true });

    await expect(migrate(urls.owner, { folder })).rejects.toThrow(/has the migration 1_first, .* Run a newer version/);
  });

  it('are pending where the database lacks them, not where it knows one that the folder does not', async () => {
    write('2_second', 'create table second (id int);');
    await migrate(urls.owner, { folder });
    rmSync(path.join(folder, '2_second'), { recursive: true });
    const ahead = await pendingMigrations(urls.owner, { folder });
    write('3_third', 'create table third (id int);');

    expect(ahead).toEqual([]);
    expect(await pendingMigrations(urls.owner, { folder })).toEqual(['3_third']);
  });

  it('leave nothing of a failed one, and say its name, line and reason', async () => {
    write('2_second', 'create table second (id int);\ninsert into nowhere values (1);');

    const failed = migrate(urls.owner, { folder });

    await expect(failed).rejects.toThrow(MigrationError);
    await expect(failed).rejects.toThrow('The migration 2_second failed in line 2: relation "nowhere" does not exist');
    expect(await query(`select to_regclass('first') as first, to_regclass('second') as second`, urls.owner)).toEqual([
      { first: 'first', second: null },
    ]);
    expect(await pendingMigrations(urls.owner, { folder })).toEqual(['2_second']);
  });

  it('are applied once by several starters at the same moment', async () => {
    write('2_slow', 'select pg_sleep(0.2); create table slow (id int);');

    const applied = await Promise.all([1, 2, 3].map(() => migrate(urls.owner, { folder })));

    expect(applied.flat().sort()).toEqual(['1_first', '2_slow']);
  });

  it('refuse a role URL that names another role, and say which variable', async () => {
    const roles = { app: urls.owner, worker: urls.worker, system: urls.system };

    await expect(migrate(urls.owner, { folder, roles })).rejects.toThrow('POSTHORN_DATABASE_APP_URL must connect as posthorn_app');
  });
});

describe('the passwords of the login roles', () => {
  it('follow their URLs', async () => {
    await migrate(urls.owner, { roles: urls });
    const changed = new URL(urls.app);
    changed.password = randomBytes(12).toString('base64url');

    await migrate(urls.owner, { roles: { ...urls, app: changed.href } });

    expect(await query('select current_user as me', changed.href)).toEqual([{ me: 'posthorn_app' }]);
    await expect(query('select 1', urls.app)).rejects.toThrow('password authentication failed');
  });
});

describe('the schema and the migrations', () => {
  it('say the same', async () => {
    await migrate(urls.owner);

    expect(await drift(urls.owner)).toBe('');
  });

  it('would be told apart', async () => {
    await migrate(urls.owner);
    await query('alter table tenant add column forgotten text', urls.owner);

    expect(await drift(urls.owner)).toContain('DROP COLUMN "forgotten"');
  });
});
