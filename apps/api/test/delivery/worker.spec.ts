import { startRawServer, startSmtpServer, type TestSmtpServer } from '@posthorn/testing';
import pg from 'pg';
import type { DeliveryWorker } from '../../src/delivery/delivery-worker.ts';
import { eventually, MailDatabase, type TestProfile } from './mail-in-database.ts';
import { SpecMailSource } from './spec-mail-source.ts';
import { startWorker } from './spec-worker.ts';

const platform: TestProfile = {
  tenantId: '00000000-0000-7000-8000-000000000001',
  profileId: '00000000-0000-7000-8000-000000000002',
};

describe('a delivery worker', () => {
  let database: MailDatabase;
  let sink: TestSmtpServer;
  let source: SpecMailSource;
  const workers: DeliveryWorker[] = [];
  const servers: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    database = await MailDatabase.create();
    sink = await startSmtpServer();
    source = new SpecMailSource(database.urls.system, sink);
  });
  afterEach(async () => {
    await Promise.all(workers.splice(0).map((worker) => worker.stop()));
    await Promise.all(servers.splice(0).map((server) => server.close()));
    await sink.close();
    await source.close();
    await database.close();
  });

  function start(options: Parameters<typeof startWorker>[2] = {}): DeliveryWorker {
    const worker = startWorker(database, source, options);
    workers.push(worker);
    return worker;
  }
  async function rawServer(...script: Parameters<typeof startRawServer>) {
    const server = await startRawServer(...script);
    servers.push(server);
    return server;
  }
  const received = () => sink.messages.map(({ parsed }) => parsed.messageId);
  const resolved = (count: number, timeoutMs?: number) =>
    eventually(
      () => database.states(),
      (states) => (states['ACCEPTED'] ?? 0) >= count,
      timeoutMs,
    );

  it('delivers, and writes down the attempt, the server’s words and its id for the mail', async () => {
    start();
    const [id = ''] = await database.enqueueAndWake(platform, { lane: 'ACCOUNT', recipient: 'ann@spec.test' });

    await resolved(1);

    const [attempt] = await database.query('select * from attempt');
    expect(sink.messages.map(({ to }) => to)).toEqual([['ann@spec.test']]);
    expect(await database.message(id)).toMatchObject({ state: 'ACCEPTED', attempt_count: 1, failure_class: null });
    expect(attempt).toMatchObject({
      outcome: 'ACCEPTED',
      number: 1,
      stage: null,
      timings: expect.objectContaining({ CONNECT: expect.any(Number) }),
    });
  });

  it('hears of new mail, and waits for no poll', async () => {
    start({ pollMs: 600_000 });

    for (let count = 1; count <= 15; count += 1) {
      await database.enqueueAndWake(platform, { lane: 'ACCOUNT' });
      await resolved(count);
    }

    expect(received()).toHaveLength(15);
  });

  it('needs neither notifications nor a woken queue: a commit in the middle of a claim arrives by the poll', async () => {
    start({ listen: false });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await database.query(`update delivery_queue set next_at = 'infinity'`);

    await database.enqueue(platform, { lane: 'ACCOUNT' });

    await resolved(1, 3_000);
    expect(received()).toHaveLength(1);
  });

  it('sends account mail while every other profile hangs', async () => {
    const hanging = await rawServer({ hangAt: 'GREETING' });
    const profiles = await Promise.all(Array.from({ length: 8 }, () => database.addProfile()));
    for (const profile of profiles) {
      source.servers.set(profile.profileId, { ...hanging, timeoutMs: 600_000 });
      await database.enqueueAndWake(profile, { lane: 'ALARM', count: 10 });
    }
    start();
    await eventually(
      () => Promise.resolve(hanging.open),
      (open) => open >= 20,
    );

    await database.enqueueAndWake(platform, { lane: 'ACCOUNT', count: 12 });
    await resolved(12);

    expect(received()).toHaveLength(12);
    expect(hanging.open).toBe(20);
  });

  it('leaves healthy profiles most of its slots once the hanging ones have shown themselves', async () => {
    const hanging = await rawServer({ hangAt: 'GREETING' });
    const slow = await Promise.all(Array.from({ length: 6 }, () => database.addProfile()));
    for (const profile of slow) {
      source.servers.set(profile.profileId, { ...hanging, timeoutMs: 1_000 });
      await database.enqueueAndWake(profile, { lane: 'BULK', count: 10 });
    }
    await database.query('update delivery_budget set last_timed_out = true where profile_id = any ($1)', [
      slow.map(({ profileId }) => profileId),
    ]);
    start();
    const healthy = await database.addProfile();
    await database.enqueueAndWake(healthy, { lane: 'BULK', count: 100 });

    await resolved(100, 6_000);

    expect(hanging.open).toBeLessThanOrEqual(2);
  });

  it('tries again what was refused for now, with the same Message-ID', async () => {
    const greylisting = await rawServer({ replies: { RCPT: ['450 4.2.0 Greylisted', '250 2.1.5 Ok'] } });
    source.servers.set(platform.profileId, greylisting);
    start();
    const [id = ''] = await database.enqueueAndWake(platform, { lane: 'ACCOUNT' });
    const deferred = await eventually(
      () => database.message(id),
      ({ state }) => state === 'DEFERRED',
    );

    await database.query('update message set not_before = now()');
    await resolved(1, 3_000);

    const [{ finished_at: refusedAt } = { finished_at: new Date(0) }] = await database.query<{ finished_at: Date }>(
      `select finished_at from attempt where outcome = 'DEFERRED'`,
    );
    const waits = deferred.not_before.getTime() - refusedAt.getTime();
    expect(waits).toBeGreaterThanOrEqual(4_000);
    expect(waits).toBeLessThanOrEqual(6_000);
    expect(greylisting.bodies).toHaveLength(1);
    expect(greylisting.bodies[0]).toContain((await database.message(id)).message_id_header);
    expect((await database.query('select outcome from attempt order by number')).map((row) => Object.values(row)[0])).toEqual([
      'DEFERRED',
      'ACCEPTED',
    ]);
  });

  it('marks a mail as unknown when the server vanishes after the dot, and sends it again', async () => {
    const vanishing = await rawServer({ dropAt: 'BODY' });
    source.servers.set(platform.profileId, vanishing);
    start();
    const [id = ''] = await database.enqueueAndWake(platform, { lane: 'ACCOUNT' });

    const message = await eventually(
      () => database.message(id),
      ({ state }) => state === 'DEFERRED',
    );

    expect(message).toMatchObject({ unknown_count: 1, failure_class: 'UNKNOWN' });
    expect(vanishing.bodies).toHaveLength(1);
  });

  it('parks a profile whose login policy refuses, and lets everything go once a sign-in works', async () => {
    const users = { ann: 'right' };
    const guarded = await startSmtpServer({ users });
    const refusing = await rawServer({
      replies: { AUTH: '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.' },
    });
    servers.push(guarded);
    source.servers.set(platform.profileId, { ...refusing, username: 'ann', password: 'right' });
    start();
    await database.enqueueAndWake(platform, { lane: 'ACCOUNT', count: 3 });
    const parked = await eventually(
      () => database.states(),
      (states) => states['PARKED'] === 3,
    );

    source.servers.set(platform.profileId, { ...guarded, username: 'ann', password: 'right', version: 2 });
    await database.query('update delivery_budget set probe_at = now() where parked_at is not null');
    await resolved(3);

    expect(parked).toEqual({ PARKED: 3 });
    expect(guarded.messages).toHaveLength(3);
  });

  it('keeps its session for the next mail, and opens another when the settings change', async () => {
    source.servers.set(platform.profileId, { ...sink, version: 1 });
    start();
    for (let mail = 1; mail <= 3; mail += 1) {
      await database.enqueueAndWake(platform, { lane: 'ACCOUNT' });
      await resolved(mail);
    }
    const withOneVersion = sink.connections;

    source.servers.set(platform.profileId, { ...sink, version: 2 });
    await database.enqueueAndWake(platform, { lane: 'ACCOUNT' });
    await resolved(4);

    expect(withOneVersion).toBe(1);
    expect(sink.connections).toBe(2);
  });

  it('opens a new session without a mark on the message when the server closed the kept one', async () => {
    const impatient = await rawServer({ replies: { MAIL: ['250 Ok', '421 4.4.2 Timeout', '250 Ok'] } });
    source.servers.set(platform.profileId, impatient);
    start();
    for (let mail = 1; mail <= 2; mail += 1) {
      await database.enqueueAndWake(platform, { lane: 'ACCOUNT' });
      await resolved(mail);
    }

    const attempts = await database.query<{ outcome: string }>('select outcome from attempt');

    expect(attempts.map(({ outcome }) => outcome)).toEqual(['ACCEPTED', 'ACCEPTED']);
    expect(impatient.connections).toBe(2);
  });

  it('sends each of 300 mails once with three workers at it', async () => {
    const profiles = await Promise.all(Array.from({ length: 5 }, () => database.addProfile()));
    for (const profile of profiles) await database.enqueueAndWake(profile, { lane: 'BULK', count: 60 });

    for (let worker = 0; worker < 3; worker += 1) start({ slots: 8 });
    await resolved(300, 20_000);

    expect(received()).toHaveLength(300);
    expect(new Set(received()).size).toBe(300);
  });

  it('finishes what it holds and gives the rest back when it is stopped', async () => {
    const slowServer = await rawServer({ delayMs: 50 });
    const stuck = await rawServer({ hangAt: 'GREETING' });
    const [quick, hung] = [await database.addProfile(), await database.addProfile()];
    source.servers.set(quick.profileId, slowServer);
    source.servers.set(hung.profileId, { ...stuck, timeoutMs: 600_000 });
    await database.enqueueAndWake(quick, { lane: 'BULK', count: 5 });
    await database.enqueueAndWake(hung, { lane: 'BULK' });
    const worker = start({ shutdownMs: 2_000 });
    await eventually(
      () => Promise.resolve(slowServer.open + stuck.open),
      (open) => open >= 6,
    );

    await worker.stop();
    workers.pop();

    expect(await database.states()).toEqual({ ACCEPTED: 5, QUEUED: 1 });
  });

  it('hears again after its listening connection was lost', async () => {
    start();
    const superuser = new pg.Client({ connectionString: database.urls.superuser });
    await superuser.connect();
    const listeners = async () =>
      (
        await superuser.query<{ pid: number }>(
          `select pid from pg_stat_activity where application_name = 'posthorn-listen' and datname = current_database() and query like 'listen%'`,
        )
      ).rows;
    const [before] = await eventually(listeners, (found) => found.length === 1);
    await superuser.query('select pg_terminate_backend($1)', [before?.pid]);

    const [after] = await eventually(listeners, (found) => found.length === 1 && found[0]?.pid !== before?.pid);
    await superuser.end();

    expect(after?.pid).toBeDefined();
  });

  it('asks the database no more than a few times a second while there is nothing to do', async () => {
    start();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const calls = async () =>
      Number(
        (await database.query<{ calls: string }>(`select xact_commit as calls from pg_stat_database where datname = current_database()`))[0]
          ?.calls,
      );
    const before = await calls();

    await new Promise((resolve) => setTimeout(resolve, 2_000));

    expect((await calls()) - before).toBeLessThan(60);
  });
});
