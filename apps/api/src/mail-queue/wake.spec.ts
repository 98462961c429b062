import { startPostgres, type TestDatabase } from '@posthorn/testing';
import pg from 'pg';
import { deliveryChannel, DeliveryWake } from './wake.ts';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('waking the workers', () => {
  let database: TestDatabase;
  let listener: pg.Client;
  let heard: (string | undefined)[];

  beforeEach(async () => {
    database = await (await startPostgres()).createDatabase();
    listener = new pg.Client({ connectionString: database.urls.worker });
    heard = [];
    listener.on('notification', ({ payload }) => heard.push(payload));
    await listener.connect();
    await listener.query(`listen ${deliveryChannel}`);
  });
  afterEach(() => listener.end());

  const nextTimes = async () =>
    (await listener.query<{ due: boolean }>(`select next_at <= now() as due from delivery_queue where lane = 'ACCOUNT'`)).rows[0]?.due;

  it('makes the queue due and names the lane', async () => {
    await listener.query(`update delivery_queue set next_at = 'infinity'`);
    const wake = new DeliveryWake(database.urls.app);

    wake.wake('ACCOUNT');
    await wake.close();
    await pause(50);

    expect(heard).toEqual(['ACCOUNT']);
    expect(await nextTimes()).toBe(true);
  });

  it('says it no more than 20 times a second, however many ask', async () => {
    const wake = new DeliveryWake(database.urls.app);
    const startedAt = performance.now();
    let asked = 0;

    for (; heard.length < 8; asked += 1) {
      wake.wake('ACCOUNT');
      await pause(1);
    }
    const tookMs = performance.now() - startedAt;
    await wake.close();

    expect(tookMs).toBeGreaterThan(300);
    expect(asked).toBeGreaterThan(8);
  });

  it('connects again when its connection was lost, and never throws', async () => {
    const errors: unknown[] = [];
    const wake = new DeliveryWake(database.urls.app, (error) => errors.push(error));
    wake.wake('ACCOUNT');
    await pause(300);
    const killer = new pg.Client({ connectionString: database.urls.superuser });
    await killer.connect();
    await killer.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'posthorn-wake' and datname = current_database()`,
    );
    await killer.end();
    await pause(100);

    wake.wake('ACCOUNT');
    await wake.close();
    await pause(50);

    expect(heard).toEqual(['ACCOUNT', 'ACCOUNT']);
    expect(errors.length).toBeGreaterThan(0);
  });

  it('only reports a database that is not there', async () => {
    const errors: unknown[] = [];
    const wake = new DeliveryWake('postgres://posthorn_app:x@127.0.0.1:1/none', (error) => errors.push(error));

    wake.wake('ACCOUNT');
    await wake.close();

    expect(errors).toHaveLength(1);
  });
});
