import { Database, type Tx } from '@posthorn/database';
import pg from 'pg';
import { lockBudgets, lookNow } from '../../src/mail-queue/lock-order.ts';
import { probeParked } from '../../src/egress/probe-parked.ts';
import { MailDatabase, type TestProfile } from './mail-in-database.ts';

type Work = (tx: Tx, profiles: TestProfile[]) => Promise<unknown>;

describe('acts on several rows of delivery', () => {
  let rows: MailDatabase;
  let database: Database;
  let worker: pg.Client;
  let profiles: TestProfile[];

  beforeAll(async () => {
    rows = await MailDatabase.create();
    database = new Database({ appUrl: rows.urls.app, systemUrl: rows.urls.system });
    worker = new pg.Client({ connectionString: rows.urls.system });
    await worker.connect();
  });
  beforeEach(async () => {
    const first = await rows.addProfile();
    profiles = [first, await rows.addProfile({ tenantId: first.tenantId }), await rows.addProfile({ tenantId: first.tenantId })];
    // Backwards in the table, which is the order of a scan.
    for (const { profileId } of profiles.toReversed()) {
      await rows.query(`update delivery_budget set parked_at = now(), last_failure_class = 'DESTINATION_BLOCKED' where profile_id = $1`, [
        profileId,
      ]);
      for (const lane of ['BULK', 'ALARM'])
        await rows.query(`update delivery_queue set virtual_time = 1 where profile_id = $1 and lane = $2::"Lane"`, [profileId, lane]);
    }
  });
  afterAll(async () => {
    await worker.end();
    await database.close();
    await rows.close();
  });

  it.each<[string, 'delivery_budget' | 'delivery_queue', Work]>([
    ['a tenant’s budgets', 'delivery_budget', (tx, [first]) => lockBudgets(tx, first!.tenantId)],
    ['parked budgets', 'delivery_budget', (tx) => probeParked(tx)],
    [
      'queues',
      'delivery_queue',
      (tx, all) => {
        const ids = all.map(({ profileId }) => profileId);
        return lookNow(tx, ids);
      },
    ],
  ])('lock %s in the order of the workers, so that neither waits for the other', async (_, table, work) => {
    const lock = `select from ${table} where profile_id = $1 for update`;
    await worker.query('begin');
    await worker.query(lock, [profiles[0]!.profileId]);

    const acting = database.asSystem('a spec', async (tx) => {
      // As a large table is read: an index would hand the rows out in the right order by chance.
      for (const way of ['indexscan', 'bitmapscan', 'indexonlyscan']) await tx.$executeRawUnsafe(`set local enable_${way} = off`);
      return work(tx, profiles);
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const last = await worker.query(`${lock} nowait`, [profiles[2]!.profileId]).catch((error: Error) => error);
    await worker.query('commit');

    await acting;
    expect(last).not.toBeInstanceOf(Error);
  });
});
