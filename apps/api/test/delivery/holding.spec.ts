import fc from 'fast-check';
import { dayLimitReachedUntil } from '../../src/mail-queue/day-limit.ts';
import { DeliveryQueue } from '../../src/delivery/queue.ts';
import { budgetOf } from '../../src/mail-queue/profile-limits.ts';
import { resultsOf, unreachable } from './attempt-results.ts';
import { MailDatabase, type TestProfile } from './mail-in-database.ts';

const plenty = { reserved: 4, general: 20, slow: 2 };

let rows: MailDatabase;
let queue: DeliveryQueue;

beforeAll(async () => {
  rows = await MailDatabase.create();
});
beforeEach(async () => {
  await rows.query(`update delivery_queue set next_at = 'infinity'`);
  await rows.query(`update message set state = 'CANCELLED' where finished_at is null`);
  queue = new DeliveryQueue(rows.urls.worker, 'spec', () => undefined);
});
afterEach(() => queue.close());
afterAll(async () => {
  await rows.close();
});

const claim = async () => (await queue.claim(plenty)).messages;
const nextAt = async ({ profileId }: TestProfile): Promise<Date | number> =>
  (
    await rows.query<{ next_at: Date | number }>(`select next_at from delivery_queue where profile_id = $1 and lane = 'BULK'`, [profileId])
  )[0]?.next_at ?? 0;

describe.each(['paused_at', 'suspended_at'])('a profile that is held by %s', (column) => {
  const holdIt = ({ profileId }: TestProfile) =>
    rows.query(`update delivery_budget set ${column} = now() where profile_id = $1`, [profileId]);
  /** As whoever lifts it must: the queues' next time is the signal. */
  const resume = async ({ profileId }: TestProfile): Promise<void> => {
    await rows.query(`update delivery_budget set ${column} = null where profile_id = $1`, [profileId]);
    await rows.query('update delivery_queue set next_at = now() where profile_id = $1', [profileId]);
  };

  it('sends nothing, whatever wakes it, until that is lifted', async () => {
    const profile = await rows.addProfile();
    await holdIt(profile);
    await rows.enqueueAndWake(profile, { lane: 'BULK', count: 3 });
    await rows.query('update delivery_queue set next_at = now() where profile_id = $1', [profile.profileId]);

    const first = await claim();
    const asleep = await nextAt(profile);
    await rows.wake(profile, 'BULK');
    const woken = await queue.sweepTheRest(null);
    const stillAsleep = await nextAt(profile);
    const second = await claim();
    await resume(profile);
    const lifted = [...(await claim()), ...(await claim())];

    expect([first, second]).toEqual([[], []]);
    expect([asleep, woken, stillAsleep]).toEqual([Infinity, 0, Infinity]);
    expect(lifted).toHaveLength(3);
  });

  it('is not probed while it is parked as well', async () => {
    const profile = await rows.addProfile();
    await rows.query('update delivery_budget set parked_at = now(), probe_at = now() where profile_id = $1', [profile.profileId]);
    await holdIt(profile);

    const held = await queue.takeProbes();
    await resume(profile);
    const lifted = await queue.takeProbes();
    await rows.query('update delivery_budget set parked_at = null where profile_id = $1', [profile.profileId]);

    expect(held).toEqual([]);
    expect(lifted).toEqual([{ profileId: profile.profileId, tenantId: profile.tenantId }]);
  });
});

describe('a limit of a day', () => {
  const limited = async (limit: number, hoursAgo: Record<number, number> = {}): Promise<TestProfile> => {
    const profile = await rows.addProfile({ maxInFlight: 100 });
    const hour = Math.floor(Date.now() / 3_600_000);
    const counts = Object.fromEntries(Object.entries(hoursAgo).map(([ago, messages]) => [hour - Number(ago), messages]));
    await rows.query('update delivery_budget set day_limit = $2, hour_counts = $3 where profile_id = $1', [
      profile.profileId,
      limit,
      counts,
    ]);
    return profile;
  };
  const budgetNow = async (profile: TestProfile) => {
    const { day_limit, hour_counts } = await rows.budget<{ day_limit: number; hour_counts: object }>(profile);
    return { dayLimit: day_limit, hourCounts: hour_counts };
  };

  it('counts what was accepted in the last day and what is on its way', async () => {
    const profile = await limited(10, { 30: 500, 24: 3, 1: 2 });
    await rows.enqueueAndWake(profile, { lane: 'BULK', count: 20 });

    const first = await claim();
    const whileInFlight = await claim();
    await queue.writeResults([...resultsOf(first.slice(0, 2)), ...resultsOf(first.slice(2), unreachable)]);
    await rows.wake(profile, 'BULK');
    const second = [...(await claim()), ...(await claim())];

    expect(first).toHaveLength(5);
    expect(whileInFlight).toEqual([]);
    expect(second).toHaveLength(3);
  });

  it('sleeps until the oldest hour falls out, which the profile’s page computes alike, and is no failure', async () => {
    const profile = await limited(10, { 20: 4, 3: 4 });
    await rows.enqueueAndWake(profile, { lane: 'BULK', count: 5 });
    await queue.writeResults(resultsOf(await claim()));

    const over = await claim();

    const until = dayLimitReachedUntil(await budgetNow(profile), new Date());
    expect(over).toEqual([]);
    expect(until?.getTime()).toBe((Math.floor(Date.now() / 3_600_000) + 5) * 3_600_000);
    expect(await nextAt(profile)).toEqual(until);
    expect(await rows.budget(profile)).toMatchObject({ last_failure_at: null, consecutive_failures: 0 });
  });

  it('forgets the hours that count no more', async () => {
    const profile = await limited(1_000, { 30: 7, 25: 5, 24: 3 });
    await rows.enqueueAndWake(profile, { lane: 'BULK', count: 2 });

    await queue.writeResults(resultsOf(await claim()));

    const hour = Math.floor(Date.now() / 3_600_000);
    expect((await budgetNow(profile)).hourCounts).toEqual({ [hour - 24]: 3, [hour]: 2 });
  });
});

describe('a limit of a minute', () => {
  it('is never exceeded in any 60 seconds, whatever is asked when', () => {
    // The bucket as app.claim_messages keeps it.
    const asks = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 20_000 }), wanted: fc.integer({ min: 0, max: 500 }) }), {
      minLength: 1,
      maxLength: 80,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), asks, (perMinute, bursts) => {
        const { burst, ratePerSecond } = budgetOf({ maxConnections: 3, perMinute, perDay: null });
        let tokens = burst;
        let now = 0;
        const sent: { at: number; messages: number }[] = [];
        for (const { afterMs, wanted } of bursts) {
          now += afterMs;
          tokens = Math.min(burst, tokens + (afterMs / 1_000) * ratePerSecond);
          const messages = Math.min(wanted, Math.floor(tokens));
          tokens -= messages;
          sent.push({ at: now, messages });
        }

        for (const { at } of sent) {
          const within = sent.filter((other) => other.at >= at && other.at < at + 60_000).reduce((sum, { messages }) => sum + messages, 0);
          expect(within).toBeLessThanOrEqual(perMinute);
        }
      }),
    );
  });

  it('holds in the database as well, also for the further recipients of a mail', async () => {
    const profile = await rows.addProfile(budgetOf({ maxConnections: 2, perMinute: 60, perDay: null }));
    await rows.enqueueAndWake(profile, { lane: 'BULK', recipients: 50 });

    const first = await claim();
    const { tokens } = await rows.budget<{ tokens: number }>(profile);

    expect(first).toHaveLength(6);
    expect(tokens).toBeCloseTo(0, 6);
  });
});
