import { platformTenantId } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import { GrantQueue } from '../../src/grants/refresh/grant-queue.ts';
import { MailDatabase } from './mail-in-database.ts';

let rows: MailDatabase;
let queue: GrantQueue;

beforeAll(async () => {
  rows = await MailDatabase.create();
  queue = new GrantQueue(rows.urls.worker, 20, () => undefined);
});
beforeEach(() => rows.query('delete from oauth_grant'));
afterAll(async () => {
  await queue.close();
  await rows.close();
});

interface Due {
  tenantId: string;
  clientId: string;
}

async function addClient(tenantId: string): Promise<Due> {
  const clientId = uuidv7();
  await rows.query(
    `insert into oauth_client (tenant_id, id, name, name_key, provider, client_id, authentication, token_url)
     values ($1, $2::uuid, $2::uuid::text, $2::uuid::text, 'generic', 'c', 'NONE', 'https://id.example/token')`,
    [tenantId, clientId],
  );
  return { tenantId, clientId };
}

const addTenant = async (): Promise<Due> => addClient((await rows.addProfile()).tenantId);

async function makeDue({ tenantId, clientId }: Due, count: number, { minutesAgo = 1, failing = false } = {}): Promise<void> {
  await rows.query(
    `insert into oauth_grant (tenant_id, profile_id, client_id, flow, next_refresh_at, failure_at)
     select $1, gen_random_uuid(), $2, 'CLIENT_CREDENTIALS', now() - make_interval(mins => $4), case when $5 then now() end from generate_series(1, $3)`,
    [tenantId, clientId, count, minutesAgo, failing],
  );
}

const claim = async (limit = 8, busy: string[] = []) =>
  (await queue.claim(limit, busy, 4)).map(({ tenantId, clientId }) => ({ tenantId, clientId }));

describe('grants that are due', () => {
  it('are claimed four of a tenant at most, however many OAuth clients it has, by all workers together', async () => {
    const greedy = await addTenant();
    for (let more = 0; more < 10; more += 1) await makeDue(await addClient(greedy.tenantId), 10, { minutesAgo: 60 });
    const modest = await addTenant();

    const first = await claim();
    await makeDue(modest, 1);
    const ofAnotherWorker = await claim();

    expect(first).toHaveLength(4);
    expect(ofAnotherWorker).toEqual([modest]);
  });

  it('leave a tenant a place for its other clients where one of them has many', async () => {
    const many = await addTenant();
    const few = await addClient(many.tenantId);
    await makeDue(many, 100, { minutesAgo: 60 });
    await makeDue(few, 1);

    expect((await claim()).filter(({ clientId }) => clientId === few.clientId)).toHaveLength(1);
  });

  it('are taken in turns by tenants, whoever was due first', async () => {
    const tenants = [await addTenant(), await addTenant(), await addTenant()];
    for (const [index, tenant] of tenants.entries()) await makeDue(tenant, 20, { minutesAgo: 60 - 10 * index });

    const claimed = await claim(3);

    expect(new Set(claimed.map(({ tenantId }) => tenantId)).size).toBe(3);
  });

  it('come last where the last attempt failed, and first where they are platform mail’s', async () => {
    const [failing, sound] = [await addTenant(), await addTenant()];
    const platform = await addClient(platformTenantId);
    await makeDue(failing, 1, { minutesAgo: 60, failing: true });
    await makeDue(sound, 1, { minutesAgo: 30 });
    await makeDue(platform, 1);

    expect([await claim(1), await claim(1), await claim(1)].flat()).toEqual([platform, sound, failing]);
  });
});
