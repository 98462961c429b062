import { defaultAdvanced } from '@posthorn/contracts';
import { Database, type Tx } from '@posthorn/database';
import pg from 'pg';
import { MailQueue } from '../../src/mail-queue/mail-queue.service.ts';
import { ProfileQueues } from '../../src/mail-queue/profile-queues.service.ts';
import { TokenWaits } from '../../src/mail-queue/token-waits.service.ts';
import { MailDatabase, type TestProfile } from './mail-in-database.ts';

interface Stage {
  tx: Tx;
  first: TestProfile;
  /** Of the first profile. */
  messages: string[];
}
type Verb = (stage: Stage) => Promise<unknown>;

describe('verbs of the mail queue that lock several rows', () => {
  let rows: MailDatabase;
  let database: Database;
  let worker: pg.Client;
  /** Connects as posthorn_worker. */
  let releases: pg.Client;
  let profiles: TestProfile[];
  let messages: string[];
  let queue: MailQueue;
  let queues: ProfileQueues;
  let waits: TokenWaits;

  beforeAll(async () => {
    rows = await MailDatabase.create();
    database = new Database({ appUrl: rows.urls.app, systemUrl: rows.urls.system });
    const wake = { wake: () => undefined };
    queue = new MailQueue(database, wake);
    queues = new ProfileQueues(database, wake);
    waits = new TokenWaits(database, wake);
    worker = new pg.Client({ connectionString: rows.urls.system });
    releases = new pg.Client({ connectionString: rows.urls.worker });
    await Promise.all([worker.connect(), releases.connect()]);
  });
  beforeEach(async () => {
    const first = await rows.addProfile();
    profiles = [first, await rows.addProfile({ tenantId: first.tenantId }), await rows.addProfile({ tenantId: first.tenantId })];
    messages = await rows.enqueue(first, { lane: 'BULK', count: 3 });
    // Backwards in the tables, which is the order of a scan.
    for (const { profileId } of profiles.toReversed()) {
      await rows.query(`update delivery_budget set parked_at = now(), last_failure_class = 'DESTINATION_BLOCKED' where profile_id = $1`, [
        profileId,
      ]);
      for (const lane of ['BULK', 'ALARM'])
        await rows.query(`update delivery_queue set virtual_time = 1 where profile_id = $1 and lane = $2::"Lane"`, [profileId, lane]);
    }
  });
  afterAll(async () => {
    await Promise.all([worker.end(), releases.end()]);
    await database.close();
    await rows.close();
  });

  it.each<[string, 'delivery_budget' | 'delivery_queue', Verb]>([
    ['suspendTenant', 'delivery_budget', ({ tx, first }) => queues.suspendTenant(tx, first.tenantId, new Date())],
    ['resumeTenant', 'delivery_budget', ({ tx, first }) => queues.resumeTenant(tx, first.tenantId)],
    ['resumeTenant', 'delivery_queue', ({ tx, first }) => queues.resumeTenant(tx, first.tenantId)],
    ['probeParkedFor', 'delivery_budget', ({ tx }) => queues.probeParkedFor(tx, ['DESTINATION_BLOCKED'])],
  ])('%s locks rows of %s in the order of the workers, so that neither waits for the other', async (_, table, verb) => {
    const lock = `select from ${table} where profile_id = $1 for update`;

    expect(await lockedLastWhileFirstIsHeld(lock, [profiles[0]!.profileId, profiles[2]!.profileId], verb)).toBe(false);
  });

  it.each<[string, string, Verb]>([
    ['cancel', 'QUEUED', ({ tx, first, messages: ids }) => queue.cancel(tx, first.tenantId, ids)],
    ['move', 'PARKED', ({ tx, first }) => queues.move(tx, first.profileId, profiles[1]!.profileId)],
    ['applySettings', 'DEFERRED', ({ tx, first }) => queues.applySettings(tx, first.profileId, defaultAdvanced, false)],
    ['app.release_profile', 'PARKED', ({ tx, first }) => tx.$queryRaw`select app.release_profile(${first.profileId}::uuid)`],
    ['the end of a token wait', 'PARKED', ({ tx, first }) => waits.end(tx, first.profileId, true)],
  ])('%s locks messages that are %s by id, as the workers do', async (_, state, verb) => {
    for (const id of messages.toReversed())
      await rows.query(`update message set state = $2::"MessageState", not_before = now() + interval '1 hour' where id = $1`, [id, state]);

    const ends = [messages[0]!, messages[2]!] as const;
    expect(await lockedLastWhileFirstIsHeld('select from message where id = $1 for update', ends, verb)).toBe(false);
  });

  it('the end of a token wait holds no message that it brings forward while it waits for a parked one', async () => {
    const [first, , last] = messages as [string, string, string];
    await rows.query(`update message set state = 'PARKED' where id = $1`, [first]);
    await rows.query(
      `update message set state = 'DEFERRED', failure_class = 'TOKEN', not_before = now() + interval '1 hour' where id = $1`,
      [last],
    );

    const verb: Verb = ({ tx, first: profile }) => waits.end(tx, profile.profileId, true);
    expect(await lockedLastWhileFirstIsHeld('select from message where id = $1 for update', [first, last], verb)).toBe(false);
  });

  it('deadlock neither with each other: what moves, cancels and ends waits at once comes to an end', async () => {
    const { tenantId, profileId } = profiles[0]!;
    const ids = await rows.enqueue(profiles[0]!, { lane: 'BULK', count: 200 });
    const inSystem = <T>(work: (tx: Tx) => Promise<T>) => database.asSystem('a spec', work);

    for (let round = 0; round < 10; round += 1) {
      await rows.query(`update message set state = 'PARKED', profile_id = $1, finished_at = null where tenant_id = $2`, [
        profileId,
        tenantId,
      ]);
      await Promise.all([
        inSystem((tx) => queue.cancel(tx, tenantId, ids.slice(0, 50))),
        inSystem((tx) => waits.end(tx, profileId, true)),
        inSystem((tx) => queues.applySettings(tx, profileId, defaultAdvanced, false)),
        inSystem((tx) => queues.move(tx, profileId, profiles[1]!.profileId)),
        releases.query('select app.release_profile($1)', [profileId]),
      ]);
    }

    expect((await rows.states(`m.tenant_id = '${tenantId}'`)).CANCELLED).toBe(50);
  });

  /** Whether the verb holds the last row while it waits for the first, which a worker has locked. */
  async function lockedLastWhileFirstIsHeld(lock: string, [first, last]: readonly [string, string], verb: Verb): Promise<boolean> {
    await worker.query('begin');
    await worker.query(lock, [first]);
    const acting = database.asSystem('a spec', async (tx) => {
      // As a large table is read: an index would hand the rows out in the right order by chance.
      for (const way of ['indexscan', 'bitmapscan', 'indexonlyscan']) await tx.$executeRawUnsafe(`set local enable_${way} = off`);
      return verb({ tx, first: profiles[0]!, messages });
    });
    await waitsForALock();
    const refusal = await worker.query(`${lock} nowait`, [last]).catch((error: Error) => error);
    await worker.query('commit');
    await acting;
    return refusal instanceof Error;
  }

  async function waitsForALock(): Promise<void> {
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    for (let tries = 0; tries < 500 && (await rows.query(waiting)).length === 0; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
  }
});
