import { migrate } from '@posthorn/database';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { DeliveryQueue, type AttemptResult } from '../../src/delivery/queue.ts';
import type { ClaimedMessage } from '../../src/delivery/claimed-message.ts';
import { createEarlierDatabase } from '../upgrade/earlier-database.ts';
import { resultsOf } from './attempt-results.ts';
import { MailDatabase } from './mail-in-database.ts';

const causes = Array.from({ length: 6 }, () => uuidv7());
const [first, second] = causes as [string, string];

/** What a claim served: whose mail, in order. */
interface Served {
  id: string;
  cause: string;
}

describe('account mail', () => {
  let database: MailDatabase;
  let queue: DeliveryQueue;
  let causeOf: Map<string, string>;

  async function open(over: MailDatabase): Promise<void> {
    database = over;
    queue = new DeliveryQueue(database.urls.worker, 'spec', () => undefined);
    causeOf = new Map();
    await allow(1);
  }
  beforeEach(async () => open(await MailDatabase.create()));
  afterEach(async () => {
    await queue.close();
    await database.close();
  });

  /** Every claim gets this many messages from the budget, as the next minute, or second, would give it. */
  const allow = (messages: number) =>
    database.query(`update delivery_budget set rate_per_second = 1e-9, burst = $1, tokens = $1, max_in_flight = 100`, [messages]);

  async function enqueue(
    cause: string | null,
    count = 1,
    { tenant = null, person = null }: { tenant?: string | null; person?: string | null } = {},
  ) {
    const rows = await database.query<{ id: string }>(
      `select app.enqueue_account_mail_by_cause(id, $1, 'TEST', 'a@spec.test', $3, $4, null, null, '{}', now() + interval '1 day') as id
       from (select uuidv7() as id from generate_series(1, $2::int) n) ids`,
      [cause, count, person, tenant],
    );
    for (const { id } of rows) causeOf.set(id, cause ?? tenant ?? person ?? id);
    return rows.map(({ id }) => id);
  }

  /** One claim with a budget for `messages`, all of them delivered. */
  async function serve(messages: number, result: Partial<AttemptResult> = {}): Promise<Served[]> {
    await allow(messages);
    await database.query(`update delivery_queue set next_at = now()`);
    const claim = await queue.claim({ reserved: 4, general: 20, slow: 2 });
    await queue.writeResults(resultsOf(claim.messages, result));
    return claim.messages.map(({ id }: ClaimedMessage) => ({ id, cause: causeOf.get(id) ?? id }));
  }
  async function serveOneByOne(claims: number): Promise<string[]> {
    const served: Served[] = [];
    for (let n = 0; n < claims; n += 1) served.push(...(await serve(1)));
    return served.map(({ cause }) => cause);
  }
  const again = { state: 'DEFERRED', outcome: 'DEFERRED', delayMs: 0, signal: 'NONE' } as const;

  it('of another cause is the next but one, whatever waits before it', async () => {
    await enqueue(first, 300);
    const before = await serveOneByOne(3);
    await enqueue(second);

    const after = await serveOneByOne(4);

    expect(before).toEqual([first, first, first]);
    expect(after.indexOf(second)).toBeLessThan(2);
    expect(after.filter((cause) => cause === second)).toHaveLength(1);
  });

  it('of another cause is the next but one behind hundreds that are tried again', async () => {
    await enqueue(second, 100);
    for (let n = 0; n < 5; n += 1) await serve(20, again);
    await enqueue(first);

    const after = await serveOneByOne(2);

    expect(after).toContain(first);
  });

  it('goes out at once where the budget has room for all of it', async () => {
    await enqueue(first, 10);
    await enqueue(second, 3);

    const served = await serve(24);

    expect(served).toHaveLength(13);
  });

  it('fills the budget from one cause where no other has mail that is due', async () => {
    await enqueue(first, 50);
    for (const cause of causes.slice(1)) {
      const ids = await enqueue(cause, 2);
      await database.query(`update message set state = 'DEFERRED', not_before = now() + interval '1 hour' where id = any ($1)`, [ids]);
    }

    const served = await serve(10);

    expect(served.map(({ cause }) => cause)).toEqual(Array(10).fill(first));
  });

  it('of which no cause is named takes turns by its tenant, its person or by itself', async () => {
    const old = (tenant: string | null, person: string | null) =>
      database.query(
        `select app.enqueue_account_mail(uuidv7(), 'TEST', 'a@spec.test', $2, $1, null, null, '{}', now() + interval '1 day')`,
        [tenant, person],
      );
    await enqueue(first, 20);
    for (let n = 0; n < 20; n += 1) await old(second, uuidv7());
    for (let n = 0; n < 20; n += 1) await old(null, causes[2] ?? '');
    const [alone] = await enqueue(null);

    const served = await serve(8);
    const rows = await database.query<{ cause: string }>('select cause from message where id = any ($1)', [served.map(({ id }) => id)]);
    const turns = Map.groupBy(rows, ({ cause }) => cause);

    expect(new Set(turns.keys())).toEqual(new Set([first, second, causes[2], alone]));
    expect(turns.get(alone ?? '')).toHaveLength(1);
    expect(Math.min(...[first, second, causes[2] ?? ''].map((cause) => turns.get(cause)?.length ?? 0))).toBeGreaterThanOrEqual(2);
  });

  it('that waits through an upgrade takes turns with what comes after it', async () => {
    await database.close();
    await queue.close();
    const earlier = await createEarlierDatabase();
    const { owner } = earlier.urls;
    await open(MailDatabase.over(earlier.urls));
    await database.query(
      `select app.enqueue_account_mail(uuidv7(), 'TEST', 'a@spec.test', null, null, null, null, '{}', now() + interval '1 day') from generate_series(1, 30)`,
    );

    await migrate(owner);
    await enqueue(first, 30);
    const served = await serveOneByOne(6);

    expect(served.filter((cause) => cause === first)).toHaveLength(3);
  });

  it('lets no cause wait for more than one message of any other, and keeps the order within each', async () => {
    const step = fc.oneof(
      fc.record({ act: fc.constant('enqueue' as const), cause: fc.constantFrom(...causes), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ act: fc.constant('claim' as const), messages: fc.integer({ min: 1, max: 5 }), repeated: fc.boolean() }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        await database.query(`update message set state = 'CANCELLED' where state in ('QUEUED', 'DEFERRED')`);
        const waiting = new Map<string, string[]>(causes.map((cause) => [cause, []]));
        /** Per cause that waits: how many of each other were served since it began to, or was served itself. */
        const passed = new Map<string, Map<string, number>>(causes.map((cause) => [cause, new Map()]));
        for (const each of steps) {
          if (each.act === 'enqueue') {
            if (waiting.get(each.cause)!.length === 0) passed.set(each.cause, new Map());
            waiting.get(each.cause)!.push(...(await enqueue(each.cause, each.count)));
            continue;
          }
          const due = [...waiting.values()].flat().length;
          const served = await serve(each.messages, each.repeated ? again : {});
          expect(served).toHaveLength(Math.min(due, each.messages));
          const servedIds = Map.groupBy(served, ({ cause }) => cause);
          for (const [cause, mails] of servedIds) {
            const expected = waiting.get(cause)!.splice(0, mails.length);
            expect(mails.map(({ id }) => id)).toEqual(expected);
            // They are due again at one time, and then in the order of their ids.
            if (each.repeated) waiting.get(cause)!.push(...expected.toSorted());
          }
          for (const cause of causes) {
            if (servedIds.has(cause)) passed.set(cause, new Map());
            else if (waiting.get(cause)!.length > 0)
              for (const { cause: other } of served) {
                const times = (passed.get(cause)!.get(other) ?? 0) + 1;
                expect(times).toBe(1);
                passed.get(cause)!.set(other, times);
              }
          }
        }
      }),
      { numRuns: 25 },
    );
  }, 120_000);
});
