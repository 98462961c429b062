import { randomBytes, randomUUID } from 'node:crypto';
import { DiscoveryService } from '@nestjs/core';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isNonNullType,
  isObjectType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Client, GraphqlAnswer } from '../kit/client.ts';
import { connectLive, follow } from '../kit/live.ts';
import { activate, becomeSystemAdmin, freshEmail, invite, tenantOfTwo, type Person, type TenantOfTwo } from '../kit/people.ts';
import { makeProfile, profileInput, waitingMail } from '../kit/profiles.ts';
import { makeKey } from '../kit/programs.ts';
import { startApi, type TestApi } from '../kit/test-api.ts';

/**
 * Every ID an operation takes, at any depth, is tried with a real id of tenant A by people of tenant B. The operations come from the built
 * schema and the routes from the controllers, so a new one fails here until `factories` knows a real row for it.
 */

/** Makes, or names, a row of tenant A; the table proves that the id is real. */
interface RealId {
  id: string;
  table: string;
}

const factories: Record<string, () => Promise<RealId> | RealId> = {
  'acceptInvitation(tenantId)': tenantOfA,
  'allowEgressRequest(id)': egressRequestOfA,
  'beginGrant(profileId)': profileOfA,
  'cancellableMessages(filter.profileId)': profileOfA,
  'cancellableMessages(filter.tenantId)': tenantOfA,
  'cancelMessage(id)': tenantMessageOfA,
  'cancelMessages(filter.profileId)': profileOfA,
  'cancelMessages(filter.tenantId)': tenantOfA,
  'changeMemberRole(membershipId)': membershipOfA,
  'checkConnection(input.profile.fallbackId)': profileOfA,
  'checkConnection(input.profile.oauth.clientId)': oauthClientOfA,
  'checkConnection(input.profileId)': profileOfA,
  'checkConnection(input.settings.oauth.clientId)': oauthClientOfA,
  'checkConnection(input.settings.oauthClient.id)': oauthClientOfA,
  'confirmGrant(id)': consentOfA,
  'connectionCheck(id)': checkOfA,
  'connectionCheckChanged(id)': checkOfA,
  'copyActivationLink(membershipId)': membershipOfA,
  'createApiKey(input.profileIds)': profileOfA,
  'createEmailProfile(input.fallbackId)': profileOfA,
  'createEmailProfile(input.oauth.clientId)': oauthClientOfA,
  'createOAuthClient(input.id)': oauthClientOfA,
  'debugEmailProfile(id)': profileOfA,
  'deleteEmailProfile(id)': profileOfA,
  'deleteEmailProfile(moveTo)': profileOfA,
  'deleteOAuthClient(id)': oauthClientOfA,
  'disableIdentity(id)': personOfA,
  'dismissEgressRequest(id)': egressRequestOfA,
  'duplicateEmailProfile(id)': profileOfA,
  'emailProfile(id)': profileOfA,
  'enableIdentity(id)': personOfA,
  'grant(profileId)': profileOfA,
  'grantChanged(profileId)': profileOfA,
  'inviteTenantAdmin(tenantId)': tenantOfA,
  'leaveTenant(tenantId)': tenantOfA,
  'message(id)': tenantMessageOfA,
  'messages(filter.profileId)': profileOfA,
  'messages(filter.tenantId)': tenantOfA,
  'oauthClient(id)': oauthClientOfA,
  'pauseEmailProfile(id)': profileOfA,
  'refreshGrant(profileId)': profileOfA,
  'rejectGrant(id)': consentOfA,
  'removeEgressRule(id)': ruleOfPlatform,
  'removeEmailProfileAlias(id)': profileOfA,
  'removeMember(membershipId)': membershipOfA,
  'renameApiKey(id)': keyOfA,
  'resendAccountMail(messageId)': messageOfA,
  'resendActivation(membershipId)': membershipOfA,
  'resumeEmailProfile(id)': profileOfA,
  'resumeTenant(id)': tenantOfA,
  'retryMessage(id)': tenantMessageOfA,
  'revokeApiKey(id)': keyOfA,
  'revokeGrant(profileId)': profileOfA,
  'revokeSession(id)': sessionOfA,
  'rotateApiKey(id)': keyOfA,
  'sandboxMessage(id)': capturedMailOfA,
  'sendMail(input.attachments.id)': uploadOfA,
  'sendTestMessage(input.attachmentIds)': uploadOfA,
  'sendTestMessage(input.profileId)': profileOfA,
  'setDefaultEmailProfile(id)': profileOfA,
  'setSystemAdmin(id)': personOfA,
  'suspendTenant(id)': tenantOfA,
  'switchTenant(tenantId)': tenantOfA,
  'tenant(id)': tenantOfA,
  'updateEmailProfile(id)': profileOfA,
  'updateEmailProfile(input.fallbackId)': profileOfA,
  'updateEmailProfile(input.oauth.clientId)': oauthClientOfA,
  'updateOAuthClient(id)': oauthClientOfA,
  'updateOAuthClient(input.id)': oauthClientOfA,
  'updatePlatformMailSettings(input.oauth.clientId)': oauthClientOfA,
  'updatePlatformMailSettings(input.oauthClient.id)': oauthClientOfA,
  'updateTenant(id)': tenantOfA,
  'GET /api/messages/:id/preview': messageOfA,
  'GET /api/sandbox/:id/preview': capturedMailOfA,
  'GET /api/t/:tenantId/messages/:id/preview': tenantMessageOfA,
  'GET /api/t/:tenantId/sandbox/:id/preview': capturedMailOfA,
  'GET /api/v1/messages/:id': tenantMessageOfA,
};

/** Inputs that the schema lets one leave out, and the operation doesn't. */
const neededAlso = ['SendMailInput.to', 'OAuthClientInput.secret'];

/** What an input needs beside it, by a field on the way to the id: without them the id is not looked at. */
const neededBeside: Record<string, readonly string[]> = { oauth: ['authentication', 'username'] };

/** Routes without a guard whose id names nothing by itself: the state beside it does, and its own spec tries foreign ones. */
const namesNothing = ['/api/oauth/callback/:clientId'];

/** What other required inputs get, by name, so that nothing but the id is wrong. */
const samples: Record<string, unknown> = {
  email: 'somebody@example.org',
  to: 'somebody@example.org',
  invitationsPerDay: 5,
  reason: 'Because.',
  fromAddress: 'somebody@example.org',
  host: 'smtp.example.org',
  preset: 'custom',
  timeoutMs: 1000,
  provider: 'google',
  secretAction: 'REPLACE',
  SubmissionAuthentication: 'OAUTH2',
};

interface IdPlace {
  /** As `factories` spells it. */
  key: string;
  kind: 'query' | 'mutation' | 'subscription';
  field: GraphQLField<unknown, unknown>;
  /** From the argument down to the ID. */
  path: string[];
}

let api: TestApi;
let schema: GraphQLSchema;
let a: TenantOfTwo;
let b: TenantOfTwo;
let root: Person;
let invited: { id: string };
let strangers: Record<string, Client>;

beforeAll(async () => {
  api = await startApi();
  schema = api.app.get(GraphQLSchemaHost, { strict: false }).schema;
  root = await becomeSystemAdmin(api);
  [a, b] = [await tenantOfTwo(api, root), await tenantOfTwo(api, root)];
  invited = await invite(a.admin, freshEmail('pending'));
  samples['profileId'] = (await makeProfile(b.admin)).id;
  const loner = await personWithoutTenant();
  strangers = {
    'the admin of B': b.admin.client,
    'a member of B': b.member.client,
    'the admin of B, naming no tenant': withTenant(b.admin.client, undefined),
    'the admin of B, naming tenant A': withTenant(b.admin.client, a.tenantId),
    'a person without a tenant': loner.client,
    'a person without a tenant, naming tenant A': withTenant(loner.client, a.tenantId),
    nobody: api.browser(),
  };
}, 90_000);
afterAll(() => api.close());

describe('an id of another tenant', () => {
  it('has a factory here wherever an operation or a route takes one', () => {
    const taken = [...idPlaces().map(({ key }) => key), ...routesWithParameters().map(({ key }) => key), ...nestedIdArguments()];

    expect(taken.filter((key) => !(key in factories))).toEqual([]);
    expect(Object.keys(factories).filter((key) => !taken.includes(key))).toEqual([]);
  });

  it('is refused by every operation, as if it were nobody’s', async () => {
    const random = randomUUID();
    for (const place of idPlaces().filter(({ kind }) => kind !== 'subscription')) {
      const real = await realIdFor(place.key);
      for (const [who, client] of Object.entries(strangers)) {
        const answers = [await tryWith(client, place, real.id), await tryWith(client, place, random)];

        expect({ operation: place.key, who, code: codeOf(answers[0]!) }).toEqual({ operation: place.key, who, code: refusedAt(place) });
        // Neither the sentence nor anything else tells that the row exists.
        expect({ who, answer: comparable(answers[0]!) }).toEqual({ who, answer: comparable(answers[1]!) });
      }
    }
  }, 60_000);

  it('is refused by every subscription', async () => {
    for (const place of idPlaces().filter(({ kind }) => kind === 'subscription')) {
      const real = await realIdFor(place.key);
      for (const [who, person] of Object.entries({ admin: b.admin, member: b.member })) {
        const live = connectLive(api.url, person.client, { tenantId: b.tenantId });
        const { query, variables } = documentFor(place, real.id);
        const end = await follow(live, query, variables);
        await live.dispose();

        expect({ operation: place.key, who, code: end.errors?.[0]?.extensions?.['code'] }).toEqual({
          operation: place.key,
          who,
          code: refused,
        });
      }
    }
  });

  it('is refused by every route', async () => {
    for (const { key, path } of routesWithParameters()) {
      const real = await realIdFor(key);
      for (const [who, client] of Object.entries(strangers)) {
        for (const tenantId of [a.tenantId, b.tenantId]) {
          const of = async (id: string) => client.fetch(path.replace(':tenantId', tenantId).replace(':id', id));
          const [theirs, nobodys] = [await of(real.id), await of(randomUUID())];

          expect({ key, who, tenantId, refused: [401, 403, 404].includes(theirs.status) }).toEqual({ key, who, tenantId, refused: true });
          expect(withoutRequestId(await theirs.text())).toBe(withoutRequestId(await nobodys.text()));
        }
      }
    }
  });

  it('in the tenant header is refused by every operation of tenants', async () => {
    const intruder = withTenant(b.admin.client, a.tenantId);
    const lost = withTenant(b.admin.client, randomUUID());
    for (const query of [
      '{ members { items { id } } }',
      '{ tenantOverview { memberCount } }',
      '{ sandboxMessages { items { id } } }',
      '{ auditEvents { items { id } } }',
    ]) {
      const answers = [await intruder.ask(query), await lost.ask(query)];

      expect(answers.map(codeOf)).toEqual(['NOT_FOUND', 'NOT_FOUND']);
      expect(comparable(answers[0]!)).toBe(comparable(answers[1]!));
    }
  });

  it('as a page’s cursor leads nowhere', async () => {
    const { members } = await b.admin.client.run(`query ($after: String) { members(page: { after: $after }) { items { id } } }`, {
      after: invited.id,
    });

    expect(members.items).toEqual([]);
  });

  it('left everything of tenant A as it was', async () => {
    const { members } = await a.admin.client.run(`{ members { items { id role status } } me { memberships { status } } }`);

    expect(members.items.map(({ role, status }: Record<string, string>) => `${role} ${status}`).sort()).toEqual([
      'MEMBER ACTIVE',
      'MEMBER INVITED',
      'TENANT_ADMIN ACTIVE',
    ]);
    expect((await a.member.client.run(`{ me { memberships { tenantStatus } } }`))['me'].memberships).toEqual([{ tenantStatus: 'ACTIVE' }]);
  });
});

const refusals = ['NOT_FOUND', 'NOT_ALLOWED', 'NOT_SIGNED_IN'];
/**
 * Two say INVALID_INPUT: a choice in a form that is not on its list, and a form that is not a tenant's. The sentence and the field are the
 * same for an id that is nobody's.
 */
const refusedAt = ({ path }: IdPlace): string =>
  path.includes('settings') || path.join('.').endsWith('oauth.clientId')
    ? (expect.stringMatching(new RegExp(`^(${[...refusals, 'INVALID_INPUT'].join('|')})$`)) as string)
    : refused;
const refused = expect.stringMatching(new RegExp(`^(${refusals.join('|')})$`)) as string;

function withTenant(client: Client, tenantId: string | undefined): Client {
  const same = api.browser();
  for (const [name, value] of client.cookies) same.cookies.set(name, value);
  same.tenantId = tenantId;
  return same;
}

/** Somebody who joined a tenant and left it. */
async function personWithoutTenant(): Promise<Person> {
  const email = freshEmail('loner');
  await invite(b.admin, email);
  const person = await activate(api, email);
  await person.client.run(`mutation ($id: ID!) { leaveTenant(tenantId: $id) { defaultTenantId } }`, { id: b.tenantId });
  return person;
}

function tenantOfA(): RealId {
  return { id: a.tenantId, table: 'tenant' };
}

function membershipOfA(): RealId {
  return { id: invited.id, table: 'membership' };
}

function personOfA(): RealId {
  return { id: a.member.identityId, table: 'identity' };
}

async function sessionOfA(): Promise<RealId> {
  return { id: (await a.member.client.run(`{ me { session { id } } }`))['me'].session.id, table: 'session' };
}

async function messageOfA(): Promise<RealId> {
  return { id: (await api.mailsTo(a.member.email))[0]!.id, table: 'message' };
}

async function capturedMailOfA(): Promise<RealId> {
  const data = {
    tenantId: a.tenantId,
    envelopeFrom: 'a@example.org',
    recipients: [],
    subject: 'Theirs',
    sizeBytes: 4,
    raw: Buffer.from('\r\n\r\nx'),
  };
  const { id } = await api.database.forTenant({ tenantId: a.tenantId }, (tx) => tx.sandboxMessage.create({ data }));
  return { id, table: 'sandbox_message' };
}

async function profileOfA(): Promise<RealId> {
  const data = { tenantId: a.tenantId, name: 'Theirs', fromAddress: 'a@example.org', host: '192.0.2.1', port: 25 };
  const { id } = await api.database.forTenant({ tenantId: a.tenantId }, (tx) => tx.emailProfile.create({ data }));
  return { id, table: 'email_profile' };
}

async function oauthClientOfA(): Promise<RealId> {
  const name = `Theirs ${randomUUID()}`;
  const registered = { provider: 'generic', clientId: 'theirs', authentication: 'NONE', tokenUrl: 'https://192.0.2.1/token' } as const;
  const data = { tenantId: a.tenantId, id: uuidv7(), name, nameKey: name.toLowerCase(), ...registered };
  const { id } = await api.database.forTenant({ tenantId: a.tenantId }, (tx) => tx.oAuthClient.create({ data }));
  return { id, table: 'oauth_client' };
}

async function consentOfA(): Promise<RealId> {
  const [{ id: clientId }, { id: profileId }] = [await oauthClientOfA(), await profileOfA()];
  const bound = { clientId, profileId, sessionId: randomUUID(), identityId: a.admin.identityId, generation: 0 };
  const data = {
    tenantId: a.tenantId,
    ...bound,
    stateHash: randomBytes(32),
    status: 'TO_CONFIRM',
    expiresAt: new Date(Date.now() + 60_000),
  } as const;
  const { id } = await api.database.forTenant({ tenantId: a.tenantId }, (tx) => tx.oAuthConsent.create({ data }));
  return { id, table: 'oauth_consent' };
}

async function tenantMessageOfA(): Promise<RealId> {
  return { id: await waitingMail(api.database, a.tenantId, (await profileOfA()).id), table: 'message' };
}

async function uploadOfA(): Promise<RealId> {
  const upload = await a.admin.client.fetch('/api/v1/attachments?name=a.txt', { method: 'POST', body: randomUUID() });
  return { id: ((await upload.json()) as { id: string }).id, table: 'attachment' };
}

async function keyOfA(): Promise<RealId> {
  return { id: (await makeKey(a.admin)).key.id, table: 'api_key' };
}

async function checkOfA(): Promise<RealId> {
  const { checkConnection } = await a.admin.client.run(
    `mutation ($input: CheckConnectionInput!) { checkConnection(input: $input) { id } }`,
    {
      input: { profile: profileInput({ host: '192.0.2.1' }) },
    },
  );
  return { id: checkConnection.id, table: 'connection_check' };
}

async function egressRequestOfA(): Promise<RealId> {
  const { requestEgress } = await a.admin.client.run(`mutation { requestEgress(input: { host: "192.0.2.1", port: 25 }) { id } }`);
  return { id: requestEgress.id, table: 'egress_request' };
}

async function ruleOfPlatform(): Promise<RealId> {
  const { allowEgress } = await root.client.run(`mutation ($host: String!) { allowEgress(input: { host: $host, port: 25 }) { id } }`, {
    host: `${randomUUID()}.example`,
  });
  return { id: allowEgress.id, table: 'egress_rule' };
}

async function realIdFor(key: string): Promise<RealId> {
  const real = await factories[key]!();
  const client = new pg.Client({ connectionString: api.testDatabase.urls.superuser });
  await client.connect();
  const { rowCount } = await client.query(`select from ${real.table} where id = $1`, [real.id]);
  await client.end();
  expect({ key, rowCount }).toEqual({ key, rowCount: 1 });
  return real;
}

/** Every place of every operation that takes an ID. */
function idPlaces(): IdPlace[] {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ] as const;
  return roots.flatMap(([kind, type]) =>
    Object.values(type?.getFields() ?? {}).flatMap((field) =>
      field.args
        .flatMap((argument) => pathsToIds(argument.name, argument.type))
        .map((path) => ({ key: `${field.name}(${path.join('.')})`, kind, field, path })),
    ),
  );
}

function pathsToIds(name: string, type: GraphQLInputType, seen: string[] = []): string[][] {
  const named = getNamedType(type);
  if (named.name === 'ID') return [[name]];
  if (!isInputObjectType(named) || seen.includes(named.name)) return [];
  return Object.values(named.getFields()).flatMap((field) =>
    pathsToIds(field.name, field.type, [...seen, named.name]).map((path) => [name, ...path]),
  );
}

/** IDs that a field below an operation takes; there are none, and the first one will need a way to be tried. */
function nestedIdArguments(): string[] {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  return Object.values(schema.getTypeMap())
    .filter((type) => isObjectType(type) && !roots.includes(type) && !type.name.startsWith('__'))
    .flatMap((type) => (isObjectType(type) ? Object.values(type.getFields()).map((field) => ({ type, field })) : []))
    .flatMap(({ type, field }) =>
      field.args
        .filter((argument) => getNamedType(argument.type).name === 'ID')
        .map((argument) => `${type.name}.${field.name}(${argument.name})`),
    );
}

/** A valid call of the operation in which only this one id is somebody else's. */
function documentFor({ kind, field, path }: IdPlace, id: string): { query: string; variables: Record<string, unknown> } {
  const given = field.args.filter((argument) => isNonNullType(argument.type) || argument.name === path[0]);
  const variables = Object.fromEntries(given.map((argument) => [argument.name, sampleOf(argument, path, id)]));
  const declared = given.map((argument) => `$${argument.name}: ${String(argument.type)}`).join(', ');
  const passed = given.map((argument) => `${argument.name}: $${argument.name}`).join(', ');
  const selection = isLeafType(getNamedType(field.type)) ? '' : ' { __typename }';
  return { query: `${kind} (${declared}) { ${field.name}(${passed})${selection} }`, variables };
}

function sampleOf(input: GraphQLArgument | GraphQLInputField, path: readonly string[] | null, id: string): unknown {
  const named = getNamedType(input.type);
  const onPath = path?.[0] === input.name;
  if (isInputObjectType(named)) {
    const fields = Object.values(named.getFields()).filter(
      (field) =>
        isNonNullType(field.type) ||
        (onPath && path.includes(field.name)) ||
        (onPath && path.some((name) => neededBeside[name]?.includes(field.name))) ||
        neededAlso.includes(`${named.name}.${field.name}`),
    );
    return Object.fromEntries(fields.map((field) => [field.name, sampleOf(field, onPath ? path.slice(1) : null, id)]));
  }
  if (onPath) return id;
  if (named.name in samples) return samples[named.name];
  if (input.name in samples) return samples[input.name];
  if (isEnumType(named)) return named.getValues()[0]?.name;
  if (named.name === 'Boolean') return true;
  return named.name === 'Int' ? 1 : 'Sample';
}

const tryWith = (client: Client, place: IdPlace, id: string): Promise<GraphqlAnswer<unknown>> => {
  const { query, variables } = documentFor(place, id);
  return client.ask(query, variables);
};

const codeOf = (answer: GraphqlAnswer<unknown>) => answer.errors?.[0]?.extensions.code;
const withoutRequestId = (text: string) => text.replace(/"requestId":"[^"]+"/, '');
const comparable = (answer: GraphqlAnswer<unknown>) => withoutRequestId(JSON.stringify(answer));

/** Routes whose path has parameters, from the controllers. */
function routesWithParameters(): { key: string; path: string }[] {
  return api.app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ metatype }) => {
      const prototype = (metatype as NewableFunction).prototype as Record<string, object>;
      const prefix = String(Reflect.getMetadata('path', metatype as object) ?? '');
      return Object.getOwnPropertyNames(prototype)
        .filter((name) => name !== 'constructor' && Reflect.hasMetadata('path', prototype[name]!))
        .map((name) => `/${prefix}/${String(Reflect.getMetadata('path', prototype[name]!))}`.replace(/\/+/g, '/'));
    })
    .filter((path) => path.includes(':') && !namesNothing.includes(path))
    .map((path) => ({ key: `GET ${path}`, path }));
}
