import { platformProfileId, platformTenantId } from '@posthorn/database';
import { MailDatabase, type TestProfile } from './mail-in-database.ts';
import { messagesRead, PlanReader, rowsAnswered, sorts, type ExecutedPlan } from './executed-plans.ts';

const platform: TestProfile = { tenantId: platformTenantId, profileId: platformProfileId };
const waiting = 100_000;
const finished = 100_000;
/** plpgsql plans the first five runs of a statement for their values; then it may keep one plan for all. */
const runs = 8;

/** The statements inside the functions of delivery, as posthorn_worker runs them, with a long queue and a long history. */
describe('the statements of delivery', () => {
  let database: MailDatabase;
  let reader: PlanReader;
  let busy: TestProfile;

  beforeAll(async () => {
    database = await MailDatabase.create();
    busy = await database.addProfile({ maxInFlight: 100_000 });
    for (let n = 0; n < 30; n += 1) await database.addProfile();
    await database.enqueue(busy, { lane: 'BULK', count: finished / 100, recipients: 100 });
    await database.query(`update message set state = 'ACCEPTED', finished_at = now(), attempt_count = 1`);
    await database.analyze();
    await database.enqueue(busy, { lane: 'BULK', count: waiting });
    await database.enqueue(platform, { lane: 'ACCOUNT', count: waiting });
    await database.query('update delivery_budget set max_in_flight = 100000 where profile_id = $1', [platform.profileId]);
    await database.query(`update message set cause = case when random() < 0.999 then $1 else id end where lane = 'ACCOUNT'`, [
      busy.tenantId,
    ]);
  }, 120_000);
  beforeEach(async () => {
    // Each begins without plans.
    reader = await PlanReader.connect(database.urls.superuser, 'posthorn_worker');
  });
  afterEach(() => reader.close());
  afterAll(() => database.close());

  const claim = `select app.claim_messages('spec', 4, 20, 2)`;
  const asleep = () => database.query(`update delivery_queue set next_at = 'infinity', cursor_at = null, cursor_id = null`);
  const ready = async () => {
    await asleep();
    await database.wake(busy, 'BULK');
  };
  const accountReady = async () => {
    await asleep();
    await database.wake(platform, 'ACCOUNT');
  };
  const behindTheCursor = () => database.query(`update delivery_queue set next_at = now(), cursor_at = now(), cursor_id = uuidv7()`);

  async function plansOf(sql: string, prepare: () => Promise<unknown>): Promise<ExecutedPlan[]> {
    const plans: ExecutedPlan[] = [];
    for (let run = 0; run < runs; run += 1) {
      await prepare();
      plans.push(...(await reader.run(sql)).plans);
    }
    return plans;
  }

  const wasteful = (plans: ExecutedPlan[]) =>
    plans
      .filter((plan) => sorts(plan) || messagesRead(plan) > 10 * rowsAnswered(plan))
      .map((plan) => `${plan.text}: read ${messagesRead(plan)} for ${rowsAnswered(plan)}${sorts(plan) ? ', and sorted' : ''}`);

  describe.each([
    ['statistics of before a storm of mail', () => Promise.resolve()],
    ['statistics of now', () => database.analyze()],
  ])('with %s', (_, prepareStatistics) => {
    beforeAll(prepareStatistics);

    it('take no more messages in hand than they claim', async () => {
      const claimed = () => database.states(`state = 'CLAIMED'`).then(({ CLAIMED = 0 }) => CLAIMED);
      const before = await claimed();

      const plans = await plansOf(claim, ready);

      expect((await claimed()) - before).toBe(runs * 20);
      expect(wasteful(plans)).toEqual([]);
      expect(plans.length).toBeGreaterThan(runs * 20);
    });

    it('find whose turn it is among account mail by one look for each cause', async () => {
      const inHand = () => database.states(`lane = 'ACCOUNT' and state = 'CLAIMED'`).then(({ CLAIMED = 0 }) => CLAIMED);
      const before = await inHand();

      const plans = await plansOf(claim, accountReady);

      expect((await inHand()) - before).toBe(runs * 24);
      expect(wasteful(plans)).toEqual([]);
      // The due mail, the circle of causes, and per message its search and its update.
      expect(plans.length).toBeGreaterThanOrEqual(runs * (2 + 2 * 24));
    });

    it.each([
      ['sleeps', asleep, 'null'],
      ['sleeps, looking at the last minutes', asleep, `'10 minutes'`],
      ['has passed it by', behindTheCursor, 'null'],
      ['has passed it by, looking at the last minutes', behindTheCursor, `'10 minutes'`],
    ])('find the due message of a queue that %s by one look into its index', async (_case, prepare, within) => {
      const plans = await plansOf(`select app.wake_due(false, ${within})`, prepare);

      expect(wasteful(plans)).toEqual([]);
      expect(plans.length).toBe(runs);
    });

    it.each(['reap_leases(null)', 'expire_messages()', 'park_waiting()', 'move_to_fallback()'])(
      'read nothing in vain in app.%s',
      async (call) => {
        const plans = await plansOf(`select app.${call}`, asleep);

        expect(wasteful(plans)).toEqual([]);
      },
    );
  });
});
