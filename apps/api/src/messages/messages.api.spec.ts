import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { type TestApi } from '../../test/kit/test-api.ts';

const list = `query ($filter: MessageFilter, $page: PageInput) { messages(scope: ACCOUNT, filter: $filter, page: $page) {
  nextCursor items { id kind lane state recipient subject tenantId tenantName canRetry canResend previewPath text } } }`;
const retry = `mutation ($id: ID!) { retryMessage(id: $id) { state canRetry } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
}, 60_000);
afterAll(() => api.close());

const messages = async (filter: object = {}, page: object = {}) => (await root.client.run(list, { filter, page }))['messages'];
const change = (id: string, sql: object) => api.database.asSystem('spec', (tx) => tx.message.update({ where: { id }, data: sql }));

describe('the log of account mail', () => {
  it('shows what was sent to whom, caused by which tenant, and never a working link', async () => {
    const { items } = await messages({ search: tenant.member.email });

    expect(items.map(({ kind }: { kind: string }) => kind)).toEqual(['SECURITY_NOTICE', 'ACTIVATION']);
    expect(items[1]).toMatchObject({ lane: 'ACCOUNT', state: 'QUEUED', tenantId: tenant.tenantId, tenantName: tenant.name });
    expect(items[1].text).toContain('[link]');
    expect(items[1].text).not.toContain('#');
    expect(items[1].subject).not.toBe('');
  });

  it('is filtered by part of the address, state, kind and tenant, and paged', async () => {
    const [bySearch, byState, byKind, byTenant, first] = [
      await messages({ search: 'MEMBER.' }),
      await messages({ states: ['ACCEPTED'] }),
      await messages({ kind: 'ACTIVATION' }),
      await messages({ tenantId: tenant.tenantId }),
      await messages({}, { first: 1 }),
    ];
    const second = await messages({}, { first: 1, after: first.nextCursor });

    expect(bySearch.items).toHaveLength(2);
    expect(byState.items).toEqual([]);
    expect(byKind.items.every(({ kind }: { kind: string }) => kind === 'ACTIVATION')).toBe(true);
    expect(byTenant.items.length).toBeGreaterThan(0);
    expect(second.items[0].id).not.toBe(first.items[0].id);
  });

  it('is nobody’s but the system admin’s, and tenants’ mail not even theirs', async () => {
    const codes = [
      (await tenant.admin.client.refusal(list)).extensions.code,
      (await api.browser().refusal(list)).extensions.code,
      (await root.client.refusal(`{ messages(scope: TENANT) { items { id } } }`)).extensions.code,
    ];

    expect(codes).toEqual(['NOT_ALLOWED', 'NOT_SIGNED_IN', 'NOT_ALLOWED']);
  });

  it('answers an unknown id and a malformed one alike', async () => {
    const one = `query ($id: ID!) { message(id: $id) { id } }`;
    const refusals = [await root.client.refusal(one, { id: tenant.tenantId }), await root.client.refusal(one, { id: 'x' })];

    expect(refusals.map(({ extensions, message }) => [extensions.code, message])).toEqual(
      Array(2).fill(['NOT_FOUND', refusals[0]?.message]),
    );
  });
});

describe('a preview', () => {
  it('shows the mail rendered again, without scripts, network or link', async () => {
    const { items } = await messages({ search: tenant.member.email, kind: 'ACTIVATION' });

    const response = await root.client.fetch(items[0].previewPath);
    const html = await response.text();

    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; img-src data:; style-src 'unsafe-inline'");
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
    expect(html).toContain('[link]');
    expect(html).not.toContain('/activate#');
  });

  it('is refused to everybody else', async () => {
    const { items } = await messages({ search: tenant.member.email });

    const answers = await Promise.all([api.browser(), tenant.admin.client].map((client) => client.fetch(items[0].previewPath)));

    expect(answers.every(({ ok }) => !ok)).toBe(true);
  });
});

describe('retrying', () => {
  it('queues a failed mail without a link again, with a new life', async () => {
    const { items } = await messages({ search: tenant.member.email, kind: 'SECURITY_NOTICE' });
    const { id } = items[0];
    await change(id, { state: 'EXPIRED', finishedAt: new Date(), expiresAt: new Date(0) });

    const { retryMessage } = await root.client.run(retry, { id });
    const again = await root.client.refusal(retry, { id });

    expect(retryMessage).toEqual({ state: 'QUEUED', canRetry: false });
    expect(again.extensions.code).toBe('CONFLICT');
    expect((await api.mailsTo(tenant.member.email))[0]).toMatchObject({ id, state: 'QUEUED' });
  });

  it('names the act that makes a fresh link where the old one is over', async () => {
    const { items } = await messages({ search: tenant.member.email, kind: 'ACTIVATION' });
    await change(items[0].id, { state: 'REJECTED', finishedAt: new Date(), secret: null });

    const refusal = await root.client.refusal(retry, { id: items[0].id });

    expect(refusal.extensions.code).toBe('CONFLICT');
    expect(refusal.message).toContain('resendAccountMail');
  });
});

describe('the queue in numbers', () => {
  it('counts what waits, what was accepted and what failed in the last 24 hours', async () => {
    const { items } = await messages({ search: tenant.admin.email });
    await change(items[0].id, { state: 'ACCEPTED', finishedAt: new Date() });

    const { platformOverview } = await root.client.run(
      `{ platformOverview { queue { queued parked acceptedLastDay failedLastDay oldestDueSeconds hours { at accepted failed } } } }`,
    );

    const { queue } = platformOverview;
    expect(queue).toMatchObject({ acceptedLastDay: 1, failedLastDay: 1 });
    expect(queue.queued).toBeGreaterThan(0);
    expect(queue.hours).toHaveLength(24);
    expect(queue.hours.at(-1)).toMatchObject({ accepted: 1, failed: 1 });
  });
});
