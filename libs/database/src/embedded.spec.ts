import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { runningEmbeddedPostgres, startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts';

describe('the embedded PostgreSQL', () => {
  let home: string;
  const started: EmbeddedPostgres[] = [];
  const launchers: ChildProcess[] = [];

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), 'posthorn-test-'));
  });

  afterEach(async () => {
    for (const launcher of launchers.splice(0)) await end(launcher);
    for (const server of started.splice(0)) await server.stop();
    for (const made of [home, `${home}-cluster`]) rmSync(made, { recursive: true, force: true });
  });

  const options = () => ({ home, rootPlace: `${home}-cluster`, durable: false });
  const start = async (port = 0) => {
    const server = await startEmbeddedPostgres({ ...options(), port });
    started.push(server);
    return server;
  };
  const ask = async (connectionString: string, sql: string) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  };
  const end = async (launcher: ChildProcess) => {
    if (launcher.exitCode !== null || launcher.signalCode !== null) return;
    launcher.kill('SIGKILL');
    await once(launcher, 'exit');
  };
  /** Starts the server in a process of its own, which prints the owner's URL and waits. */
  const startElsewhere = async () => {
    const code = `
      const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('embedded.ts', import.meta.url).href)});
      console.log((await startEmbeddedPostgres(${JSON.stringify(options())})).urls.owner);
      setInterval(() => undefined, 1000);`;
    const launcher = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    launchers.push(launcher);
    const [url] = (await once(launcher.stdout, 'data')) as [Buffer];
    return { launcher, url: url.toString().trim() };
  };

  it('keeps its data, its passwords and its owner over a restart', async () => {
    const first = await start();
    await ask(first.urls.owner, 'create table kept (id int)');
    await first.stop();

    const second = await start();

    expect(second.urls.owner.split('@')[0]).toBe(first.urls.owner.split('@')[0]);
    expect(await ask(second.urls.owner, 'select * from kept')).toEqual([]);
  });

  it('has an owner that is no superuser', async () => {
    const { urls } = await start();

    expect(await ask(urls.owner, 'select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user')).toEqual([
      { rolsuper: false, rolbypassrls: false, rolcreaterole: true },
    ]);
  });

  it('asks everyone for a password, hashes it with SCRAM and listens on loopback only', async () => {
    const { urls, place } = await start();

    const open = new URL(urls.owner);
    open.password = 'wrong';
    await expect(ask(open.href, 'select 1')).rejects.toThrow('password authentication failed');
    expect(
      await ask(
        urls.superuser,
        `select bool_and(rolpassword like 'SCRAM-SHA-256$%') as hashed from pg_authid where rolpassword is not null`,
      ),
    ).toEqual([{ hashed: true }]);
    expect(await ask(urls.superuser, 'show listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    expect(readFileSync(path.join(place, 'data/pg_hba.conf'), 'utf8')).not.toMatch(/^[^#].*\btrust\b/m);
  });

  it('keeps passwords and data from other users', async () => {
    const { place } = await start();

    expect(statSync(path.join(home, 'postgres.json')).mode & 0o777).toBe(0o600);
    expect(statSync(place).mode & 0o777).toBe(0o700);
  });

  it('says that a port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    await expect(start(port)).rejects.toThrow(`Port ${port} for PostgreSQL is taken.`);
    other.close();
  });

  it('ends with its launcher even when that is killed, and starts again', async () => {
    const { launcher, url } = await startElsewhere();
    await ask(url, 'create table kept (id int)');
    await end(launcher);

    const again = await start();

    expect(await ask(again.urls.owner, 'select * from kept')).toEqual([]);
  });

  // Reads /proc, which only Linux has.
  const onLinux = process.platform === 'linux' ? it : it.skip;
  onLinux('ends a server whose launcher and guardian were both killed', async () => {
    const { launcher } = await startElsewhere();
    const { place } = JSON.parse(readFileSync(path.join(home, 'postgres.json'), 'utf8')) as { place: string };
    const server = Number(readFileSync(path.join(place, 'data/postmaster.pid'), 'utf8').split('\n')[0]);
    const parentOf = (pid: string | number) => Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
    const guardian = parentOf(server);
    const reader = readdirSync('/proc').find((pid) => /^\d+$/.test(pid) && Number(pid) !== server && parentOf(pid) === guardian);
    for (const pid of [Number(reader), guardian]) process.kill(pid, 'SIGKILL');
    await end(launcher);
    // A process that ended has no command line any more, even while nobody has collected it.
    const isAlive = () => existsSync(`/proc/${server}`) && readFileSync(`/proc/${server}/cmdline`, 'utf8') !== '';
    expect(isAlive()).toBe(true);

    const again = await start();

    expect(isAlive()).toBe(false);
    expect(await ask(again.urls.owner, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is not taken from a launcher that is alive, but found', async () => {
    const { launcher } = await startElsewhere();
    await expect(start()).rejects.toThrow(`Posthorn already runs in this folder (process ${launcher.pid}). Stop it first.`);

    const urls = await runningEmbeddedPostgres(home);
    expect(await ask(urls!.owner, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('is not found where none runs', async () => {
    expect(await runningEmbeddedPostgres(home)).toBeNull();
    await (await start()).stop();

    expect(await runningEmbeddedPostgres(home)).toBeNull();
  });
});
