import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { startPostgres, startSmtpServer } from '@posthorn/testing';
import { KillingSink, type KillPlan } from './killing-sink.ts';
import { eventually, MailDatabase, type MessageRow } from './mail-in-database.ts';
import { SpecMailSource } from './spec-mail-source.ts';
import { startWorker } from './spec-worker.ts';
import { spawnWorker } from './spawn-worker.ts';
import type { WorkerProcessOptions } from './worker-process.ts';

/** DELIVERY_KILLS=100 for a long night. */
const kills = Number(process.env['DELIVERY_KILLS'] ?? 12);
const perLane = Math.max(60, kills * 8);
/** Of several recipients, that many a lane. */
const mails = Math.ceil(kills / 2);
const recipients = 6;

/** Octets until the kill: each mail is some 1,200, its envelope 150. Every third dies between the dot and the answer. */
const planOf = (kill: number): KillPlan => (kill % 3 === 2 ? { afterDot: true } : { afterOctets: 1 + Math.floor(Math.random() * 6_000) });

describe('workers killed with -9 at random places of the dialogue', () => {
  let database: MailDatabase;
  let sink: KillingSink;
  const workers = new Map<number, ChildProcess>();

  beforeAll(async () => {
    database = await MailDatabase.create();
    sink = await new KillingSink().listen();
  });
  afterAll(async () => {
    for (const worker of workers.values()) worker.kill('SIGKILL');
    await sink.close();
    await database.close();
  });

  function startProcess(): void {
    const options: WorkerProcessOptions = {
      workerUrl: database.urls.worker,
      systemUrl: database.urls.system,
      slots: 6,
      mail: { host: '127.0.0.1', port: sink.port },
    };
    const worker = spawnWorker(options);
    workers.set(worker.pid ?? 0, worker);
  }

  /** What 10 s would do: the dead worker's leases end. Retries come at once. */
  const letTimePass = async (): Promise<void> => {
    // Without waiting for a worker's locks: it takes them in another order.
    const free = (where: string) => `id in (select id from message where ${where} for update skip locked)`;
    await database.query(
      `update message set lease_until = now() where ${free(`lease_until is not null and worker like '%-${lastKilled}-%'`)}`,
    );
    await database.query(`update message set not_before = now() where ${free(`state = 'DEFERRED'`)}`);
    await database.query(`update delivery_budget set circuit_until = null, circuit_failures = 0 where circuit_failures > 0`);
  };
  let lastKilled = 0;

  it(
    `lose no message, and repeat none but those marked UNKNOWN (${kills} kills)`,
    async () => {
      const profiles = await Promise.all([1, 2, 3].map(() => database.addProfile()));
      for (const profile of profiles) {
        // In front, so that the kills meet them.
        for (const lane of ['ALARM', 'BULK'] as const) await database.enqueueAndWake(profile, { lane, count: mails, recipients });
        await database.enqueueAndWake(profile, { lane: 'ALARM', count: perLane });
        await database.enqueueAndWake(profile, { lane: 'BULK', count: perLane });
      }
      startProcess();
      startProcess();

      for (let kill = 0; kill < kills; kill += 1) {
        lastKilled = await sink.killBy(planOf(kill));
        const victim = workers.get(lastKilled);
        if (victim?.exitCode === null && victim.signalCode === null) await once(victim, 'exit');
        workers.delete(lastKilled);
        await letTimePass();
        startProcess();
      }
      await eventually(
        async () => {
          await letTimePass();
          return database.states();
        },
        (states) => Object.keys(states).every((state) => state === 'ACCEPTED' || state === 'HELD'),
        60_000,
      );

      const messages = await database.messages();
      const times = new Map<string, number>();
      for (const taken of sink.taken) times.set(taken, (times.get(taken) ?? 0) + 1);
      const keyOf = ({ message_id_header, recipient }: MessageRow) => `${message_id_header} ${recipient}`;
      const lost = messages.filter((message) => message.state === 'ACCEPTED' && !times.has(keyOf(message)));
      const silentlyRepeated = messages.filter((message) => (times.get(keyOf(message)) ?? 0) > 1 + message.unknown_count);
      const silentlyUnfinished = messages.filter((message) => message.state !== 'ACCEPTED' && message.unknown_count === 0);
      const [marked = { attempts: -1 }] = await database.query<{ attempts: number }>(
        `select count(*)::int as attempts from attempt where outcome = 'UNKNOWN'`,
      );

      expect(sink.kills).toBe(kills);
      expect(messages).toHaveLength(6 * (perLane + mails * recipients));
      expect(lost).toEqual([]);
      expect(silentlyRepeated).toEqual([]);
      expect(silentlyUnfinished).toEqual([]);
      expect(marked.attempts).toBe(messages.reduce((sum, message) => sum + message.unknown_count, 0));
      expect(marked.attempts).toBeGreaterThanOrEqual(Math.floor(kills / 3));
      expect(messages.filter(({ unknown_count, recipient }) => unknown_count > 0 && recipient !== 'somebody@spec.test')).not.toEqual([]);
      expect([...times.keys()].filter((taken) => !messages.some((message) => keyOf(message) === taken))).toEqual([]);
    },
    60_000 + kills * 10_000,
  );
});

describe('PostgreSQL restarted under a live worker', () => {
  it('loses nothing and repeats nothing silently: the worker reconnects and goes on', async () => {
    const postgres = await startPostgres({ own: true });
    const database = await MailDatabase.create(postgres);
    const sink = await startSmtpServer();
    const source = new SpecMailSource(database.urls.system, sink);
    const worker = startWorker(database, source, { slots: 6 });
    const profile = await database.addProfile();
    await database.enqueueAndWake(profile, { lane: 'ALARM', count: 400 });
    await eventually(
      () => Promise.resolve(sink.messages.length),
      (count) => count > 20,
    );

    const before = sink.messages.length;
    await postgres.restart();
    await eventually(
      async () => {
        await database
          .query(
            `update message set not_before = now() where id in (select id from message where state = 'DEFERRED' for update skip locked)`,
          )
          .catch(() => undefined);
        return database.states().catch((): Record<string, number> => ({}));
      },
      (states) => states['ACCEPTED'] === 400,
      40_000,
    );
    await database.enqueueAndWake(profile, { lane: 'ALARM' });
    await eventually(
      () => database.states(),
      (states) => states['ACCEPTED'] === 401,
      5_000,
    );

    const messages = await database.messages();
    const times = new Map<string, number>();
    for (const { parsed } of sink.messages) times.set(parsed.messageId ?? '', (times.get(parsed.messageId ?? '') ?? 0) + 1);
    await worker.stop();
    await sink.close();
    await source.close();
    await database.close();
    await postgres.stop();

    expect(before).toBeLessThan(400);
    expect(messages.filter(({ message_id_header }) => !times.has(`<${message_id_header}>`))).toEqual([]);
    expect(
      messages.filter(({ message_id_header, unknown_count }) => (times.get(`<${message_id_header}>`) ?? 0) > 1 + unknown_count),
    ).toEqual([]);
  }, 90_000);
});
