import pg from 'pg';
import { DeliveryQueue } from '../../src/delivery/queue.ts';
import { resultsOf } from './attempt-results.ts';
import { MailDatabase, type TestProfile } from './mail-in-database.ts';

/** DELIVERY_HISTORY=1000000 DELIVERY_BATCH=20000 is the measurement that decided for partitions; this is its small daily sister. */
const finished = Number(process.env['DELIVERY_HISTORY'] ?? 20_000);
const batch = Number(process.env['DELIVERY_BATCH'] ?? 2_000);

/**
 * Finished messages stay in the table that is claimed from; it is partitioned by month and its queues are partial indexes. Measured with a
 * million finished rows: see the commit. A hot table beside a history would cost a second write of each row and buy nothing.
 */
describe('a long history', () => {
  let database: MailDatabase;
  let queue: DeliveryQueue;
  let profiles: TestProfile[];

  beforeAll(async () => {
    database = await MailDatabase.create();
    queue = new DeliveryQueue(database.urls.worker, 'spec', () => undefined);
    profiles = await Promise.all([1, 2, 3, 4].map(() => database.addProfile({ maxInFlight: 1_000 })));
  });
  afterAll(async () => {
    await queue.close();
    await database.close();
  });

  /** Full cycles a second: claim, marker, result. Of the whole batch, and of its last quarter. */
  async function cycles(): Promise<{ overall: number; lastQuarter: number }> {
    for (const profile of profiles) await database.enqueueAndWake(profile, { lane: 'BULK', count: batch / profiles.length });
    const startedAt = performance.now();
    let lastQuarterAt = startedAt;
    for (let done = 0; done < batch;) {
      const { messages } = await queue.claim({ reserved: 4, general: 20, slow: 2 });
      await queue.markSending(messages);
      await queue.writeResults(resultsOf(messages));
      if (done < batch * 0.75 && done + messages.length >= batch * 0.75) lastQuarterAt = performance.now();
      done += messages.length;
    }
    const endedAt = performance.now();
    return { overall: (batch / (endedAt - startedAt)) * 1_000, lastQuarter: (batch / 4 / (endedAt - lastQuarterAt)) * 1_000 };
  }

  async function writeHistory(): Promise<void> {
    const [{ tenantId, profileId }] = profiles as [TestProfile];
    for (let written = 0; written < finished; written += 100_000) {
      await database.query(
        `with content as (insert into mail (tenant_id, id, kind, message_id_header)
           select $1, uuidv7(), 'TENANT', 'old-' || n || '@spec.test' from generate_series(1, $3) n returning id)
         insert into message (tenant_id, id, mail_id, profile_id, lane, kind, state, recipient, expires_at, finished_at, attempt_count)
         select $1, uuidv7(), content.id, $2, 'BULK', 'TENANT', 'ACCEPTED', 'old@spec.test', now(), now(), 1 from content`,
        [tenantId, profileId, Math.min(100_000, finished - written)],
      );
    }
    await database.query('analyze message');
  }

  it('slows the claim neither by finished rows nor by a snapshot that stays open', async () => {
    await cycles();
    const empty = await cycles();
    await writeHistory();
    const full = await cycles();
    const snapshot = new pg.Client({ connectionString: database.urls.system });
    await snapshot.connect();
    await snapshot.query('begin isolation level repeatable read');
    await snapshot.query('select count(*) from message');
    const held = await cycles();
    await snapshot.query('rollback');
    await snapshot.end();

    const show = ({ overall, lastQuarter }: typeof empty) => `${overall.toFixed(0)}/s (last quarter ${lastQuarter.toFixed(0)}/s)`;
    process.stdout.write(`cycles: empty ${show(empty)}, ${finished} finished ${show(full)}, with a snapshot ${show(held)}\n`);

    expect(full.overall / empty.overall).toBeGreaterThan(0.4);
    expect(held.lastQuarter / full.overall).toBeGreaterThan(0.3);
  }, 600_000);
});
