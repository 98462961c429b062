import pg from 'pg';
import { DeliveryQueue, type AttemptResult, type Claim } from '../../src/delivery/queue.ts';
import type { ClaimedMessage } from '../../src/delivery/claimed-message.ts';
import { accepted } from '../../src/delivery/verdict.ts';
import { resultsOf } from './attempt-results.ts';
import { MailDatabase, type TestProfile } from './mail-in-database.ts';

const plenty = { reserved: 4, general: 20, slow: 2 };
const platform: TestProfile = {
  tenantId: '00000000-0000-7000-8000-000000000001',
  profileId: '00000000-0000-7000-8000-000000000002',
};

describe('app.claim_messages', () => {
  let database: MailDatabase;
  let queue: DeliveryQueue;

  beforeEach(async () => {
    database = await MailDatabase.create();
    queue = new DeliveryQueue(database.urls.worker, 'spec', () => undefined);
  });
  afterEach(async () => {
    await queue.close();
    await database.close();
  });

  const write = (messages: ClaimedMessage[], result: Partial<AttemptResult> = {}) => queue.writeResults(resultsOf(messages, result));
  /** Claims and accepts until `total` messages are through, and says from whom they came, in order. */
  async function serve(total: number, free = plenty): Promise<ClaimedMessage[]> {
    const served: ClaimedMessage[] = [];
    for (let idle = 0; served.length < total && idle < 50;) {
      const { messages } = await queue.claim(free);
      idle = messages.length === 0 ? idle + 1 : 0;
      await write(messages);
      served.push(...messages);
    }
    return served;
  }
  const count = (messages: ClaimedMessage[], { profileId }: TestProfile) =>
    messages.filter((message) => message.profileId === profileId).length;

  it('gives account mail every slot before anything else gets one', async () => {
    const tenant = await database.addProfile();
    await database.enqueueAndWake(tenant, { lane: 'ALARM', count: 30 });
    await database.query('update delivery_budget set max_in_flight = 100');
    await database.enqueueAndWake(platform, { lane: 'ACCOUNT', count: 30 });
    await database.wake(platform, 'ACCOUNT');

    const { messages } = await queue.claim(plenty);

    expect(messages.map(({ lane }) => lane)).toEqual(Array(24).fill('ACCOUNT'));
  });

  it('keeps the reserved slots for account mail while others want more than the rest', async () => {
    const tenant = await database.addProfile({ maxInFlight: 100 });
    await database.enqueueAndWake(tenant, { lane: 'BULK', count: 50 });
    let taken = 0;
    for (let round = 0; round < 10; round += 1) taken += (await queue.claim({ ...plenty, general: 20 - taken })).messages.length;
    await database.enqueueAndWake(platform, { lane: 'ACCOUNT', count: 6 });

    const { messages } = await queue.claim({ reserved: 4, general: 0, slow: 0 });

    expect(taken).toBe(20);
    expect(messages).toHaveLength(4);
  });

  it('shares between tenants alike, whatever the length of their backlogs', async () => {
    const [large, small] = [await database.addProfile(), await database.addProfile()];
    await database.enqueueAndWake(large, { lane: 'BULK', count: 2_000 });
    await database.enqueueAndWake(small, { lane: 'BULK', count: 100 });

    const served = await serve(200);

    expect(count(served, small)).toBeGreaterThanOrEqual(90);
  });

  it('serves a tenant that comes later at once, and gives it no credit for its pause', async () => {
    const [busy, late] = [await database.addProfile(), await database.addProfile()];
    await database.enqueueAndWake(busy, { lane: 'BULK', count: 1_000 });
    await serve(400);
    await database.enqueueAndWake(late, { lane: 'BULK', count: 400 });

    const served = await serve(200);

    expect(served.slice(0, 24).some(({ profileId }) => profileId === late.profileId)).toBe(true);
    expect(count(served, late)).toBeGreaterThan(80);
    expect(count(served, late)).toBeLessThan(120);
  });

  it('makes nobody pay for a race that is long over', async () => {
    const [veteran, newcomer] = [await database.addProfile(), await database.addProfile()];
    await database.enqueueAndWake(veteran, { lane: 'BULK', count: 1_000 });
    await serve(1_000);
    for (const profile of [newcomer, veteran]) await database.enqueueAndWake(profile, { lane: 'BULK', count: 300 });

    const served = await serve(200);

    expect(count(served, veteran)).toBeGreaterThan(80);
  });

  it('gives more profiles of one tenant no larger share', async () => {
    const first = await database.addProfile();
    const siblings = [first, ...(await Promise.all([1, 2, 3].map(() => database.addProfile({ tenantId: first.tenantId }))))];
    const other = await database.addProfile();
    for (const profile of [...siblings, other]) await database.enqueueAndWake(profile, { lane: 'BULK', count: 400 });

    const served = await serve(400);

    expect(count(served, other)).toBeGreaterThan(150);
    expect(count(served, other)).toBeLessThan(250);
  });

  it('lets alarms pass bulk eight to one', async () => {
    const profile = await database.addProfile();
    await database.enqueueAndWake(profile, { lane: 'BULK', count: 500 });
    await database.enqueueAndWake(profile, { lane: 'ALARM', count: 500 });

    const served = await serve(360, { reserved: 0, general: 8, slow: 1 });

    const alarms = served.filter(({ lane }) => lane === 'ALARM').length;
    expect(alarms / (served.length - alarms)).toBeGreaterThan(6);
    expect(alarms / (served.length - alarms)).toBeLessThan(10);
  });

  it('holds the in-flight cap of a profile over all workers', async () => {
    const profile = await database.addProfile({ maxInFlight: 3 });
    await database.enqueueAndWake(profile, { lane: 'BULK', count: 10 });
    const other = new DeliveryQueue(database.urls.worker, 'other', () => undefined);

    const first = [...(await queue.claim(plenty)).messages, ...(await other.claim(plenty)).messages];
    await write(first.slice(0, 1));
    const next = [...(await queue.claim(plenty)).messages, ...(await other.claim(plenty)).messages];
    await other.close();

    expect(first).toHaveLength(3);
    expect(next).toHaveLength(1);
  });

  it('holds the rate of a profile and says when to come back', async () => {
    const profile = await database.addProfile({ ratePerSecond: 0.01, burst: 2 });
    await database.enqueueAndWake(profile, { lane: 'BULK', count: 10 });

    const { messages, waitMs } = await queue.claim(plenty);

    expect(messages).toHaveLength(2);
    expect(waitMs).toBeGreaterThan(50_000);
    expect(waitMs).toBeLessThanOrEqual(100_000);
  });

  it('gives profiles that timed out no more than their share', async () => {
    const slow = await Promise.all([1, 2, 3].map(() => database.addProfile()));
    await database.query('update delivery_budget set last_timed_out = true where profile_id <> app.platform_profile_id()');
    const healthy = await database.addProfile();
    for (const profile of [...slow, healthy]) await database.enqueueAndWake(profile, { lane: 'BULK', count: 20 });

    const { messages } = await queue.claim(plenty);
    const none = await queue.claim({ ...plenty, slow: 0 });

    expect(messages.filter(({ slow: isSlow }) => isSlow)).toHaveLength(2);
    expect(count(messages, healthy)).toBeGreaterThanOrEqual(4);
    expect(none.messages.every(({ slow: isSlow }) => !isSlow)).toBe(true);
  });

  it('opens the circuit after five failures and lets one real message try', async () => {
    const profile = await database.addProfile();
    await database.enqueueAndWake(profile, { lane: 'BULK', count: 20 });
    const failure: Partial<AttemptResult> = {
      state: 'DEFERRED',
      outcome: 'DEFERRED',
      delayMs: 60_000,
      signal: 'CIRCUIT',
      failureClass: 'CONNECT',
    };
    const failed: ClaimedMessage[] = [];
    while (failed.length < 8) failed.push(...(await queue.claim(plenty)).messages);
    await write(failed, failure);

    const whileOpen = await queue.claim(plenty);
    await database.query(`update delivery_budget set circuit_until = now()`);
    await database.query(`update delivery_queue set next_at = now() where profile_id = $1`, [profile.profileId]);
    const halfOpen = [...(await queue.claim(plenty)).messages, ...(await queue.claim(plenty)).messages];
    await write(halfOpen);
    const closed = [...(await queue.claim(plenty)).messages, ...(await queue.claim(plenty)).messages];

    expect(whileOpen.messages).toEqual([]);
    expect(halfOpen).toHaveLength(1);
    expect(closed.length).toBeGreaterThan(1);
  });

  it('counts failures of the profile, not answers about one recipient', async () => {
    const tenant = await database.addProfile();
    await database.enqueueAndWake(tenant, { lane: 'ALARM', count: 3 });
    const { messages } = await queue.claim(plenty);
    const [unknownRecipient, unreachable, unknownAgain] = messages as [ClaimedMessage, ClaimedMessage, ClaimedMessage];
    const refused: Partial<AttemptResult> = { state: 'REJECTED', outcome: 'REJECTED', signal: 'NEUTRAL', failureClass: 'RECIPIENT' };

    await write([unknownRecipient], refused);
    await write([unreachable], { state: 'DEFERRED', outcome: 'DEFERRED', delayMs: 60_000, signal: 'CIRCUIT', failureClass: 'CONNECT' });
    await write([unknownAgain], refused);

    const [budget] = await database.query('select consecutive_failures, last_failure_class from delivery_budget where profile_id = $1', [
      tenant.profileId,
    ]);
    expect(budget).toEqual({ consecutive_failures: 1, last_failure_class: 'RECIPIENT' });
  });

  it('suspects a refused login at first and parks the profile when it stays refused for ten minutes', async () => {
    const profile = await database.addProfile();
    await database.enqueueAndWake(profile, { lane: 'ALARM', count: 10 });
    const refused: Partial<AttemptResult> = { state: 'DEFERRED', outcome: 'DEFERRED', delayMs: 0, signal: 'HOLD', failureClass: 'AUTH' };
    const parkedAfter: boolean[] = [];
    for (let probe = 1; probe <= 4; probe += 1) {
      const { messages } = await queue.claim(plenty);
      await write(messages, refused);
      const [budget] = await database.query<{ parked: boolean }>(
        'select parked_at is not null as parked from delivery_budget where profile_id = $1',
        [profile.profileId],
      );
      parkedAfter.push(budget?.parked ?? false);
      // Four minutes pass, and with them the pause before the next probe.
      await database.query(
        `update delivery_budget set auth_failed_since = auth_failed_since - interval '4 minutes', circuit_until = now() where profile_id = $1`,
        [profile.profileId],
      );
      await database.wake(profile, 'ALARM');
    }
    await queue.sweepTheRest(null);

    expect(parkedAfter).toEqual([false, false, false, true]);
    expect(await database.states()).toEqual({ PARKED: 10 });
    expect((await queue.claim(plenty)).messages).toEqual([]);
  });

  it('keeps a circuit open longer each time its one message fails', async () => {
    const profile = await database.addProfile();
    await database.enqueueAndWake(profile, { lane: 'BULK', count: 30 });
    const failure: Partial<AttemptResult> = {
      state: 'DEFERRED',
      outcome: 'DEFERRED',
      delayMs: 0,
      signal: 'CIRCUIT',
      failureClass: 'CONNECT',
    };
    const secondsOpen: number[] = [];
    for (let round = 0; secondsOpen.length < 3 && round < 20; round += 1) {
      const [message] = (await queue.claim({ ...plenty, general: 1 })).messages;
      if (message) await write([message], failure);
      const [budget] = await database.query<{ seconds: number | null }>(
        'select extract(epoch from circuit_until - now())::float as seconds from delivery_budget where profile_id = $1',
        [profile.profileId],
      );
      if (budget?.seconds) secondsOpen.push(budget.seconds);
      await database.query('update delivery_budget set circuit_until = now() where profile_id = $1 and circuit_until is not null', [
        profile.profileId,
      ]);
      await database.wake(profile, 'BULK');
    }

    const [first = 0, second = 0, third = 0] = secondsOpen;
    expect(first).toBeGreaterThan(7);
    expect(first).toBeLessThan(13);
    expect(second).toBeGreaterThan(15);
    expect(third).toBeGreaterThan(31);
  });

  it('leaves no message behind whose transaction commits later than one with a later time', async () => {
    const profile = await database.addProfile();
    const slow = new pg.Client({ connectionString: database.urls.system });
    await slow.connect();
    await slow.query('begin');
    const late = await slow.query<{ id: string }>(
      `with content as (insert into mail (tenant_id, id, kind, message_id_header) values ($1, uuidv7(), 'TENANT', 'late@spec.test') returning id)
       insert into message (tenant_id, id, mail_id, profile_id, lane, kind, recipient, expires_at)
       select $1, uuidv7(), id, $2, 'BULK', 'TENANT', 'late@spec.test', now() + interval '1 day' from content returning id`,
      [profile.tenantId, profile.profileId],
    );
    await database.enqueueAndWake(profile, { lane: 'BULK', count: 3 });
    const before = await serve(3);

    await slow.query('commit');
    await slow.end();
    const unseen = await queue.claim(plenty);
    await queue.sweepTheRest('60 seconds');
    const found = await queue.claim(plenty);

    expect(before).toHaveLength(3);
    expect(unseen.messages).toEqual([]);
    expect(found.messages.map(({ id }) => id)).toEqual([late.rows[0]?.id]);
  });

  it('finds a message that was committed in the middle of a claim, without any notification', async () => {
    const profile = await database.addProfile();
    const claimer = new pg.Client({ connectionString: database.urls.worker });
    await claimer.connect();
    await database.wake(profile, 'BULK');
    await claimer.query('begin');
    await claimer.query(`select app.claim_messages('interrupted', 4, 20, 2)`);
    await database.enqueue(profile, { lane: 'BULK' });
    await claimer.query('commit');
    await claimer.end();

    const stranded = await queue.claim(plenty);
    await queue.sweepTheRest('60 seconds');
    const found = await queue.claim(plenty);

    expect(stranded.messages).toEqual([]);
    expect(found.messages).toHaveLength(1);
  });

  it('refuses the marker and the result of a claim whose lease ended', async () => {
    const profile = await database.addProfile();
    await database.enqueueAndWake(profile, { lane: 'ALARM' });
    const [zombie] = (await queue.claim(plenty)).messages as [ClaimedMessage];
    await database.query(`update message set lease_until = now() - interval '1 second'`);
    const markedLate = await queue.markSending([zombie]);
    await queue.sweepAccountMail(null);
    const [heir] = (await queue.claim(plenty)).messages as [ClaimedMessage];

    const written = await write([zombie]);
    const marked = [await queue.markSending([zombie]), await queue.markSending([heir])].flat();

    expect(markedLate).toEqual([false]);
    expect(written).toEqual([false]);
    expect(marked).toEqual([false, true]);
    expect(heir.id).toBe(zombie.id);
  });

  it('counts in flight exactly, whatever becomes of the messages', async () => {
    const profile = await database.addProfile({ maxInFlight: 100 });
    await database.enqueueAndWake(profile, { lane: 'BULK', count: 40 });
    const claimed: ClaimedMessage[] = [];
    while (claimed.length < 40) claimed.push(...(await queue.claim(plenty)).messages);
    await queue.markSending(claimed.slice(0, 10));
    await write(claimed.slice(0, 5));
    await queue.giveBack(claimed.slice(20, 25));
    await database.query(`update message set lease_until = now() - interval '1 second' where id = any ($1)`, [
      claimed.slice(5, 15).map(({ id }) => id),
    ]);
    await queue.sweepAccountMail(null);

    const [{ counted, real } = { counted: -1, real: -2 }] = await database.query<{ counted: number; real: number }>(
      `select in_flight as counted, (select count(*)::int from message m where m.profile_id = b.profile_id and m.state in ('CLAIMED', 'SENDING')) as real
       from delivery_budget b where profile_id = $1`,
      [profile.profileId],
    );

    expect(counted).toBe(20);
    expect(real).toBe(20);
  });

  it('returns an unmarked message of a dead worker, repeats a marked alarm twice and holds a marked bulk mail', async () => {
    const profile = await database.addProfile();
    const [unmarked] = await database.enqueueAndWake(profile, { lane: 'ALARM' });
    const [alarm] = await database.enqueueAndWake(profile, { lane: 'ALARM' });
    const [bulk] = await database.enqueueAndWake(profile, { lane: 'BULK' });
    const die = async (): Promise<void> => {
      await database.query(`update message set not_before = now() where state = 'DEFERRED'`);
      await database.query('update delivery_queue set next_at = now()');
      const { messages } = await queue.claim(plenty);
      await queue.markSending(messages.filter(({ id }) => id !== unmarked));
      await database.query(`update message set lease_until = now() - interval '1 second' where lease_until is not null`);
      await queue.sweepAccountMail(null);
    };

    const history: Record<string, string[]> = { unmarked: [], alarm: [], bulk: [] };
    for (let death = 0; death < 3; death += 1) {
      await die();
      history['unmarked']?.push((await database.message(unmarked ?? '')).state);
      history['alarm']?.push((await database.message(alarm ?? '')).state);
      history['bulk']?.push((await database.message(bulk ?? '')).state);
    }
    const attempts = await database.query<{ outcome: string }>('select outcome from attempt where message_id = $1', [alarm]);

    expect(history).toEqual({
      unmarked: ['QUEUED', 'QUEUED', 'QUEUED'],
      alarm: ['DEFERRED', 'DEFERRED', 'HELD'],
      bulk: ['HELD', 'HELD', 'HELD'],
    });
    expect(attempts.map(({ outcome }) => outcome)).toEqual(['UNKNOWN', 'UNKNOWN', 'UNKNOWN']);
  });

  it('leaves a marked alarm of a dead worker to a person once its tries are used up', async () => {
    const profile = await database.addProfile();
    const [last] = await database.enqueueAndWake(profile, { lane: 'ALARM', maxAttempts: 1 });
    const [again] = await database.enqueueAndWake(profile, { lane: 'ALARM', maxAttempts: 2 });
    await queue.markSending((await queue.claim(plenty)).messages);
    await database.query(`update message set lease_until = now() - interval '1 second' where lease_until is not null`);

    await queue.sweepAccountMail(null);

    expect((await database.message(last ?? '')).state).toBe('HELD');
    expect((await database.message(again ?? '')).state).toBe('DEFERRED');
    expect(await database.query('select profile_id from attempt')).toEqual(Array(2).fill({ profile_id: profile.profileId }));
  });

  it('ends messages whose time ran out, and their secrets with them', async () => {
    const profile = await database.addProfile();
    const [waiting] = await database.enqueueAndWake(profile, { lane: 'BULK', livesSeconds: -1 });
    await database.query(`update message set secret = '\\x01'`);

    const claim = await queue.claim(plenty);
    await queue.sweepTheRest(null);

    expect(claim.messages).toEqual([]);
    expect(await database.message(waiting ?? '')).toMatchObject({
      state: 'EXPIRED',
      secret: null,
      sentence: expect.stringContaining('time ran out'),
    });
  });

  it('drops the secret with the final state and keeps it until then', async () => {
    const profile = await database.addProfile();
    await database.enqueueAndWake(profile, { lane: 'ALARM', count: 2 });
    await database.query(`update message set secret = '\\x01'`);
    const [first, second] = (await queue.claim(plenty)).messages as [ClaimedMessage, ClaimedMessage];
    await write([first], accepted);
    await write([second], { state: 'DEFERRED', outcome: 'DEFERRED', delayMs: 1_000, signal: 'NONE' });

    const rows = [await database.message(first.id), await database.message(second.id)];

    expect(rows.map(({ secret }) => secret === null)).toEqual([true, false]);
  });

  it('lets two workers at once take every message exactly once', async () => {
    const profiles = await Promise.all([1, 2, 3, 4, 5].map(() => database.addProfile({ maxInFlight: 1_000 })));
    for (const profile of profiles) await database.enqueueAndWake(profile, { lane: 'BULK', count: 100 });
    const workers = [queue, ...[1, 2].map((n) => new DeliveryQueue(database.urls.worker, `other ${n}`, () => undefined))];

    const claims = await Promise.all(
      workers.map(async (worker) => {
        const taken: string[] = [];
        for (let empty = 0; empty < 10;) {
          const { messages }: Claim = await worker.claim(plenty);
          empty = messages.length === 0 ? empty + 1 : 0;
          taken.push(...messages.map(({ id }) => id));
        }
        return taken;
      }),
    );
    await Promise.all(workers.slice(1).map((worker) => worker.close()));

    const all = claims.flat();
    expect(all).toHaveLength(500);
    expect(new Set(all).size).toBe(500);
  });

  it('is closed to the application role', async () => {
    const app = new pg.Client({ connectionString: database.urls.app });
    await app.connect();

    const refusal = await app.query(`select app.claim_messages('intruder', 1, 1, 1)`).catch((error: unknown) => String(error));
    await app.end();

    expect(refusal).toContain('permission denied');
  });
});
