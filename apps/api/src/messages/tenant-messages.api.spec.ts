import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import pg from 'pg';
import { tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { connectLive, follow } from '../../test/kit/live.ts';
import { makeProfile, waitingMail } from '../../test/kit/profiles.ts';
import { makeKey, Program } from '../../test/kit/programs.ts';
import { eventually, type TestApi } from '../../test/kit/test-api.ts';

const list = `query ($filter: MessageFilter, $page: PageInput) { messages(scope: TENANT, filter: $filter, page: $page) { nextCursor items { id recipient } } }`;
const one = `query ($id: ID!) { message(id: $id) { id state recipient subject text to fromAddress fromName profileName homeProfileName tenantId canCancel canRetry
  attempts { number outcome profileName transcript } } }`;
const retry = `mutation ($id: ID!) { retryMessage(id: $id) { state expiresAt maxAttempts homeProfileName profileName canRetry } }`;
const cancel = `mutation ($id: ID!) { cancelMessage(id: $id) { state canCancel canRetry } }`;
const cancelAll = `mutation ($filter: MessageFilter, $expected: Int!) { cancelMessages(filter: $filter, expected: $expected) }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;
let profile: { id: string; name: string };

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant());
  profile = await makeProfile(tenant.admin, { name: 'Relay' });
}, 60_000);
afterAll(() => api.close());

const mail = (recipient?: string, profileId = profile.id) => waitingMail(api.database, tenant.tenantId, profileId, recipient);
const change = (id: string, data: object) => api.database.forTenant(tenant, (tx) => tx.message.update({ where: { id }, data }));
const found = async (filter: object, page: object = {}) => (await tenant.admin.client.run(list, { filter, page }))['messages'];
const ids = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);
const budget = () => api.database.forTenant(tenant, (tx) => tx.deliveryBudget.findUniqueOrThrow({ where: { profileId: profile.id } }));

describe('a tenant’s log', () => {
  it('answers whether Anna got it, and by state, kind, profile, tag and time', async () => {
    const other = await makeProfile(tenant.admin, { name: 'Other' });
    const [toAnna, toBen] = [await mail('Anna.Berg@example.org'), await mail('ben@example.org', other.id)];
    await change(toAnna, { state: 'ACCEPTED', finishedAt: new Date(), tags: ['shift'] });
    await change(toBen, { homeProfileId: profile.id });
    const [past, soon] = [new Date(Date.now() - 3_600_000), new Date(Date.now() + 3_600_000)];

    expect(ids(await found({ search: 'anna.berg' }))).toEqual([toAnna]);
    expect(ids(await found({ states: ['ACCEPTED'] }))).toEqual([toAnna]);
    expect(ids(await found({ tag: 'shift' }))).toEqual([toAnna]);
    expect(ids(await found({ profileId: other.id }))).toEqual([toBen]);
    expect(ids(await found({ profileId: profile.id, search: 'ben@' }))).toEqual([toBen]);
    expect(ids(await found({ from: past, to: soon, search: 'ben@' }))).toEqual([toBen]);
    expect(ids(await found({ to: past }))).toEqual([]);
    expect(ids(await found({ kind: 'TEST' }))).toEqual([]);
  });

  it('is read by its admins alone, in their own world; the platform’s by the system admin', async () => {
    const id = await mail();

    const codes = [
      await tenant.member.client.refusal(list),
      await tenant.admin.client.refusal(`{ messages(scope: ACCOUNT) { items { id } } }`),
      await root.client.refusal(one, { id }),
      await tenant.admin.client.refusal(one, { id: (await api.mailsTo(tenant.member.email))[0]?.id }),
    ].map(({ extensions }) => extensions.code);

    expect(codes).toEqual(['NOT_ALLOWED', 'NOT_ALLOWED', 'NOT_FOUND', 'NOT_FOUND']);
  });

  it('shows one message with its tries and transcripts', async () => {
    const id = await mail();
    const attempt = {
      tenantId: tenant.tenantId,
      messageId: id,
      number: 1,
      startedAt: new Date(),
      outcome: 'DEFERRED',
      worker: 'w',
    } as const;
    await api.database.asSystem('a spec', (tx) =>
      tx.attempt.create({ data: { ...attempt, profileId: profile.id, transcript: 'S: 220 hello' } }),
    );

    const { message } = await tenant.admin.client.run(one, { id });

    expect(message).toMatchObject({
      state: 'QUEUED',
      subject: 'Waiting',
      text: 'Waiting.',
      to: ['anna@example.org'],
      fromAddress: 'plant4@example.org',
      fromName: null,
      profileName: 'Relay',
      homeProfileName: null,
      tenantId: tenant.tenantId,
      canCancel: true,
      canRetry: false,
      attempts: [{ number: 1, outcome: 'DEFERRED', profileName: 'Relay', transcript: 'S: 220 hello' }],
    });
  });

  it('shows the beginning of a very long text, and says how much is left out', async () => {
    const id = await mail();
    await api.database.asSystem('a spec', (tx) =>
      tx.mail.updateMany({ where: { messages: { some: { id } } }, data: { text: 'é'.repeat(51_234) } }),
    );

    const { message } = await tenant.admin.client.run(one, { id });

    expect(message.text).toBe(`${'é'.repeat(50_000)}\n\n[1,234 more characters]`);
  });

  it('shows the headers that went out: of a fallback, its own sender and who is to be answered', async () => {
    const carrier = await makeProfile(tenant.admin, { name: 'Carrier', fromAddress: 'carrier@example.net', fromName: 'Carrier' });
    const alarm = { lane: 'ALARM', homeProfileId: profile.id, profileId: carrier.id } as const;
    const [id, carried] = [await mail(), await mail()];
    await change(carried, alarm);
    const shown = `query ($id: ID!) { message(id: $id) { fromAddress headers { name value } } }`;
    const read = async (of: string) => {
      const { message } = await tenant.admin.client.run(shown, { id: of });
      const headers = message.headers as { name: string; value: string }[];
      return { ...Object.fromEntries(headers.map(({ name, value }) => [name, value])), fromAddress: message.fromAddress };
    };

    expect(await read(id)).toMatchObject({ From: 'plant4@example.org', fromAddress: 'plant4@example.org' });
    expect(await read(id)).not.toHaveProperty('Auto-Submitted');
    expect(await read(carried)).toMatchObject({
      From: 'Carrier <carrier@example.net>',
      fromAddress: 'carrier@example.net',
      'Reply-To': 'plant4@example.org',
      'Auto-Submitted': 'auto-generated',
    });
  });

  it('shows the mail in a frame that runs nothing', async () => {
    const id = await mail();

    const response = await tenant.admin.client.fetch(`/api/t/${tenant.tenantId}/messages/${id}/preview`);

    expect(response.headers.get('content-security-policy')).toBe(
      "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; frame-ancestors 'self'",
    );
    expect(await response.text()).toContain('Waiting.');
    expect((await tenant.member.client.fetch(`/api/t/${tenant.tenantId}/messages/${id}/preview`)).status).toBe(403);
  });

  it('tells who listens what changed', async () => {
    const live = connectLive(api.url, tenant.admin.client, { tenantId: tenant.tenantId });
    const heard: unknown[] = [];
    void follow(live, `subscription { messagesChanged(scope: TENANT) }`, {}, (data) => heard.push(data));

    // Again, until the subscription stands.
    await eventually(async () => {
      const id = await mail();
      await tenant.admin.client.run(cancel, { id });
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(heard).toContainEqual({ messagesChanged: id });
    });
    await live.dispose();
  });
});

describe('for programs', () => {
  const reader = async (input: object = {}) =>
    new Program(api.url, (await makeKey(tenant.admin, { scopes: ['MESSAGES_READ'], ...input })).secret);

  it('a message’s fate is read by a key of that scope, of its own profiles', async () => {
    const [id, other] = [await mail(), await makeProfile(tenant.admin)];
    const sender = new Program(api.url, (await makeKey(tenant.admin)).secret);

    const answers = await Promise.all(
      [await reader(), await reader({ profileIds: [profile.id] }), await reader({ profileIds: [other.id] }), sender].map((program) =>
        program.fetch(`/api/v1/messages/${id}`),
      ),
    );

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 404, 403]);
    expect(await answers[0]?.json()).toMatchObject({ id, state: 'QUEUED', recipient: 'anna@example.org', profile: 'Relay', attempts: [] });
  });
});

describe('queueing again', () => {
  it.each(['HELD', 'REJECTED', 'EXPIRED', 'CANCELLED'] as const)('gives a %s message a new life at its own profile', async (state) => {
    const other = await makeProfile(tenant.admin);
    const id = await mail('anna@example.org', other.id);
    await change(id, { state, homeProfileId: profile.id, expiresAt: new Date(0), finishedAt: new Date(), attemptCount: 3, maxAttempts: 3 });

    const { retryMessage } = await tenant.admin.client.run(retry, { id });

    expect(retryMessage).toMatchObject({ state: 'QUEUED', maxAttempts: 6, profileName: 'Relay', homeProfileName: null, canRetry: false });
    expect(Date.parse(retryMessage.expiresAt)).toBeGreaterThan(Date.now() + 71 * 3_600_000);
  });

  it('is refused where a server has it, and where its profile is gone', async () => {
    const gone = await makeProfile(tenant.admin, { name: 'Gone' });
    const [accepted, stranded] = [await mail(), await mail('anna@example.org', gone.id)];
    await change(accepted, { state: 'ACCEPTED', finishedAt: new Date() });
    await change(stranded, { state: 'REJECTED', finishedAt: new Date() });
    await api.database.forTenant(tenant, (tx) => tx.emailProfile.update({ where: { id: gone.id }, data: { deletedAt: new Date() } }));

    const refusals = [
      await tenant.admin.client.refusal(retry, { id: accepted }),
      await tenant.admin.client.refusal(retry, { id: stranded }),
    ];

    expect(refusals.map(({ extensions }) => extensions.code)).toEqual(['CONFLICT', 'CONFLICT']);
    expect(refusals[1]?.message).toContain('“Gone” is deleted');
  });
});

describe('calling back', () => {
  it.each(['QUEUED', 'DEFERRED', 'PARKED', 'HELD'] as const)('ends a %s message for good', async (state) => {
    const id = await mail();
    await change(id, { state });

    const { cancelMessage } = await tenant.admin.client.run(cancel, { id });

    expect(cancelMessage).toEqual({ state: 'CANCELLED', canCancel: false, canRetry: true });
    expect((await tenant.admin.client.refusal(cancel, { id })).extensions.code).toBe('CONFLICT');
  });

  it('takes a message from the worker that holds it, before the first byte', async () => {
    const id = await mail();
    const { inFlight } = await budget();
    await api.database.forTenant(tenant, async (tx) => {
      await tx.message.update({ where: { id }, data: { state: 'CLAIMED', fence: 7, leaseUntil: new Date(Date.now() + 10_000) } });
      await tx.deliveryBudget.update({ where: { profileId: profile.id }, data: { inFlight: inFlight + 1 } });
    });

    await tenant.admin.client.run(cancel, { id });
    const worker = new pg.Client({ connectionString: api.testDatabase.urls.worker });
    await worker.connect();
    const marked = await worker.query('select app.mark_sending($1, $2)', [[id], [7]]);
    await worker.end();

    expect(marked.rowCount).toBe(0);
    expect((await budget()).inFlight).toBe(inFlight);
  });

  it('is refused while it is being handed over', async () => {
    const id = await mail();
    await change(id, { state: 'SENDING' });

    const refusal = await tenant.admin.client.refusal(cancel, { id });

    expect(refusal).toMatchObject({ message: expect.stringContaining('handed over'), extensions: { code: 'CONFLICT' } });
    await change(id, { state: 'ACCEPTED', finishedAt: new Date() });
  });
});

describe('calling back by filter', () => {
  it('ends thousands, after a count, and never more than the person was told of', async () => {
    const first = await mail('many@example.org');
    const { mailId } = await api.database.forTenant(tenant, (tx) => tx.message.findUniqueOrThrow({ where: { id: first } }));
    const data = Array.from({ length: 2_499 }, () => ({
      tenantId: tenant.tenantId,
      mailId,
      profileId: profile.id,
      lane: 'BULK',
      kind: 'MAIL',
      recipient: 'many@example.org',
      expiresAt: new Date(Date.now() + 3_600_000),
    })) as never[];
    await api.database.forTenant(tenant, (tx) => tx.message.createMany({ data }));
    const filter = { search: 'many@example.org' };

    const { cancellableMessages: count } = await tenant.admin.client.run(
      `query ($filter: MessageFilter) { cancellableMessages(filter: $filter) }`,
      { filter },
    );
    const tooFew = await tenant.admin.client.refusal(cancelAll, { filter, expected: 2_499 });
    const { cancelMessages: cancelled } = await tenant.admin.client.run(cancelAll, { filter, expected: count });
    const { cancelMessages: again } = await tenant.admin.client.run(cancelAll, { filter, expected: count });

    const audit = await tenant.admin.client.run(
      `{ auditEvents(filter: { action: "message.cancelled-many" }) { items { subject details } } }`,
    );
    expect([count, tooFew.extensions.code, cancelled, again]).toEqual([2_500, 'CONFLICT', 2_500, 0]);
    expect(ids(await found({ ...filter, states: ['QUEUED'] }))).toEqual([]);
    expect(audit['auditEvents'].items.at(-1)).toEqual({ subject: '2500 messages', details: { filter } });
  });
});

describe('the tenant’s first page', () => {
  it('counts its own queue', async () => {
    const quiet = await tenantOfTwo(api, root);
    const relay = await makeProfile(quiet.admin);
    await waitingMail(api.database, quiet.tenantId, relay.id);

    const { tenantOverview } = await quiet.admin.client.run(`{ tenantOverview { queue { queued sending parked hours { accepted } } } }`);

    expect(tenantOverview.queue).toMatchObject({ queued: 1, sending: 0, parked: 0 });
    expect(tenantOverview.queue.hours).toHaveLength(24);
  });
});
