import { randomUUID } from 'node:crypto';
import { Vault } from '@posthorn/vault';
import { becomeSystemAdmin, tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { enqueueWaitingMail, makeProfile, profileInput, waitingMail } from '../../test/kit/profiles.ts';
import { startApi, type TestApi } from '../../test/kit/test-api.ts';
import { passwordContextOf } from '../submissions/submission-settings.ts';
import { secretOwner } from '../submissions/secret-owner.ts';
import { EmailProfiles } from './email-profiles.service.ts';

const fields = `id version name aliases description fromAddress fromName replyTo preset host port security username passwordSet timeoutMs
  advanced { maxConnections perMinute perDay proxyKind proxyHost tlsMinimum changed } proxyPasswordSet debugUntil fallbackId fallbackName
  isDefault pausedAt updatedByName state inSandbox lastCheck { passed } lastFailure { failureClass } waiting acceptedToday
  limitReachedUntil hours { at accepted failed } references { kind id name }`;
const create = `mutation ($input: EmailProfileInput!) { createEmailProfile(input: $input) { notes profile { ${fields} } } }`;
const update = `mutation ($id: ID!, $input: EmailProfileInput!) { updateEmailProfile(id: $id, input: $input) {
  ... on EmailProfileSaved { notes profile { ${fields} } } ... on StaleEmailProfile { current { version name } } } }`;
const remove = `mutation ($id: ID!, $moveTo: ID) { deleteEmailProfile(id: $id, moveTo: $moveTo) {
  ... on EmailProfileDeleted { id moved } ... on EmailProfileInUse { references { kind id name } } } }`;
const read = `query ($id: ID!) { emailProfile(id: $id) { ${fields} } }`;
const list = `query ($filter: EmailProfileFilter, $page: PageInput) { emailProfiles(filter: $filter, page: $page) { items { id name waiting } nextCursor } }`;
const act = (name: string) => `mutation ($id: ID!) { ${name}(id: $id) { ${fields} } }`;

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;

beforeAll(async () => {
  api = await startApi();
  root = await becomeSystemAdmin(api);
}, 60_000);
beforeEach(async () => {
  tenant = await tenantOfTwo(api, root);
});
afterAll(() => api.close());

const run = (query: string, variables: object = {}) => tenant.admin.client.run(query, { ...variables });
const refusal = (query: string, variables: object = {}) => tenant.admin.client.refusal(query, { ...variables });
const make = (change: object = {}) => makeProfile(tenant.admin, change);
const found = async (id: string) => (await run(read, { id }))['emailProfile'];
const row = (id: string) => api.database.asSystem('a spec', (tx) => tx.emailProfile.findUniqueOrThrow({ where: { id } }));
const budget = (profileId: string) => api.database.asSystem('a spec', (tx) => tx.deliveryBudget.findUnique({ where: { profileId } }));
const resolve = (nameOrId: string | null) =>
  api.database.forTenant(tenant, async (tx) => (await api.app.get(EmailProfiles).resolve(tx, tenant.tenantId, nameOrId)).id);

/** What a form sends back that changed nothing but these. */
async function saved(id: string, change: object = {}) {
  const { version, name } = await found(id);
  const input = profileInput({ name, version, passwordAction: 'KEEP', password: null, ...change });
  return (await run(update, { id, input }))['updateEmailProfile'];
}

describe('a new email profile', () => {
  it('is as it was typed, with defaults beside it, and its secrets inside', async () => {
    const advanced = {
      perMinute: 60,
      perDay: 500,
      proxyKind: 'SOCKS5',
      proxyHost: 'proxy.example.org',
      proxyPort: 1080,
      proxyUsername: 'p',
    };
    const input = profileInput({ description: 'Shift mail', advanced, proxyPasswordAction: 'REPLACE', proxyPassword: 'proxy secret' });

    const { createEmailProfile: made } = await run(create, { input });

    expect(made.notes).toEqual([]);
    expect(made.profile).toMatchObject({
      version: 1,
      name: input.name,
      aliases: [],
      description: 'Shift mail',
      host: 'smtp.example.org',
      state: 'UNPROVEN',
      passwordSet: true,
      proxyPasswordSet: true,
      isDefault: true,
      updatedByName: 'Somebody New',
      inSandbox: false,
      waiting: 0,
      advanced: { maxConnections: 3, changed: ['proxyKind', 'proxyHost', 'proxyPort', 'proxyUsername', 'perMinute', 'perDay'] },
    });
    expect(made.profile.hours).toHaveLength(24);
    expect(await budget(made.profile.id)).toMatchObject({ maxInFlight: 3, burst: 6, ratePerSecond: 0.9, dayLimit: 500 });
  });

  it('says until when its messages a day are used up', async () => {
    const { id } = await make({ advanced: { perDay: 20 } });
    const hour = Math.floor(Date.now() / 3_600_000);
    await api.database.asSystem('a spec', (tx) =>
      tx.deliveryBudget.update({ where: { profileId: id }, data: { hourCounts: { [hour - 2]: 19 } } }),
    );
    const before = await found(id);

    await api.database.asSystem('a spec', (tx) =>
      tx.deliveryBudget.update({ where: { profileId: id }, data: { hourCounts: { [hour - 2]: 20 } } }),
    );

    expect(before.limitReachedUntil).toBeNull();
    expect((await found(id)).limitReachedUntil).toBe(new Date((hour - 2 + 25) * 3_600_000).toISOString());
  });

  it('is the default if it is the first, and only then', async () => {
    const [first, second] = [await make(), await make()];

    expect([(await found(first.id)).isDefault, (await found(second.id)).isDefault]).toEqual([true, false]);
  });

  it('takes no name that another has, whatever its case', async () => {
    await make({ name: 'Plant Four' });

    expect((await refusal(create, { input: profileInput({ name: 'PLANT four' }) })).extensions).toMatchObject({
      code: 'CONFLICT',
      field: 'name',
    });
  });

  it('warns of a password that would go unprotected', async () => {
    const { createEmailProfile: made } = await run(create, { input: profileInput({ security: 'NONE', port: 25 }) });

    expect(made.notes).toEqual([expect.stringContaining('Without TLS')]);
  });

  it.each([
    ['name', { name: ' ' }],
    ['fromName', { fromName: 'A\r\nBcc: victim@example.org' }],
    ['host', { host: 'https://smtp.example.org' }],
    ['preset', { preset: 'acme' }],
    ['advanced.tlsMaximum', { advanced: { tlsMinimum: 'TLS_1_3', tlsMaximum: 'TLS_1_2' } }],
    ['advanced.ca', { advanced: { ca: 'no certificate' } }],
  ])('is refused by name for a bad %s', async (field, change) => {
    expect((await refusal(create, { input: profileInput(change) })).extensions).toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('is one of 200 at most', async () => {
    const data = Array.from({ length: 200 }, () => ({
      tenantId: tenant.tenantId,
      name: 'x',
      fromAddress: 'x@example.org',
      host: 'x',
      port: 1,
    }));
    await api.database.asSystem('a spec', (tx) => tx.emailProfile.createMany({ data }));

    expect((await refusal(create, { input: profileInput() })).extensions.code).toBe('LIMIT_REACHED');
  });

  it('is a tenant admin’s to make', async () => {
    expect((await tenant.member.client.refusal(create, { input: profileInput() })).extensions.code).toBe('NOT_ALLOWED');
  });
});

describe('saving an email profile', () => {
  it('keeps the password with its destination, and asks for it anywhere else', async () => {
    const { id } = await make();
    const { version } = await found(id);
    const keep = { version, passwordAction: 'KEEP', password: null };

    const kept = await saved(id, { fromName: 'Plant 4', advanced: { perMinute: 10 } });
    const refusals = await Promise.all(
      [
        { host: 'other.example.org' },
        { advanced: { serverName: 'other' } },
        { advanced: { proxyKind: 'HTTP', proxyHost: 'p', proxyPort: 1 } },
      ].map((change) => refusal(update, { id, input: profileInput({ ...keep, version: version + 1, ...change }) })),
    );

    expect(kept.profile).toMatchObject({ version: 2, fromName: 'Plant 4', passwordSet: true });
    expect(await budget(id)).toMatchObject({ burst: 1, ratePerSecond: 9 / 60 });
    expect(refusals.map(({ extensions }) => [extensions.code, extensions.field])).toEqual(Array(3).fill(['INVALID_INPUT', 'password']));
  });

  it('makes it unproven again only where it leads elsewhere', async () => {
    const { id } = await make();
    await api.database.asSystem('a spec', (tx) =>
      tx.deliveryBudget.update({ where: { profileId: id }, data: { lastSuccessAt: new Date() } }),
    );

    const [renamed, moved] = [
      await saved(id, { name: 'Other' }),
      await saved(id, { host: 'other.example.org', passwordAction: 'REPLACE', password: 'x' }),
    ];

    expect([renamed.profile.state, moved.profile.state]).toEqual(['DELIVERING', 'UNPROVEN']);
  });

  it('tells whoever comes second what stands now', async () => {
    const { id, name } = await make();
    await saved(id);

    const { updateEmailProfile: stale } = await run(update, { id, input: profileInput({ version: 1, name: 'Late' }) });

    expect(stale).toEqual({ current: { version: 2, name } });
  });

  it('leaves an audit line that names no secret', async () => {
    const { id } = await make({ password: 'canary-55d1' });
    await saved(id, { port: 2525, passwordAction: 'REPLACE', password: 'canary-77e2' });

    const { auditEvents } = await run(`{ auditEvents { items { action details } } }`);

    expect(auditEvents.items[0]).toEqual({
      action: 'email-profile.updated',
      details: { port: { from: 587, to: 2525 }, password: 'changed' },
    });
    expect(JSON.stringify(auditEvents)).not.toContain('canary');
  });
});

describe('a renamed profile', () => {
  it('still answers to its old names and its id; the default to no name at all', async () => {
    const { id } = await make({ name: 'Plant 4' });
    await make({ name: 'Another' });
    await saved(id, { name: 'Plant four' });
    await saved(id, { name: 'Plant IV' });

    expect((await found(id)).aliases).toEqual(['Plant 4', 'Plant four']);
    for (const name of ['Plant 4', 'PLANT FOUR', 'plant iv ', id, null]) expect(await resolve(name)).toBe(id);
  });

  it('holds its old names against others until they are removed', async () => {
    const { id } = await make({ name: 'Plant 4' });
    await saved(id, { name: 'Plant IV' });
    const taken = await refusal(create, { input: profileInput({ name: 'plant 4' }) });

    await run(`mutation ($id: ID!, $name: String!) { removeEmailProfileAlias(id: $id, name: $name) { aliases } }`, { id, name: 'PLANT 4' });
    const other = await make({ name: 'plant 4' });

    expect(taken.extensions).toMatchObject({ code: 'CONFLICT', field: 'name' });
    expect(taken.message).toContain('Plant IV had this name before');
    expect(await resolve('Plant 4')).toBe(other.id);
  });

  it('may take an old name of its own back, and a change of case is none', async () => {
    const { id } = await make({ name: 'Plant 4' });
    await saved(id, { name: 'Plant IV' });
    await saved(id, { name: 'Plant 4' });
    await saved(id, { name: 'PLANT 4' });

    expect(await found(id)).toMatchObject({ name: 'PLANT 4', aliases: ['Plant IV'] });
  });

  it('can’t lose the name it has as an alias', async () => {
    const { id, name } = await make();

    const answer = await refusal(`mutation ($id: ID!, $name: String!) { removeEmailProfileAlias(id: $id, name: $name) { id } }`, {
      id,
      name,
    });

    expect(answer.extensions.code).toBe('NOT_FOUND');
  });
});

describe('an id', () => {
  it('leads to its profile, whatever another one is called', async () => {
    const { id } = await make();
    const impostor = await make({ name: id });

    expect(await resolve(id)).toBe(id);
    expect(await resolve(impostor.id)).toBe(impostor.id);
  });
});

describe('a name that leads nowhere', () => {
  it('is refused with how many there are', async () => {
    const none = await resolve('Plant 4').catch((error: Error) => error);
    const only = await make();
    const wrong = await resolve(randomUUID()).catch((error: Error) => error);

    expect(none).toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'profile' },
      message: expect.stringContaining('no email profile yet'),
    });
    expect(wrong).toMatchObject({ code: 'INVALID_INPUT', message: expect.stringContaining('There is one;') });
    await run(remove, { id: only.id });
    await expect(resolve(only.name)).rejects.toThrow('no email profile yet');
  });
});

describe('a fallback', () => {
  it('never leads back, whoever else is between', async () => {
    const [a, b, c] = [await make(), await make(), await make()];
    await saved(a.id, { fallbackId: b.id });
    await saved(b.id, { fallbackId: c.id });
    const { version, name } = await found(c.id);
    const circle = (fallbackId: string) => refusal(update, { id: c.id, input: profileInput({ version, name, fallbackId }) });

    const refusals = [await circle(a.id), await circle(b.id), await circle(c.id), await circle(randomUUID())];

    expect(refusals.map(({ extensions }) => extensions.field ?? extensions.code)).toEqual([
      ...Array<string>(3).fill('fallbackId'),
      'NOT_FOUND',
    ]);
    expect(refusals[0]?.message).toContain(`${a.name} falls back to ${c.name}`);
    expect(await found(a.id)).toMatchObject({ fallbackId: b.id, fallbackName: b.name });
    expect(await budget(a.id)).toMatchObject({ fallbackProfileId: b.id });
  });

  it('never closes a circle through two saves at once', async () => {
    const [a, b] = [await make(), await make()];

    const answers = await Promise.allSettled([saved(a.id, { fallbackId: b.id }), saved(b.id, { fallbackId: a.id })]);

    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a copy', () => {
  it('has the secrets of the original, sealed for itself, under the next free name', async () => {
    const { id } = await make({ name: 'Plant 4', advanced: { perMinute: 10 } });

    const copies = [await run(act('duplicateEmailProfile'), { id }), await run(act('duplicateEmailProfile'), { id })];

    const [copy, second] = copies.map(({ duplicateEmailProfile }) => duplicateEmailProfile);
    expect(copy).toMatchObject({ name: 'Plant 4 copy', version: 1, isDefault: false, passwordSet: true, advanced: { perMinute: 10 } });
    expect(second.name).toBe('Plant 4 copy 2');
    const { password } = await row(copy.id);
    expect(
      api.app
        .get(Vault)
        .open(password!, passwordContextOf(secretOwner(tenant.tenantId, copy.id)))
        .reveal(),
    ).toBe('the right password');
    expect(await budget(copy.id)).toMatchObject({ burst: 1 });
  });

  it('of a long name is cut to fit', async () => {
    const { id } = await make({ name: 'x'.repeat(80) });

    expect((await run(act('duplicateEmailProfile'), { id }))['duplicateEmailProfile'].name).toBe(`${'x'.repeat(75)} copy`);
  });
});

describe('pausing', () => {
  it('turns it off for delivery, and resuming lets its queues look at once', async () => {
    const { id } = await make();

    const paused = (await run(act('pauseEmailProfile'), { id }))['pauseEmailProfile'];
    const whilePaused = await budget(id);
    await api.database.asSystem('a spec', (tx) =>
      tx.deliveryQueue.updateMany({ where: { profileId: id }, data: { nextAt: new Date('2100-01-01') } }),
    );
    const resumed = (await run(act('resumeEmailProfile'), { id }))['resumeEmailProfile'];

    expect(paused).toMatchObject({ state: 'OFF', pausedAt: expect.any(String), version: 1 });
    expect(whilePaused?.pausedAt).not.toBeNull();
    expect(resumed).toMatchObject({ state: 'UNPROVEN', pausedAt: null });
    expect((await budget(id))?.pausedAt).toBeNull();
    const queues = await api.database.asSystem('a spec', (tx) => tx.deliveryQueue.findMany({ where: { profileId: id } }));
    expect(queues.every(({ nextAt }) => nextAt <= new Date())).toBe(true);
  });
});

describe('keeping transcripts', () => {
  it('ends by itself, or when told to', async () => {
    const { id } = await make();
    const debug = `mutation ($id: ID!, $minutes: Int) { debugEmailProfile(id: $id, minutes: $minutes) { debugUntil } }`;

    const until = new Date((await run(debug, { id }))['debugEmailProfile'].debugUntil).getTime();
    const stopped = (await run(debug, { id, minutes: 0 }))['debugEmailProfile'].debugUntil;

    expect(until - Date.now()).toBeGreaterThan(59 * 60_000);
    expect(stopped).toBeNull();
    expect((await refusal(debug, { id, minutes: 5_000 })).extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'minutes' });
  });
});

describe('the default', () => {
  it('is always one', async () => {
    const [first, second] = [await make(), await make()];

    await run(act('setDefaultEmailProfile'), { id: second.id });

    expect([(await found(first.id)).isDefault, (await found(second.id)).isDefault]).toEqual([false, true]);
    expect(await resolve(null)).toBe(second.id);
  });
});

describe('the list', () => {
  it('finds by name, former name, sender and host, and by state', async () => {
    const [a, b] = [await make({ name: 'Plant 4' }), await make({ name: 'Office', fromAddress: 'office@plants.example' })];
    await saved(a.id, { name: 'Line 1', fromAddress: 'line@example.org' });
    await run(act('pauseEmailProfile'), { id: b.id });
    const names = async (filter: object) => (await run(list, { filter }))['emailProfiles'].items.map(({ name }: { name: string }) => name);

    expect(await names({ search: 'PLANT' })).toEqual(['Office', 'Line 1']);
    expect(await names({ search: 'smtp.example' })).toEqual(['Office', 'Line 1']);
    expect(await names({ search: '100%' })).toEqual([]);
    expect(await names({ states: ['OFF'] })).toEqual(['Office']);
    expect(await names({ states: ['UNPROVEN', 'PARKED'] })).toEqual(['Line 1']);
  });

  it('goes page by page in the order asked for', async () => {
    for (const name of ['b', 'A', 'd', 'C']) await make({ name });
    const pages = async (sort: string | null, after: string | null = null): Promise<string[]> => {
      const { items, nextCursor } = (await run(list, { page: { first: 3, after, sort } }))['emailProfiles'];
      const names = items.map(({ name }: { name: string }) => name);
      return nextCursor ? [...names, ...(await pages(sort, nextCursor))] : names;
    };

    expect(await pages('name')).toEqual(['A', 'b', 'C', 'd']);
    expect(await pages('-name')).toEqual(['d', 'C', 'b', 'A']);
    expect(await pages(null)).toEqual(['C', 'd', 'A', 'b']);
    expect(await pages(null, randomUUID())).toEqual([]);
    expect((await refusal(list, { page: { first: 3, sort: 'password' } })).extensions.field).toBe('page.sort');
  });

  it('counts for each profile what waits and how the last day went', async () => {
    const [busy, idle] = [await make(), await make()];
    const ids: string[] = [];
    for (let number = 0; number < 4; number += 1) ids.push(await waitingMail(api.database, tenant.tenantId, busy.id));
    const end = (id: string, state: 'ACCEPTED' | 'REJECTED') =>
      api.database.asSystem('a spec', (tx) => tx.message.update({ where: { id }, data: { state, finishedAt: new Date() } }));
    await end(ids[0]!, 'ACCEPTED');
    await end(ids[1]!, 'REJECTED');

    const [now, other] = [await found(busy.id), await found(idle.id)];

    expect(now).toMatchObject({ waiting: 2, acceptedToday: 1 });
    expect(now.hours.at(-1)).toMatchObject({ accepted: 1, failed: 1 });
    expect(now.hours.slice(0, -1).every(({ accepted, failed }: Record<string, number>) => accepted === 0 && failed === 0)).toBe(true);
    expect(other).toMatchObject({ waiting: 0, acceptedToday: 0 });
  });
});

describe('deleting', () => {
  const keyFor = async (profileId: string) => {
    const key = await api.database.asSystem('a spec', (tx) =>
      tx.apiKey.create({ data: { tenantId: tenant.tenantId, name: 'Historian', prefix: 'phk_', hash: Buffer.from(randomUUID()) } }),
    );
    await api.database.asSystem('a spec', (tx) =>
      tx.apiKeyProfile.create({ data: { tenantId: tenant.tenantId, keyId: key.id, profileId } }),
    );
    return key.id;
  };

  it('wipes the secrets, frees the names and leaves the row for the log', async () => {
    const { id, name } = await make({ name: 'Plant 4' });
    await saved(id, { name: 'Plant IV' });

    const { deleteEmailProfile: gone } = await run(remove, { id });
    await make({ name });

    expect(gone).toEqual({ id, moved: 0 });
    expect(await row(id)).toMatchObject({
      name: 'Plant IV',
      password: null,
      proxyPassword: null,
      isDefault: false,
      deletedAt: expect.any(Date),
    });
    expect(await budget(id)).toBeNull();
    expect(await api.database.asSystem('a spec', (tx) => tx.deliveryQueue.count({ where: { profileId: id } }))).toBe(0);
    expect((await refusal(read, { id })).extensions.code).toBe('NOT_FOUND');
    expect((await refusal(act('duplicateEmailProfile'), { id })).extensions.code).toBe('NOT_FOUND');
  });

  it('is refused while something refers to it, naming each', async () => {
    const [used, user] = [await make({ name: 'Used' }), await make({ name: 'User' })];
    await saved(user.id, { fallbackId: used.id });
    const keyId = await keyFor(used.id);
    await waitingMail(api.database, tenant.tenantId, used.id);
    await waitingMail(api.database, tenant.tenantId, used.id);

    const { deleteEmailProfile: refused } = await run(remove, { id: used.id });

    expect(refused.references).toEqual([
      { kind: 'DEFAULT', id: used.id, name: 'Default of the tenant' },
      { kind: 'FALLBACK', id: user.id, name: 'User' },
      { kind: 'API_KEY', id: keyId, name: 'Historian' },
      { kind: 'WAITING_MESSAGES', id: used.id, name: '2 waiting messages' },
    ]);
    expect((await found(used.id)).references).toEqual(refused.references);
  });

  it('moves all of that to another profile in one act', async () => {
    const [old, next, user] = [await make({ name: 'Old' }), await make({ name: 'Next' }), await make({ name: 'User' })];
    await saved(user.id, { fallbackId: old.id });
    await saved(next.id, { fallbackId: old.id });
    const keyId = await keyFor(old.id);
    const ids: string[] = [];
    for (const state of ['QUEUED', 'DEFERRED', 'PARKED', 'HELD', 'ACCEPTED'] as const) {
      const id = await waitingMail(api.database, tenant.tenantId, old.id);
      await api.database.asSystem('a spec', (tx) => tx.message.update({ where: { id }, data: { state } }));
      ids.push(id);
    }

    const { deleteEmailProfile: gone } = await run(remove, { id: old.id, moveTo: next.id });

    expect(gone).toEqual({ id: old.id, moved: 4 });
    const messages = await api.database.asSystem('a spec', (tx) =>
      tx.message.findMany({ where: { id: { in: ids } }, orderBy: { id: 'asc' } }),
    );
    expect(messages.map(({ state, profileId }) => [state, profileId])).toEqual([
      ['QUEUED', next.id],
      ['DEFERRED', next.id],
      ['QUEUED', next.id],
      ['HELD', next.id],
      ['ACCEPTED', old.id],
    ]);
    expect(await found(user.id)).toMatchObject({ fallbackId: next.id });
    expect(await found(next.id)).toMatchObject({ isDefault: true, fallbackId: null, waiting: 4 });
    const restricted = await api.database.asSystem('a spec', (tx) => tx.apiKeyProfile.findMany({ where: { keyId } }));
    expect(restricted.map(({ profileId }) => profileId)).toEqual([next.id]);
  });

  it('lets nobody fall back in a circle by it', async () => {
    const [old, next, user] = [await make({ name: 'Old' }), await make({ name: 'Next' }), await make({ name: 'User' })];
    await saved(user.id, { fallbackId: old.id });
    await saved(next.id, { fallbackId: user.id });

    expect((await refusal(remove, { id: old.id, moveTo: next.id })).extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'moveTo' });
  });

  it.each(['CLAIMED', 'SENDING'] as const)('waits for a message that is %s', async (state) => {
    const [old, next] = [await make(), await make()];
    const id = await waitingMail(api.database, tenant.tenantId, old.id);
    await api.database.asSystem('a spec', (tx) => tx.message.update({ where: { id }, data: { state } }));

    const answer = await refusal(remove, { id: old.id, moveTo: next.id });

    expect(answer.extensions.code).toBe('CONFLICT');
    expect(answer.message).toContain('Try again in a moment');
    expect(await budget(old.id)).not.toBeNull();
  });

  it('strands no mail that is enqueued meanwhile', async () => {
    const [old, next] = [await make({ name: 'Old' }), await make()];
    const send = () =>
      api.database.forTenant(tenant, async (tx) => {
        const { id } = await api.app.get(EmailProfiles).resolve(tx, tenant.tenantId, 'Old');
        await new Promise((resolve) => setTimeout(resolve, 100));
        await enqueueWaitingMail(api.database, tx, tenant.tenantId, id);
      });
    const sending = Array.from({ length: 4 }, send);
    await new Promise((resolve) => setTimeout(resolve, 30));

    const [{ deleteEmailProfile: gone }, ...sent] = await Promise.all([run(remove, { id: old.id, moveTo: next.id }), ...sending]);
    const late = await send().catch((error: Error) => error);

    expect(sent).toHaveLength(4);
    expect(gone).toEqual({ id: old.id, moved: 4 });
    expect(late).toMatchObject({ code: 'INVALID_INPUT', details: { field: 'profile' } });
    expect((await found(next.id)).waiting).toBe(4);
  });

  it('leads nowhere else than to a profile of this tenant', async () => {
    const { id } = await make();

    expect((await refusal(remove, { id, moveTo: randomUUID() })).extensions.code).toBe('NOT_FOUND');
    expect((await refusal(remove, { id, moveTo: id })).extensions).toMatchObject({ code: 'INVALID_INPUT', field: 'moveTo' });
  });
});
