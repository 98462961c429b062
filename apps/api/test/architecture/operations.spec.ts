import { randomUUID } from 'node:crypto';
import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { GraphQLSchemaHost, Query, Resolver } from '@nestjs/graphql';
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType, type GraphQLField, type GraphQLSchema } from 'graphql';
import { permissions } from '@posthorn/contracts';
import { allowKey, type AllowRule } from '../../src/platform/access/allow.ts';
import { stepUpKey, type StepUpRule } from '../../src/platform/access/step-up.ts';
import { becomeSystemAdmin } from '../kit/people.ts';
import { startApi, type TestApi } from '../kit/test-api.ts';

/** What somebody forgot to guard: proves that the list below would name it, and that it is refused all the same. */
@Resolver()
class ForgetfulResolver {
  @Query(() => Boolean, { description: 'Says nothing about who may run it.' })
  unguarded(): boolean {
    return true;
  }
}

@Controller('unguarded')
class ForgetfulController {
  @Get()
  read(): string {
    return 'open to everybody';
  }
}

@Module({ providers: [ForgetfulResolver], controllers: [ForgetfulController] })
class ForgetfulModule {}

const steppedUp = [
  'allowEgress',
  'allowEgressRequest',
  'changeMemberRole',
  'confirmGrant',
  'copyActivationLink',
  'createApiKey',
  'createOAuthClient',
  'deleteEmailProfile',
  'deleteOAuthClient',
  'disableIdentity',
  'dismissEgressRequest',
  'enableIdentity',
  'inviteTenantAdmin',
  'inviteUser',
  'leaveTenant',
  'removeEgressRule',
  'removeMember',
  'requestEmailChange',
  'resumeTenant',
  'revokeApiKey',
  'revokeGrant',
  'revokeOtherSessions',
  'revokeSession',
  'rotateApiKey',
  'setSystemAdmin',
  'suspendTenant',
  'updateOAuthClient',
  'updatePlatformMailSettings',
  'updatePlatformSettings',
];

interface Operation {
  name: string;
  rule: AllowRule | undefined;
  stepUp: StepUpRule | undefined;
  isMutation: boolean;
}

const forgotten = ['ForgetfulController.read', 'ForgetfulResolver.unguarded'];
const rootTypes = ['Query', 'Mutation', 'Subscription'];

let api: TestApi;
let schema: GraphQLSchema;

beforeAll(async () => {
  api = await startApi({}, [ForgetfulModule]);
  schema = api.app.get(GraphQLSchemaHost, { strict: false }).schema;
}, 60_000);
afterAll(() => api.close());

describe('every operation and route', () => {
  it('says who may run it, but for those this spec made to forget', () => {
    const silent = [...operations(), ...routes()].filter(({ rule }) => rule === undefined).map(({ name }) => name);

    expect(silent.sort()).toEqual(forgotten);
  });

  it('asks for permissions that exist', () => {
    const asked = [...operations(), ...routes()].flatMap(({ rule }) => rule?.permissions ?? []);

    expect(asked.filter((permission) => !permissions.includes(permission))).toEqual([]);
    expect(asked.length).toBeGreaterThan(40);
  });

  it('opens to API keys in these places alone, by the scope beside each', () => {
    const byKey = [...operations(), ...routes()].flatMap(({ name, rule }) => (rule?.keyScope ? [`${name} ${rule.keyScope}`] : []));

    expect(byKey.sort()).toEqual([
      'AttachmentsController.upload messages:send',
      'MessagesController.read messages:read',
      'SendingController.send messages:send',
      'SendingResolver.sendMail messages:send',
    ]);
  });

  it('is found: the schema has no operation that the metadata does not show', () => {
    const found = operations().map(({ name }) => name.split('.')[1]);
    const inSchema = rootTypes.flatMap((name) => Object.keys(schema.getType(name) ? fieldsOf(name) : {}));

    expect(found.sort()).toEqual(inSchema.sort());
  });

  it('is refused at run time when it says nothing', async () => {
    const operation = await api.browser().refusal(`{ unguarded }`);
    const route = await api.browser().fetch('/unguarded');

    expect(operation.extensions.code).toBe('NOT_ALLOWED');
    expect(route.status).toBe(403);
    expect(await route.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_ALLOWED' } }] });
  });
});

describe('every mutation', () => {
  it('is marked: the password again, or not, and why', () => {
    const marks = mutations().map(({ name, stepUp }) => ({ name, reason: stepUp?.reason ?? 'not marked' }));

    expect(marks.filter(({ reason }) => !/^[A-Z].{5,}\.$/u.test(reason))).toEqual([]);
    expect(marks.length).toBeGreaterThan(70);
  });

  it('asks for the password again in these places: acts alike are guarded alike', () => {
    const asking = mutations().filter(({ stepUp }) => stepUp?.isNeeded({ input: { role: 'TENANT_ADMIN' } }));

    expect(asking.map(({ name }) => name.split('.')[1]).sort()).toEqual(steppedUp);
  });

  it('that asks only sometimes asks where a tenant’s admin is made', () => {
    const invite = mutations().find(({ name }) => name.endsWith('.inviteUser'));

    expect(invite?.stepUp?.isNeeded({ input: { role: 'MEMBER' } })).toBe(false);
  });

  it('that asks is refused to a session whose password is too old', async () => {
    const root = await becomeSystemAdmin(api);
    await api.database.asSystem('a spec', (tx) => tx.session.updateMany({ data: { steppedUpAt: new Date(Date.now() - 11 * 60_000) } }));
    const refused = [
      `mutation { suspendTenant(id: "${randomUUID()}", reason: "x") { id } }`,
      `mutation { revokeOtherSessions }`,
      `mutation { inviteTenantAdmin(tenantId: "${randomUUID()}", input: { email: "a@example.org", name: "A", role: TENANT_ADMIN }) { id } }`,
    ];

    for (const query of refused) expect((await root.client.refusal(query)).extensions.code).toBe('STEP_UP_REQUIRED');
  });
});

describe('the schema', () => {
  it('describes every type, field, argument, input field and enum', () => {
    expect(undescribed(schema)).toEqual([]);
  });
});

/** Methods of all providers that Nest's GraphQL decorators marked as operations. */
function operations(): Operation[] {
  return api.app
    .get(DiscoveryService)
    .getProviders()
    .flatMap(({ metatype }) => (typeof metatype === 'function' ? methodsOf(metatype as NewableFunction) : []))
    .filter(({ method }) => rootTypes.includes(Reflect.getMetadata('graphql:resolver_type', method) as string))
    .map(({ name, method }) => ({
      name,
      rule: Reflect.getMetadata(allowKey, method) as AllowRule | undefined,
      stepUp: Reflect.getMetadata(stepUpKey, method) as StepUpRule | undefined,
      isMutation: Reflect.getMetadata('graphql:resolver_type', method) === 'Mutation',
    }));
}

const mutations = () => operations().filter(({ isMutation }) => isMutation);

function routes(): Pick<Operation, 'name' | 'rule'>[] {
  return api.app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ metatype }) => methodsOf(metatype as NewableFunction))
    .filter(({ method }) => Reflect.hasMetadata('path', method))
    .map(({ name, method }) => ({ name, rule: Reflect.getMetadata(allowKey, method) as AllowRule | undefined }));
}

function methodsOf(owner: NewableFunction): { name: string; method: object }[] {
  const prototype = owner.prototype as Record<string, unknown> | undefined;
  return Object.getOwnPropertyNames(prototype ?? {}).flatMap((key) => {
    const method = Object.getOwnPropertyDescriptor(prototype, key)?.value as unknown;
    return typeof method === 'function' && key !== 'constructor' ? [{ name: `${owner.name}.${key}`, method }] : [];
  });
}

function fieldsOf(typeName: string): Record<string, GraphQLField<unknown, unknown>> {
  const type = schema.getType(typeName);
  return isObjectType(type) ? type.getFields() : {};
}

function undescribed(built: GraphQLSchema): string[] {
  const missing: string[] = [];
  const require = (path: string, { description }: { description?: string | null }) => {
    if (!description?.trim()) missing.push(path);
  };
  for (const type of Object.values(built.getTypeMap()).filter(({ name }) => !name.startsWith('__'))) {
    if (!rootTypes.includes(type.name)) require(type.name, type);
    if (isEnumType(type)) continue;
    if (isInputObjectType(type)) for (const field of Object.values(type.getFields())) require(`${type.name}.${field.name}`, field);
    if (!isObjectType(type) && !isInterfaceType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      require(`${type.name}.${field.name}`, field);
      for (const argument of field.args) require(`${type.name}.${field.name}(${argument.name})`, argument);
    }
  }
  return missing;
}
