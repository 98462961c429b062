import { apiWithTenant } from '../../test/kit/api-with-tenant.ts';
import { proxySecret } from '../../test/kit/client.ts';
import { Controller, Module, Post } from '@nestjs/common';
import { Query, Resolver } from '@nestjs/graphql';
import { AllowKey } from '../platform/access/allow.ts';
import type { KeyActor, TenantActor } from '../platform/access/actor.ts';
import { newApiKey } from '../platform/access/api-key.ts';
import { CurrentActor } from '../platform/access/current-actor.ts';
import { tenantOfTwo, type Person, type TenantOfTwo } from '../../test/kit/people.ts';
import { makeKey, Program } from '../../test/kit/programs.ts';
import { type TestApi } from '../../test/kit/test-api.ts';

const list = `{ apiKeys { id name prefix state lastUsedAt lastUsedFrom replacedById expiresAt } }`;
const whoAmI = `{ whoSends }`;

/** What a key may do, without the rest of the product. */
@Resolver()
class ProbeResolver {
  @AllowKey('messages:send', 'tenant.send')
  @Query(() => String, { description: 'Who asks.' })
  whoSends(@CurrentActor() actor: KeyActor | TenantActor): string {
    return `${actor.kind} ${actor.name} of ${actor.tenantId}`;
  }

  @AllowKey('alarms:raise', 'tenant.send')
  @Query(() => String, { description: 'Who raises.' })
  whoRaises(): string {
    return 'raised';
  }
}

@Controller('probe')
class ProbeController {
  @AllowKey('messages:send', 'tenant.send')
  @Post()
  ask(@CurrentActor() actor: KeyActor | TenantActor): string {
    return actor.kind;
  }
}

@Module({ providers: [ProbeResolver], controllers: [ProbeController] })
class ProbeModule {}

let api: TestApi;
let root: Person;
let tenant: TenantOfTwo;

beforeAll(async () => {
  ({ api, root, tenant } = await apiWithTenant({}, [ProbeModule]));
}, 60_000);
afterAll(() => api.close());

const program = (secret: string, headers?: Record<string, string>) => new Program(api.url, secret, headers);
const keyOf = async (id: string) => (await tenant.admin.client.run(list))['apiKeys'].find((key: { id: string }) => key.id === id);
const change = (id: string, data: object) => api.database.forTenant(tenant, (tx) => tx.apiKey.update({ where: { id }, data }));
const codeOf = ({ errors }: { errors?: { extensions: { code: string } }[] }) => errors?.[0]?.extensions.code;

describe('a key', () => {
  it('is shown once, and kept as a hash', async () => {
    const { secret, key } = await makeKey(tenant.admin, { name: 'Line 4' });

    const row = await api.database.forTenant(tenant, (tx) => tx.apiKey.findUniqueOrThrow({ where: { id: key.id } }));
    const events = await tenant.admin.client.run(`{ auditEvents(filter: { action: "api-key." }) { items { action subject details } } }`);

    expect(secret).toMatch(/^phk_[\w-]{43}$/);
    expect(key).toMatchObject({ name: 'Line 4', prefix: secret.slice(0, 12), scopes: ['MESSAGES_SEND'], lanes: ['BULK'], state: 'ACTIVE' });
    expect(row.hash).toHaveLength(32);
    expect(JSON.stringify([await tenant.admin.client.run(list), events, { ...row, hash: '' }])).not.toContain(secret.slice(12));
    expect(events['auditEvents'].items[0]).toMatchObject({ action: 'api-key.created', subject: `Line 4 (${key.prefix}…)` });
  });

  it('acts in its own tenant by Bearer or Basic, whatever tenant the request names', async () => {
    const { secret } = await makeKey(tenant.admin, { name: 'Line 5' });
    const basic = `Basic ${Buffer.from(`posthorn:${secret}`).toString('base64')}`;

    const answers = [
      await program(secret).ask(whoAmI),
      await program(secret, { authorization: basic }).ask(whoAmI),
      await program(secret, { 'x-posthorn-tenant': root.identityId }).ask(whoAmI),
    ];

    expect(answers.map(({ data }) => data)).toEqual(Array(3).fill({ whoSends: `key Line 5 of ${tenant.tenantId}` }));
  });

  it('needs no Origin of ours, and wins over a cookie beside it', async () => {
    const { secret } = await makeKey(tenant.admin);
    const cookie = [...tenant.admin.client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { cookie, origin: 'https://elsewhere.example', 'x-posthorn-tenant': tenant.tenantId };

    const withKey = await program(secret, headers).fetch('/probe', { method: 'POST' });
    const withWrongKey = await program(newApiKey(), headers).fetch('/probe', { method: 'POST' });

    expect([withKey.status, await withKey.text()]).toEqual([201, 'key']);
    expect(withWrongKey.status).toBe(401);
  });

  it('opens nothing beyond its scopes, and the refusal names the scope', async () => {
    const { secret } = await makeKey(tenant.admin);

    const [raised, members, anonymous, visitor] = [
      await program(secret).ask('{ whoRaises }'),
      await program(secret).ask('{ members { items { id } } }'),
      await program(secret).ask('{ publicSettings { productName } }'),
      await api.browser().refusal(whoAmI),
    ];

    expect(raised.errors?.[0]).toMatchObject({ message: expect.stringContaining('alarms:raise'), extensions: { code: 'NOT_ALLOWED' } });
    expect(members.errors?.[0]).toMatchObject({ message: expect.stringContaining('scope'), extensions: { code: 'NOT_ALLOWED' } });
    expect(anonymous.errors).toBeUndefined();
    expect(visitor).toMatchObject({ message: expect.stringContaining('API key'), extensions: { code: 'NOT_SIGNED_IN' } });
  });

  it('that ended says how; one nobody has tells nothing', async () => {
    const [expired, revoked] = [await makeKey(tenant.admin), await makeKey(tenant.admin)];
    await change(expired.key.id, { expiresAt: new Date('2026-01-02T03:04:05Z') });
    await tenant.admin.client.run(`mutation ($id: ID!) { revokeApiKey(id: $id) { state } }`, { id: revoked.key.id });

    const answers = await Promise.all(
      [expired.secret, revoked.secret, newApiKey(), 'phk_short'].map((secret) => program(secret).fetch('/probe', { method: 'POST' })),
    );
    const sentences = await Promise.all(
      answers.map(async (answer) => ((await answer.json()) as { errors: { message: string }[] }).errors[0]?.message),
    );

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    expect(sentences[0]).toContain('expired at 2026-01-02T03:04:05.000Z');
    expect(sentences[1]).toContain('revoked');
    expect(sentences[2]).toBe(sentences[3]);
  });

  it('remembers when and from where it was used, at most once a minute', async () => {
    const { secret, key } = await makeKey(tenant.admin);
    const from = (address: string) => program(secret, { 'x-forwarded-for': address, 'x-posthorn-proxy': proxySecret }).ask(whoAmI);

    await from('198.51.100.7');
    const first = await keyOf(key.id);
    await from('198.51.100.8');
    const second = await keyOf(key.id);
    await change(key.id, { lastUsedAt: new Date(Date.now() - 61_000) });
    await from('198.51.100.9');

    expect(first.lastUsedFrom).toBe('198.51.100.7');
    expect(second).toEqual(first);
    expect((await keyOf(key.id)).lastUsedFrom).toBe('198.51.100.9');
  });

  it('works from the networks it is bound to alone, and so does what takes its place', async () => {
    const { secret, key } = await makeKey(tenant.admin, { networks: ['198.51.100.0/24', '2001:db8::/32'] });
    const from = (held: string, address: string) =>
      program(held, { 'x-forwarded-for': address, 'x-posthorn-proxy': proxySecret }).ask(whoAmI).then(codeOf);
    const { rotateApiKey } = await tenant.admin.client.run(`mutation ($id: ID!) { rotateApiKey(id: $id) { secret } }`, { id: key.id });

    for (const held of [secret, rotateApiKey.secret] as string[]) {
      expect([await from(held, '198.51.100.7'), await from(held, '2001:db8::5')]).toEqual([undefined, undefined]);
      expect([await from(held, '203.0.113.7'), await from(held, '2001:db9::5')]).toEqual(['NOT_ALLOWED', 'NOT_ALLOWED']);
    }
  });

  it('is bound to no network that is none', async () => {
    const refusal = makeKey(tenant.admin, { networks: ['198.51.100.0/24', 'office'] });

    await expect(refusal).rejects.toThrow('"office" is neither an address nor a CIDR block');
  });

  it('ends in a year where nothing else is said, and never where that is said', async () => {
    const [year, never] = [await makeKey(tenant.admin), await makeKey(tenant.admin, { expiresAt: null })];

    expect(new Date(year.key['expiresAt'] as string).getTime() - Date.now()).toBeGreaterThan(364 * 86_400_000);
    expect(never.key['expiresAt']).toBeNull();
  });

  it('of a suspended tenant is refused with the reason, until it is resumed', async () => {
    const other = await tenantOfTwo(api, root);
    const { secret } = await makeKey(other.admin);
    await root.client.run(`mutation ($id: ID!) { suspendTenant(id: $id, reason: "Unpaid.") { status } }`, { id: other.tenantId });

    const suspended = await program(secret).ask(whoAmI);
    await root.client.run(`mutation ($id: ID!) { resumeTenant(id: $id) { status } }`, { id: other.tenantId });

    expect(suspended.errors?.[0]).toMatchObject({ message: 'This tenant is suspended: Unpaid.', extensions: { code: 'TENANT_SUSPENDED' } });
    expect((await program(secret).ask(whoAmI)).errors).toBeUndefined();
  });
});

describe('wrong keys', () => {
  it('are slowed down per network; a good key of that network is not', async () => {
    const { secret } = await makeKey(tenant.admin);
    const headers = { 'x-forwarded-for': '203.0.113.50', 'x-posthorn-proxy': proxySecret };

    const codes: (string | undefined)[] = [];
    for (let count = 0; count < 31; count += 1) codes.push(codeOf(await program(newApiKey(), headers).ask(whoAmI)));
    const elsewhere = codeOf(
      await program(newApiKey(), { 'x-forwarded-for': '203.0.113.51', 'x-posthorn-proxy': proxySecret }).ask(whoAmI),
    );

    expect([codes[29], codes[30], elsewhere]).toEqual(['NOT_SIGNED_IN', 'TRY_LATER', 'NOT_SIGNED_IN']);
    expect((await program(secret, headers).ask(whoAmI)).errors).toBeUndefined();
  });
});

describe('a rotation', () => {
  const rotate = `mutation ($id: ID!, $overlapHours: Int) { rotateApiKey(id: $id, overlapHours: $overlapHours) { secret key { id name scopes state } } }`;

  it('makes a key of the same permissions, and both work during the overlap', async () => {
    const old = await makeKey(tenant.admin, { scopes: ['MESSAGES_SEND', 'ALARMS_RAISE'], lanes: ['ALARM', 'BULK'] });

    const { rotateApiKey: made } = await tenant.admin.client.run(rotate, { id: old.key.id });
    const again = await tenant.admin.client.refusal(rotate, { id: old.key.id });

    expect(made.key).toMatchObject({ name: old.key.name, scopes: ['MESSAGES_SEND', 'ALARMS_RAISE'], state: 'ACTIVE' });
    expect(await keyOf(old.key.id)).toMatchObject({ state: 'ROTATING', replacedById: made.key.id });
    expect(again.extensions.code).toBe('CONFLICT');
    for (const secret of [old.secret, made.secret]) expect((await program(secret).ask('{ whoRaises }')).errors).toBeUndefined();
  });

  it('without an overlap ends the old key at once', async () => {
    const old = await makeKey(tenant.admin);

    await tenant.admin.client.run(rotate, { id: old.key.id, overlapHours: 0 });

    expect(codeOf(await program(old.secret).ask(whoAmI))).toBe('NOT_SIGNED_IN');
    expect((await keyOf(old.key.id)).state).toBe('EXPIRED');
  });
});

describe('keys', () => {
  it('are made, rotated and revoked by an admin who has just typed their password; renamed and listed without', async () => {
    const { key } = await makeKey(tenant.admin);
    const member = await tenant.member.client.refusal(list);
    await api.database.forIdentity(tenant.admin, (tx) => tx.session.updateMany({ where: {}, data: { steppedUpAt: new Date(0) } }));

    const codes = [
      await tenant.admin.client.refusal(`mutation { createApiKey(input: { name: "x", scopes: [MESSAGES_SEND] }) { secret } }`),
      await tenant.admin.client.refusal(`mutation ($id: ID!) { rotateApiKey(id: $id) { secret } }`, { id: key.id }),
      await tenant.admin.client.refusal(`mutation ($id: ID!) { revokeApiKey(id: $id) { id } }`, { id: key.id }),
    ].map(({ extensions }) => extensions.code);
    const { renameApiKey } = await tenant.admin.client.run(`mutation ($id: ID!) { renameApiKey(id: $id, name: "Renamed") { name } }`, {
      id: key.id,
    });
    await api.database.forIdentity(tenant.admin, (tx) => tx.session.updateMany({ where: {}, data: { steppedUpAt: new Date() } }));

    expect(codes).toEqual(Array(3).fill('STEP_UP_REQUIRED'));
    expect(member.extensions.code).toBe('NOT_ALLOWED');
    expect(renameApiKey).toEqual({ name: 'Renamed' });
  });

  it.each([
    ['no scope', { scopes: [] }, 'scopes'],
    ['a name of two lines', { name: 'a\nb' }, 'name'],
    ['an expiry in the past', { expiresAt: '2020-01-01T00:00:00Z' }, 'expiresAt'],
  ])('are refused with %s', async (_, input, field) => {
    await expect(makeKey(tenant.admin, input)).rejects.toMatchObject({ code: 'INVALID_INPUT', field });
  });

  it('may be bound to profiles of the tenant alone', async () => {
    await expect(makeKey(tenant.admin, { profileIds: [tenant.tenantId] })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
