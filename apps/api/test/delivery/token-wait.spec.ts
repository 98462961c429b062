import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { ClaimedMessage } from '../../src/delivery/claimed-message.ts';
import type { TokenWait } from '../../src/delivery/mail-source.ts';
import { DeliveryQueue } from '../../src/delivery/queue.ts';
import { TokenWaits } from '../../src/mail-queue/token-waits.service.ts';
import { MailDatabase, type TestProfile } from './mail-in-database.ts';
import { TenantMailKit } from './tenant-mail-kit.ts';

const plenty = { reserved: 4, general: 20, slow: 2 };

let rows: MailDatabase;
let kit: TenantMailKit;
let queue: DeliveryQueue;
let other: pg.Client;

beforeAll(async () => {
  rows = await MailDatabase.create();
  kit = new TenantMailKit(rows);
  queue = new DeliveryQueue(rows.urls.worker, 'spec', () => undefined);
  other = new pg.Client({ connectionString: rows.urls.system });
  await other.connect();
});
beforeEach(async () => {
  await rows.query(`update delivery_queue set next_at = 'infinity'`);
  await rows.query(`update message set state = 'CANCELLED' where finished_at is null`);
});
afterAll(async () => {
  await other.end();
  await queue.close();
  await kit.close();
  await rows.close();
});

interface Budget {
  in_flight: number;
  token_wait_until: Date | null;
}

/** One claim shares what is free with all queues that are due. */
async function claimAll(): Promise<ClaimedMessage[]> {
  const all: ClaimedMessage[] = [];
  for (;;) {
    const { messages } = await queue.claim(plenty);
    if (messages.length === 0) return all;
    all.push(...messages);
  }
}

/** A profile with a grant whose token is on its way, and three messages with a worker. */
async function claimed() {
  const profile = await rows.addProfile();
  await rows.query(
    `insert into oauth_client (tenant_id, id, name, name_key, provider, client_id, authentication, token_url)
     values ($1, gen_random_uuid(), 'c', 'c', 'generic', 'c', 'NONE', 'https://id.test/token')`,
    [profile.tenantId],
  );
  await rows.query(
    `insert into oauth_grant (tenant_id, profile_id, client_id, flow, next_refresh_at)
     select tenant_id, $2, id, 'CLIENT_CREDENTIALS', now() from oauth_client where tenant_id = $1`,
    [profile.tenantId, profile.profileId],
  );
  await rows.enqueueAndWake(profile, { lane: 'BULK', count: 3 });
  const messages = await claimAll();
  const [grant] = await rows.query<{ next_refresh_at: Date }>('select next_refresh_at from oauth_grant where profile_id = $1', [
    profile.profileId,
  ]);
  const stamp = { generation: 0, obtainedAt: null, nextRefreshAt: grant!.next_refresh_at };
  const wait: TokenWait = { ...profile, waitSeconds: 60, stamp, why: 'A token is on its way.' };
  return { profile, messages, wait };
}
const budgetOf = (profile: TestProfile) => rows.budget<Budget>(profile);
const nextAt = async ({ profileId }: TestProfile): Promise<number> => {
  const [row] = await rows.query<{ ms: number }>(
    `select (extract(epoch from next_at - clock_timestamp()) * 1000)::float as ms from delivery_queue where profile_id = $1 and lane = 'BULK'`,
    [profileId],
  );
  return row!.ms;
};
/** What a refresh writes, on a connection whose transactions this spec ends. */
async function writeToken({ profileId }: TestProfile): Promise<void> {
  await other.query('update delivery_budget set token_wait_until = null where profile_id = $1', [profileId]);
  await other.query(`update delivery_queue set next_at = clock_timestamp(), cursor_at = null, cursor_id = null where profile_id = $1`, [
    profileId,
  ]);
  await other.query(`update oauth_grant set obtained_at = now(), next_refresh_at = now() + interval '1 hour' where profile_id = $1`, [
    profileId,
  ]);
}

describe('a message whose token is on its way', () => {
  it('is given back unattempted, and its queues sleep through the wait, whatever wakes them', async () => {
    const { profile, messages, wait } = await claimed();

    const answer = await queue.awaitToken(wait, messages);
    const asleep = await nextAt(profile);
    await rows.enqueueAndWake(profile, { lane: 'BULK' });
    await queue.sweepTheRest(null);
    await rows.query('update delivery_queue set next_at = now() where profile_id = $1', [profile.profileId]);
    const again = await claimAll();

    expect([answer, messages.length, again]).toEqual(['WAITING', 3, []]);
    expect(asleep).toBeGreaterThan(50_000);
    expect(await nextAt(profile)).toBeGreaterThan(50_000);
    expect((await budgetOf(profile)).in_flight).toBe(0);
    expect(await rows.messages(`m.profile_id = '${profile.profileId}' and m.attempt_count = 0 and m.state = 'QUEUED'`)).toHaveLength(4);
  });

  it('begins the wait once: those that come later share it, and once it is over they are told so', async () => {
    const { profile, messages, wait } = await claimed();

    await queue.awaitToken(wait, messages.slice(0, 1));
    const { token_wait_until: first } = await budgetOf(profile);
    await delay(20);
    await queue.awaitToken(wait, messages.slice(1, 2));
    const { token_wait_until: second } = await budgetOf(profile);
    await rows.query(`update delivery_budget set token_wait_until = now() - interval '1 ms' where profile_id = $1`, [profile.profileId]);
    const over = await queue.awaitToken(wait, messages.slice(2));
    const [held] = await rows.messages(`m.id = '${messages[2]!.id}'`);

    expect(second).toEqual(first);
    expect(over).toBe('OVER');
    expect(held).toMatchObject({ state: 'CLAIMED', fence: messages[2]!.fence });
    expect((await budgetOf(profile)).in_flight).toBe(1);
  });

  it('is over at once where nobody wants to wait', async () => {
    const { profile, messages, wait } = await claimed();

    expect(await queue.awaitToken({ ...wait, waitSeconds: 0 }, messages)).toBe('OVER');
    expect((await budgetOf(profile)).token_wait_until).toBeNull();
  });

  it('goes on at once where the token came between the look at the grant and the giving back', async () => {
    const { profile, messages, wait } = await claimed();
    await writeToken(profile);

    const answer = await queue.awaitToken(wait, messages);
    const again = await claimAll();

    expect([answer, again.length]).toEqual(['READY', 3]);
    expect((await budgetOf(profile)).token_wait_until).toBeNull();
  });

  it('goes on at once where the token is being written while it is given back', async () => {
    const { profile, messages, wait } = await claimed();
    await other.query('begin');
    await writeToken(profile);

    const answering = queue.awaitToken(wait, messages);
    const early = await Promise.race([answering, delay(200, 'waits for the writer')]);
    await other.query('commit');
    const answer = await answering;
    const again = await claimAll();

    expect([early, answer, again.length]).toEqual(['waits for the writer', 'READY', 3]);
  });

  it('never sleeps past a token, however the two meet', async () => {
    const outcomes = new Set<string>();
    for (let meeting = 0; meeting < 40; meeting += 1) {
      const { profile, messages, wait } = await claimed();
      const release = kit.database.forTenant(profile, async (tx) => {
        await new TokenWaits(kit.database, { wake: () => undefined }).end(tx, profile.profileId, false);
        await tx.oAuthGrant.update({ where: { profileId: profile.profileId }, data: { obtainedAt: new Date(), nextRefreshAt: null } });
      });
      await delay(Math.random() * 6);
      outcomes.add(await queue.awaitToken(wait, messages));
      await release;

      const again = await claimAll();

      expect(again).toHaveLength(3);
      await rows.query(`update message set state = 'CANCELLED' where profile_id = $1`, [profile.profileId]);
    }
    expect([...outcomes].every((outcome) => outcome === 'READY' || outcome === 'WAITING')).toBe(true);
  });

  it('is not what a fallback is for, and a profile that waits itself carries nobody else’s mail', async () => {
    const { profile, messages, wait } = await claimed();
    const carrier = await rows.addProfile({ tenantId: profile.tenantId });
    const unable = await rows.addProfile({ tenantId: profile.tenantId });
    const fallBackTo = (one: TestProfile, fallback: TestProfile) =>
      rows.query('update delivery_budget set fallback_profile_id = $2 where profile_id = $1', [one.profileId, fallback.profileId]);
    await fallBackTo(profile, carrier);
    await fallBackTo(unable, profile);
    await rows.query('update delivery_budget set parked_at = now() where profile_id = $1', [unable.profileId]);
    await rows.enqueue(unable, { lane: 'BULK' });
    await queue.awaitToken(wait, messages);

    await queue.sweepTheRest(null);
    const whileWaiting = await rows.messages(`m.home_profile_id is not null`);
    await rows.query('update delivery_budget set parked_at = now() where profile_id = $1', [profile.profileId]);
    await queue.sweepTheRest(null);
    const whileParked = await rows.messages(`m.profile_id = '${carrier.profileId}'`);

    expect(whileWaiting).toEqual([]);
    expect(whileParked).toHaveLength(3);
  });
});
