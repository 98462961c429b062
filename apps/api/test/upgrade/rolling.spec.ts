import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { migrate } from '@posthorn/database';
import type { TestDatabase } from '@posthorn/testing';
import { KillingSink } from '../delivery/killing-sink.ts';
import { eventually, MailDatabase, type TestProfile } from '../delivery/mail-in-database.ts';
import { spawnWorker } from '../delivery/spawn-worker.ts';
import { createEarlierDatabase, earlierCommit } from './earlier-database.ts';
import { hasCommit, unpackEarlierVersion } from './earlier-version.ts';

const perRound = 60;
const describeWithHistory = hasCommit(earlierCommit) ? describe : describe.skip;
if (!hasCommit(earlierCommit))
  process.stdout.write(`Skipped: this clone does not hold ${earlierCommit}, whose worker rolling.spec.ts runs.\n`);

describeWithHistory('workers of f81c75a and of now, under load', () => {
  let earlier: string;
  let testDatabase: TestDatabase;
  let database: MailDatabase;
  let sink: KillingSink;
  let profiles: TestProfile[];
  let workers: ChildProcess[];

  beforeAll(() => {
    earlier = unpackEarlierVersion(earlierCommit);
  }, 60_000);
  afterAll(() => rmSync(earlier, { recursive: true, force: true }));
  beforeEach(async () => {
    testDatabase = await createEarlierDatabase();
    database = MailDatabase.over(testDatabase.urls);
    sink = await new KillingSink().listen();
    profiles = await Promise.all([1, 2, 3].map(() => database.addProfile()));
    workers = [];
  });
  afterEach(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await sink.close();
    await database.close();
  });

  function start(clone?: string): ChildProcess {
    const { worker: workerUrl, system: systemUrl } = testDatabase.urls;
    const worker = spawnWorker({ workerUrl, systemUrl, slots: 6, mail: { host: '127.0.0.1', port: sink.port } }, [], clone);
    workers.push(worker);
    return worker;
  }

  async function load(): Promise<void> {
    for (const profile of profiles)
      for (const lane of ['ALARM', 'BULK'] as const) await database.enqueueAndWake(profile, { lane, count: perRound / 6 });
  }

  /** Under load until this worker has sent that many more. */
  async function sendsUnderLoad({ pid = 0 }: ChildProcess, count = 20): Promise<void> {
    const sent = () => sink.takenFrom.get(pid) ?? 0;
    const before = sent();
    await eventually(
      async () => {
        if ((await database.states(`state in ('QUEUED', 'DEFERRED')`)).QUEUED === undefined) await load();
        return sent() - before;
      },
      (more) => more >= count,
      60_000,
    );
  }

  async function kill(worker: ChildProcess): Promise<void> {
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    // What 10 s would do, without waiting for another worker's locks.
    await database.query(
      `update message set lease_until = now() where id in (
        select id from message where lease_until is not null and worker like $1 for update skip locked)`,
      [`%-${worker.pid}-%`],
    );
  }

  /** Everything that was queued arrived, once, or twice where it is marked as perhaps sent. */
  async function nothingIsLost(): Promise<void> {
    await eventually(
      async () => {
        await database.query(
          `update message set not_before = now() where id in (select id from message where state = 'DEFERRED' for update skip locked)`,
        );
        return database.states();
      },
      (states) => Object.keys(states).every((state) => state === 'ACCEPTED' || state === 'HELD'),
      60_000,
    );
    const messages = await database.messages();
    const times = (header: string) => sink.taken.filter((taken) => taken.startsWith(`${header} `)).length;
    const lost = messages.filter(({ state, message_id_header }) => state === 'ACCEPTED' && times(message_id_header) === 0);
    const repeated = messages.filter(({ unknown_count, message_id_header }) => times(message_id_header) > 1 + unknown_count);
    const unfinished = messages.filter(({ state, unknown_count }) => state !== 'ACCEPTED' && unknown_count === 0);
    expect({ lost, repeated, unfinished }).toEqual({ lost: [], repeated: [], unfinished: [] });
    expect(await database.query('select in_flight from delivery_budget where in_flight <> 0')).toEqual([]);
  }

  it('lose nothing while the functions are replaced under the old one and the new one takes over', async () => {
    const old = start(earlier);
    await sendsUnderLoad(old);

    await Promise.all([migrate(testDatabase.urls.owner), sendsUnderLoad(old)]);
    await sendsUnderLoad(old);
    const current = start();
    await sendsUnderLoad(current);
    await kill(old);
    await sendsUnderLoad(current);

    await nothingIsLost();
  }, 240_000);

  it('lose nothing where the new one starts before the functions are replaced, and where the old one comes back', async () => {
    const current = start();
    await sendsUnderLoad(current);
    const old = start(earlier);
    await sendsUnderLoad(old);

    await kill(old);
    await Promise.all([migrate(testDatabase.urls.owner), sendsUnderLoad(current)]);
    await kill(current);
    await sendsUnderLoad(start(earlier));

    await nothingIsLost();
  }, 240_000);
});
