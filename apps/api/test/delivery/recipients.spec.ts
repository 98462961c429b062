import { startRawServer, startSmtpServer } from '@posthorn/testing';
import type { DeliveryWorker } from '../../src/delivery/delivery-worker.ts';
import { DeliveryQueue } from '../../src/delivery/queue.ts';
import { resultsOf } from './attempt-results.ts';
import { eventually, MailDatabase } from './mail-in-database.ts';
import { SpecMailSource } from './spec-mail-source.ts';
import { startWorker } from './spec-worker.ts';

describe('a mail to several', () => {
  let database: MailDatabase;
  let queue: DeliveryQueue;
  let source: SpecMailSource;
  let worker: DeliveryWorker | null = null;
  const servers: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    database = await MailDatabase.create();
    queue = new DeliveryQueue(database.urls.worker, 'spec', () => undefined);
    source = new SpecMailSource(database.urls.system);
  });
  afterEach(async () => {
    await worker?.stop();
    worker = null;
    await Promise.all(servers.splice(0).map((server) => server.close()));
    await queue.close();
    await source.close();
    await database.close();
  });

  const plenty = { reserved: 4, general: 20, slow: 2 };
  const claim = async (free = plenty) => (await queue.claim(free)).messages;
  const opened = <Server extends { close(): Promise<void> }>(server: Server): Server => {
    servers.push(server);
    return server;
  };
  const all = (state: string, count: number, timeoutMs?: number) =>
    eventually(
      () => database.states(),
      (states) => states[state] === count,
      timeoutMs,
    );

  it('is claimed whole, though the profile has fewer connections and the worker fewer places', async () => {
    const profile = await database.addProfile({ maxInFlight: 3 });
    await database.enqueueAndWake(profile, { lane: 'BULK', count: 2, recipients: 80 });

    const first = await claim({ ...plenty, general: 2 });
    const meanwhile = await claim();
    await queue.writeResults(resultsOf(first));
    const second = await claim();

    expect(first).toHaveLength(80);
    expect(new Set(first.map(({ mailId }) => mailId)).size).toBe(1);
    expect(meanwhile).toEqual([]);
    expect(second).toHaveLength(80);
  });

  it('takes no more of a profile’s connections than it has, with mails of any size', async () => {
    const profile = await database.addProfile({ maxInFlight: 3 });
    await database.enqueueAndWake(profile, { lane: 'BULK', count: 10, recipients: 2 });

    const claimed = [...(await claim()), ...(await claim())];

    const mails = new Set(claimed.map(({ mailId }) => mailId)).size;
    expect(mails).toBeGreaterThan(1);
    expect(mails).toBeLessThanOrEqual(3);
    expect(claimed).toHaveLength(mails * 2);
    expect(await database.budget(profile)).toMatchObject({ in_flight: claimed.length });
  });

  it('tries an open circuit with one recipient alone', async () => {
    const profile = await database.addProfile();
    await database.query('update delivery_budget set circuit_until = now(), circuit_failures = 5 where profile_id = $1', [
      profile.profileId,
    ]);
    await database.enqueueAndWake(profile, { lane: 'BULK', recipients: 5 });

    expect(await claim()).toHaveLength(1);
  });

  it('leaves a tenant with one recipient each its share', async () => {
    const [many, single] = [await database.addProfile({ maxInFlight: 100 }), await database.addProfile({ maxInFlight: 100 })];
    await database.enqueueAndWake(many, { lane: 'BULK', count: 40, recipients: 25 });
    await database.enqueueAndWake(single, { lane: 'BULK', count: 500 });

    const served: string[] = [];
    while (served.length < 600) {
      const messages = await claim();
      await queue.writeResults(resultsOf(messages));
      served.push(...messages.map(({ profileId }) => profileId));
    }

    const share = served.filter((profileId) => profileId === single.profileId).length / served.length;
    expect(share).toBeGreaterThan(0.4);
    expect(share).toBeLessThan(0.6);
  });

  it('is one transaction, up to a hundred recipients', async () => {
    const sink = opened(await startSmtpServer());
    const profile = await database.addProfile();
    source.servers.set(profile.profileId, sink);
    await database.enqueueAndWake(profile, { lane: 'BULK', recipients: 120 });
    worker = startWorker(database, source, { slots: 2 });

    await all('ACCEPTED', 120);

    expect(sink.messages.flatMap(({ to }) => to)).toHaveLength(120);
    expect(new Set(sink.messages.flatMap(({ to }) => to)).size).toBe(120);
    expect(sink.messages.length).toBeLessThanOrEqual(3);
    expect(Math.max(...sink.messages.map(({ to }) => to.length))).toBeLessThanOrEqual(100);
  });

  it('goes on with the next transaction where the server takes no more recipients at once', async () => {
    const replies = {
      RCPT: [
        '250 2.1.5 Ok',
        '250 2.1.5 Ok',
        '452 4.5.3 Error: too many recipients',
        '452 4.5.3 Error: too many recipients',
        '250 2.1.5 Ok',
      ],
    };
    const server = opened(await startRawServer({ replies }));
    const profile = await database.addProfile();
    source.servers.set(profile.profileId, server);
    await database.enqueueAndWake(profile, { lane: 'BULK', recipients: 4, maxAttempts: 1 });
    worker = startWorker(database, source);
    const between = await eventually(
      () => database.messages(),
      (messages) => messages.some(({ state }) => state === 'DEFERRED'),
    );

    await all('ACCEPTED', 4, 5_000);

    expect(between.map(({ state }) => state)).toEqual(['ACCEPTED', 'ACCEPTED', 'DEFERRED', 'DEFERRED']);
    expect(between[2]?.sentence).toContain('as many recipients as it takes at once');
    expect(server.bodies).toHaveLength(2);
    expect(await database.budget(profile)).toMatchObject({ consecutive_failures: 0, last_failure_at: null });
  });

  it('fails as one attempt against the profile where the connection fails', async () => {
    const gone = await startSmtpServer();
    await gone.close();
    const profile = await database.addProfile();
    source.servers.set(profile.profileId, gone);
    await database.enqueueAndWake(profile, { lane: 'BULK', recipients: 30 });
    worker = startWorker(database, source);

    await all('DEFERRED', 30);

    const again = await database.query<{ times: number }>('select count(distinct not_before)::int as times from message');
    expect(await database.budget(profile)).toMatchObject({ consecutive_failures: 1, circuit_failures: 1, circuit_until: null });
    // They come back together, and so go together.
    expect(again[0]?.times).toBe(1);
  });

  it('is not sent at all where one of its messages is somebody else’s by now, and the others wait again', async () => {
    const server = opened(await startRawServer({ delayMs: 150 }));
    const profile = await database.addProfile();
    source.servers.set(profile.profileId, server);
    const [, lost] = await database.enqueueAndWake(profile, { lane: 'BULK', recipients: 3 });
    worker = startWorker(database, source);
    await eventually(
      () => Promise.resolve(server.lines),
      (lines) => lines.some((line) => line.startsWith('MAIL')),
    );

    await database.query(`update message set fence = fence + 1, state = 'HELD' where id = $1`, [lost]);
    await all('ACCEPTED', 2);

    expect(server.bodies).toHaveLength(1);
    expect(await database.message(lost ?? '')).toMatchObject({ state: 'HELD', unknown_count: 0 });
    expect(await database.states()).toEqual({ ACCEPTED: 2, HELD: 1 });
    expect((await database.messages()).map(({ unknown_count }) => unknown_count)).toEqual([0, 0, 0]);
  });

  it('keeps messages of account mail apart', async () => {
    const sink = opened(await startSmtpServer());
    const platform = { tenantId: '00000000-0000-7000-8000-000000000001', profileId: '00000000-0000-7000-8000-000000000002' };
    source.servers.set(platform.profileId, sink);
    await database.enqueueAndWake(platform, { lane: 'ACCOUNT', recipients: 3 });
    worker = startWorker(database, source);

    await all('ACCEPTED', 3);

    expect(sink.messages.map(({ to }) => to.length)).toEqual([1, 1, 1]);
  });
});
