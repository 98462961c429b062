import pg from 'pg';
import type { ClaimedMessage } from '../../src/delivery/claimed-message.ts';
import { resultsOf } from './attempt-results.ts';
import { messagesRead, pagesTouched, PlanReader } from './executed-plans.ts';
import { MailDatabase, type TestProfile } from './mail-in-database.ts';

/** DELIVERY_HISTORY=1000000 DELIVERY_BATCH=20000 is the size that decided for partitions; this is its small daily sister. */
const finished = Number(process.env['DELIVERY_HISTORY'] ?? 20_000);
const batch = Number(process.env['DELIVERY_BATCH'] ?? 1_000);

/** What one message costs from claim to result. */
interface Work {
  rows: number;
  pages: number;
}

/**
 * Finished messages stay in the table that is claimed from; it is partitioned by month and its queues are partial indexes. A hot table beside a
 * history would cost a second write of each row and buy nothing.
 */
describe('a long history', () => {
  let database: MailDatabase;
  let reader: PlanReader;
  let profiles: TestProfile[];

  beforeAll(async () => {
    database = await MailDatabase.create();
    reader = await PlanReader.connect(database.urls.superuser, 'posthorn_worker');
    profiles = await Promise.all([1, 2, 3, 4].map(() => database.addProfile({ maxInFlight: 1_000 })));
  });
  afterAll(async () => {
    await reader.close();
    await database.close();
  });

  /** Claims, marks and finishes a batch; the work of its last quarter, when the rest of it is history, too. */
  async function cycles(): Promise<Work> {
    for (const profile of profiles) await database.enqueueAndWake(profile, { lane: 'BULK', count: batch / profiles.length });
    const work: Work = { rows: 0, pages: 0 };
    let counted = 0;
    for (let done = 0; done < batch;) {
      const { messages, plans } = await cycle();
      done += messages;
      if (done <= batch * 0.75) continue;
      counted += messages;
      for (const plan of plans) {
        work.rows += messagesRead(plan);
        work.pages += pagesTouched(plan);
      }
    }
    return { rows: work.rows / counted, pages: work.pages / counted };
  }

  async function cycle() {
    const claim = await reader.run(`select app.claim_messages('spec', 4, 20, 2) as claim`);
    const { messages } = claim.rows[0]!['claim'] as { messages: ClaimedMessage[] };
    const held = [messages.map(({ id }) => id), messages.map(({ fence }) => fence)];
    const marker = await reader.run('select app.mark_sending($1, $2)', held);
    const result = await reader.run(`select app.write_results('spec', $1)`, [JSON.stringify(resultsOf(messages))]);
    return { messages: messages.length, plans: [claim, marker, result].flatMap(({ plans }) => plans) };
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
    await database.analyze();
  }

  it('makes the claim no more work, neither by finished rows nor by a snapshot that stays open', async () => {
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

    const show = ({ rows, pages }: Work) => `${rows.toFixed(1)} rows, ${pages.toFixed(0)} pages`;
    process.stdout.write(`a message: empty ${show(empty)}; ${finished} finished ${show(full)}; with a snapshot ${show(held)}\n`);

    for (const { rows } of [empty, full, held]) expect(rows).toBeLessThan(10);
    expect(full.pages).toBeLessThan(3 * empty.pages);
    expect(held.pages).toBeLessThan(3 * empty.pages);
  }, 600_000);
});
