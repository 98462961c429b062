import { migrate, pendingMigrations } from '@posthorn/database';
import { startSmtpServer, type TestDatabase, type TestSmtpServer } from '@posthorn/testing';
import pg from 'pg';
import { MailDatabase, eventually } from '../delivery/mail-in-database.ts';
import { install, type Installation } from '../kit/installation.ts';
import { createEarlierDatabase, loadEarlierRows } from './earlier-database.ts';

describe('an installation of f81c75a with queued mail in it', () => {
  let testDatabase: TestDatabase;
  let database: MailDatabase;
  let sink: TestSmtpServer;
  let installation: Installation | undefined;
  let keys: string;

  beforeAll(async () => {
    sink = await startSmtpServer({ users: { platform: 'platform secret', tenant: 'tenant secret' } });
    testDatabase = await createEarlierDatabase();
    database = MailDatabase.over(testDatabase.urls);
    keys = await loadEarlierRows(testDatabase, sink);
  });
  afterAll(async () => {
    await installation?.close();
    await database.close();
    await sink.close();
  });

  /** Two messages: one in hand and one marked, of a worker that is gone. */
  async function dieWithMessages(): Promise<void> {
    await database.query('update delivery_queue set next_at = now()');
    const client = new pg.Client({ connectionString: testDatabase.urls.worker });
    await client.connect();
    const { rows } = await client.query<{ id: string; fence: number }>(
      `select id, fence from jsonb_to_recordset(app.claim_messages('dead', 0, 2, 0) -> 'messages') as m (id uuid, fence int) order by id`,
    );
    await client.query('select app.mark_sending(array[$1]::uuid[], array[$2]::int[])', [rows[0]?.id, rows[0]?.fence]);
    await client.end();
    await database.query(`update message set lease_until = now() where state in ('CLAIMED', 'SENDING')`);
  }

  it('delivers all of it after its migration, with the secrets it had', async () => {
    await dieWithMessages();
    const before = await database.states();
    const pending = await pendingMigrations(testDatabase.urls.app);

    await migrate(testDatabase.urls.owner);
    installation = await install({ testDatabase, keys });
    await installation.start('worker', { POSTHORN_PUBLIC_URL: 'https://post.example.org/' });
    const after = await eventually(
      () => database.states(),
      ({ ACCEPTED = 0 }) => ACCEPTED === 19,
      60_000,
    );

    expect(before).toEqual({ QUEUED: 17, CLAIMED: 1, SENDING: 1 });
    expect(pending).toContain('functions/claim_messages.sql');
    expect(after).toEqual({ ACCEPTED: 19 });
    expect(await pendingMigrations(testDatabase.urls.app)).toEqual([]);
    const sent = (name: string) => sink.messages.filter(({ to }) => to.includes(`${name}@example.org`));
    expect(sent('carl')[0]?.parsed.attachments.map(({ content }) => Buffer.from(content as ArrayBuffer).toString())).toEqual([
      'Line 4 stands still.',
    ]);
    expect(sent('bulk5')[0]?.user).toBe('tenant');
    expect(sent('invited')[0]?.user).toBe('platform');
    expect(sent('invited')[0]?.parsed.text).toMatch(/https:\/\/post\.example\.org\/activate#[\w-]{20,}/);
    expect(sink.messages.flatMap(({ to }) => to)).toHaveLength(19);
  }, 120_000);
});
