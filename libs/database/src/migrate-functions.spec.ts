import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EmptyDatabases, query, type DatabaseUrls } from './empty-databases.ts';
import { functionDrift } from './function-drift.ts';
import { functionsFolder, readFunctions } from './migrate-functions.ts';
import { migrate, pendingMigrations } from './migrate.ts';

const databases = new EmptyDatabases();
let urls: DatabaseUrls;

beforeAll(() => databases.start());
afterAll(() => databases.stop());
beforeEach(async () => {
  urls = await databases.create();
});

describe('SQL functions', () => {
  /** The repository's, to be changed. */
  let functions: string;
  const file = (name: string) => path.join(functions, `${name}.sql`);
  const source = (name: string) => readFileSync(file(name), 'utf8');
  const change = (name: string, from: string, to: string) => writeFileSync(file(name), source(name).replace(from, to));

  beforeEach(() => {
    functions = mkdtempSync(path.join(tmpdir(), 'posthorn-functions-'));
    cpSync(functionsFolder, functions, { recursive: true });
  });
  afterEach(() => rmSync(functions, { recursive: true }));

  const version = (name: string) => query(`select count(*)::int as seen from app.function_version where name = '${name}'`, urls.owner);

  it('are what their files say after a migration', async () => {
    await migrate(urls.owner);

    expect(await functionDrift(urls.owner)).toEqual([]);
    expect(await query('select count(*)::int as count from app.function_version', urls.owner)).toEqual([
      { count: readFunctions(functionsFolder).length },
    ]);
  });

  it('are replaced where their file changed, and only then, and back again by an older version', async () => {
    await migrate(urls.owner);
    const defined = () => query(`select xmin::text, prosrc from pg_proc where proname = 'wake_due'`, urls.owner);
    const original = await defined();
    await migrate(urls.owner);
    const untouched = await defined();
    change('wake_due', 'begin\n', 'begin\n  -- Another one.\n');

    await migrate(urls.owner, { functions });
    const changed = await defined();
    const drifted = await functionDrift(urls.owner);
    await migrate(urls.owner);
    const restored = await defined();

    expect(untouched).toEqual(original);
    expect(changed[0]!['prosrc']).toContain('Another one.');
    expect(drifted).toEqual(['app.wake_due(boolean,interval) has another source than its file']);
    expect(restored[0]!['prosrc']).toBe(original[0]!['prosrc']);
    expect(await version('wake_due')).toEqual([{ seen: 2 }]);
  });

  it('lose the privileges and the owner that their file no longer gives', async () => {
    await migrate(urls.owner, { roles: urls });
    change('wake_delivery', 'posthorn_app, posthorn_worker, posthorn_system', 'posthorn_worker');
    change('wake_delivery', /alter function .*\n/.exec(source('wake_delivery'))![0], '');

    await migrate(urls.owner, { functions });

    const call = (url: string) => query(`select app.wake_delivery('{}', '{}')`, url);
    expect(await call(urls.worker)).toHaveLength(1);
    await expect(call(urls.app)).rejects.toThrow('permission denied for function wake_delivery');
    expect(await functionDrift(urls.owner)).toEqual([
      'app.wake_delivery(uuid[],"Lane"[]) has another owner than its file',
      'app.wake_delivery(uuid[],"Lane"[]) has another runners than its file',
    ]);
  });

  it('all stay as they are when one fails, which is named with its line', async () => {
    await migrate(urls.owner);
    change('announce_message', 'Heard', 'Perhaps heard');
    change('wake_due', 'begin\n', 'begin\n  nonsense;\n');

    await expect(migrate(urls.owner, { functions })).rejects.toThrow(/The function app.wake_due failed in line \d+: syntax error/);

    expect(await version('announce_message')).toEqual([{ seen: 1 }]);
  });

  it('come again after a migration dropped them', async () => {
    await migrate(urls.owner);
    await query('drop function app.take_probes()', urls.owner);
    const drifted = await functionDrift(urls.owner);

    await migrate(urls.owner);

    expect(drifted).toEqual(['app.take_probes() is missing']);
    expect(await functionDrift(urls.owner)).toEqual([]);
  });

  it('are told apart from one without a file, and from one more with the same name', async () => {
    await migrate(urls.owner);
    await query('create function app.stray() returns int language sql return 1', urls.owner);
    await query('create function app.take_probes(p_max int) returns int language sql return 1', urls.owner);

    expect(await functionDrift(urls.owner)).toEqual(['app.stray() has no file', 'app.take_probes stands there with several signatures']);
  });

  it('of a newer version leave nothing pending for the processes of an older one', async () => {
    await migrate(urls.owner, { roles: urls });
    change('wake_due', 'begin\n', 'begin\n  -- Another one.\n');
    const before = await pendingMigrations(urls.app, { functions });

    await migrate(urls.owner, { functions });

    expect(before).toEqual(['functions/wake_due.sql']);
    expect(await pendingMigrations(urls.app, { functions })).toEqual([]);
    expect(await pendingMigrations(urls.app)).toEqual([]);
  });
});
