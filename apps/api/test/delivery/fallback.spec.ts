import { startSmtpServer, type TestSmtpServer } from '@posthorn/testing';
import type { DeliveryWorker } from '../../src/delivery/delivery-worker.ts';
import { DeliveryQueue } from '../../src/delivery/queue.ts';
import { eventually, MailDatabase, type TestProfile } from './mail-in-database.ts';
import { startWorker } from './spec-worker.ts';
import { TenantMailKit } from './tenant-mail-kit.ts';

describe('a fallback profile', () => {
  let database: MailDatabase;
  let queue: DeliveryQueue;
  let home: TestProfile;
  let carrier: TestProfile;

  beforeAll(async () => {
    database = await MailDatabase.create();
    queue = new DeliveryQueue(database.urls.worker, 'spec', () => undefined);
  });
  beforeEach(async () => {
    home = await database.addProfile();
    carrier = await database.addProfile({ tenantId: home.tenantId });
    await change(home, `fallback_profile_id = '${carrier.profileId}'`);
  });
  afterAll(async () => {
    await queue.close();
    await database.close();
  });

  const change = (profile: TestProfile, to: string) =>
    database.query(`update delivery_budget set ${to} where profile_id = $1`, [profile.profileId]);
  const open = `circuit_until = now() + interval '10 seconds', circuit_failures = 5`;
  const whose = async () =>
    (await database.messages(`m.tenant_id = '${home.tenantId}'`)).map(({ profile_id, home_profile_id }) => [
      profile_id === home.profileId ? 'home' : 'carrier',
      home_profile_id === null ? null : home_profile_id === home.profileId ? 'home' : 'other',
    ]);

  it.each([
    ['parked', 'parked_at = now()'],
    ['out of reach after five failures', open],
  ])('takes what waits for a profile that is %s', async (_, state) => {
    await database.enqueue(home, { lane: 'BULK', count: 2 });
    await database.enqueue(home, { lane: 'ALARM', count: 1 });
    await change(home, state);

    await queue.sweepTheRest(null);
    const { messages } = await queue.claim({ reserved: 4, general: 20, slow: 2 });

    expect(await whose()).toEqual(Array(3).fill(['carrier', 'home']));
    expect(messages.filter(({ profileId }) => profileId === carrier.profileId)).toHaveLength(3);
  });

  it('takes what was shown as parked before there was a fallback, and what waited for its next try', async () => {
    await change(home, 'fallback_profile_id = null, parked_at = now()');
    const [, retried] = await database.enqueue(home, { lane: 'BULK', count: 2 });
    await database.query(`update message set attempt_count = 1, not_before = now() + interval '5 minutes' where id = $1`, [retried]);
    await queue.sweepTheRest(null);
    const parked = await database.states(`m.tenant_id = '${home.tenantId}'`);

    await change(home, `fallback_profile_id = '${carrier.profileId}'`);
    await queue.sweepTheRest(null);

    expect(parked).toEqual({ PARKED: 2 });
    expect(await whose()).toEqual(Array(2).fill(['carrier', 'home']));
    expect(await database.states(`m.tenant_id = '${home.tenantId}'`)).toEqual({ QUEUED: 2 });
  });

  it.each([
    ['the profile only just failed', "circuit_until = now() + interval '10 seconds', circuit_failures = 4", 'tokens = tokens'],
    ['the profile is paused', `${open}, paused_at = now()`, 'tokens = tokens'],
    ['its tenant is suspended', `parked_at = now(), suspended_at = now()`, 'tokens = tokens'],
    ['the fallback is parked', open, 'parked_at = now()'],
    ['the fallback is paused', open, 'paused_at = now()'],
    ['the fallback is out of reach itself', open, open],
  ])('takes nothing while %s', async (_, ofHome, ofCarrier) => {
    await database.enqueue(home, { lane: 'BULK' });
    await change(home, ofHome);
    await change(carrier, ofCarrier);

    await queue.sweepTheRest(null);

    expect(await whose()).toEqual([['home', null]]);
  });

  it('never takes a message that may have arrived, a test of the profile, or one whose time has not come', async () => {
    const [unknown] = await database.enqueue(home, { lane: 'ALARM' });
    await database.query(`update message set state = 'DEFERRED', unknown_count = 1, attempt_count = 1 where id = $1`, [unknown]);
    await database.enqueue(home, { lane: 'BULK', kind: 'TEST' });
    const [later] = await database.enqueue(home, { lane: 'BULK' });
    await database.query(`update message set not_before = now() + interval '1 hour' where id = $1`, [later]);
    await change(home, 'parked_at = now()');

    await queue.sweepTheRest(null);
    const whileEarly = await whose();
    await database.query(`update message set not_before = now() where id = $1`, [later]);
    await queue.sweepTheRest(null);

    expect(whileEarly).toEqual(Array(3).fill(['home', null]));
    expect(await whose()).toEqual([
      ['home', null],
      ['home', null],
      ['carrier', 'home'],
    ]);
  });

  it('hands on to its own fallback, and the first profile stays the home', async () => {
    const third = await database.addProfile({ tenantId: home.tenantId });
    await change(carrier, `fallback_profile_id = '${third.profileId}'`);
    await database.enqueue(home, { lane: 'BULK' });
    await change(home, 'parked_at = now()');
    await queue.sweepTheRest(null);
    await change(carrier, 'parked_at = now()');

    await queue.sweepTheRest(null);

    const [message] = await database.messages(`m.tenant_id = '${home.tenantId}'`);
    expect(message).toMatchObject({ profile_id: third.profileId, home_profile_id: home.profileId });
  });

  it('is none that belongs to another tenant, whatever a row says', async () => {
    const stranger = await database.addProfile();
    await change(home, `fallback_profile_id = '${stranger.profileId}', parked_at = now()`);
    await database.enqueue(home, { lane: 'BULK' });

    await queue.sweepTheRest(null);

    expect(await whose()).toEqual([['home', null]]);
  });
});

describe('a mail that a fallback carries', () => {
  let database: MailDatabase;
  let kit: TenantMailKit;
  let sink: TestSmtpServer;
  let worker: DeliveryWorker;

  beforeAll(async () => {
    database = await MailDatabase.create();
    kit = new TenantMailKit(database);
    sink = await startSmtpServer();
    worker = startWorker(database, kit.source);
  });
  afterAll(async () => {
    await worker.stop();
    await kit.close();
    await sink.close();
    await database.close();
  });

  it.each([
    ['keeps its From where the fallback lists it', ['plant@home.example'], 'plant@home.example', undefined],
    ['has the fallback’s From, and answers go home, where not', [], 'relay@plant.example', 'plant@home.example'],
  ])('%s', async (subject, allowedSenders, from, replyTo) => {
    const gone = await startSmtpServer();
    await gone.close();
    const carrier = await kit.addProfile({ server: sink, data: { advanced: { allowedSenders } } });
    const data = { fromAddress: 'plant@home.example' };
    const home = await kit.addProfile({ server: gone, tenantId: carrier.tenantId, fallback: carrier, data });

    const { messages } = await kit.enqueue(home, { subject, lane: 'ALARM', from: { address: 'plant@home.example', name: null } });
    await database.query('update delivery_budget set circuit_failures = 4 where profile_id = $1', [home.profileId]);
    const mail = await sink.waitForMail(({ parsed }) => parsed.subject === subject);
    const message = await eventually(
      () => database.message(messages[0]?.id ?? ''),
      ({ state }) => state === 'ACCEPTED',
    );

    const attempts = await database.query<{ profile_id: string }>('select profile_id from attempt where message_id = $1 order by number', [
      message.id,
    ]);
    expect(mail.parsed.from?.address).toBe(from);
    expect(mail.parsed.replyTo?.[0]?.address).toBe(replyTo);
    expect(mail.from).toBe(from);
    expect(message).toMatchObject({ profile_id: carrier.profileId, home_profile_id: home.profileId });
    expect(attempts.map(({ profile_id }) => profile_id)).toEqual([home.profileId, carrier.profileId]);
  });
});
