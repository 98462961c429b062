import { DiscoveryService } from '@nestjs/core';
import { profileUsersOf } from '../../src/email-profiles/profile-user.ts';
import { warningKinds, warningSourcesOf } from '../../src/overviews/warning-source.ts';
import { startApi, type TestApi } from '../kit/test-api.ts';

/** Tables that belong to a profile and go, or stay, with it. */
const ownTables = ['delivery_budget', 'delivery_queue', 'email_profile_name', 'oauth_grant'];

let api: TestApi;
let discovery: DiscoveryService;

beforeAll(async () => {
  api = await startApi();
  discovery = api.app.get(DiscoveryService, { strict: false });
}, 60_000);
afterAll(() => api.close());

describe('what registers with what lies below it', () => {
  it('answers for every foreign key to email_profile', async () => {
    const keys = await api.database.asSystem(
      'a spec',
      (tx) => tx.$queryRaw<{ table: string; column: string }[]>`
        select c.conrelid::regclass::text as table, a.attname as column
        from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any (c.conkey)
        where c.contype = 'f' and c.confrelid = 'email_profile'::regclass and c.conparentid = 0 and a.attname <> 'tenant_id'`,
    );

    const users = profileUsersOf(discovery).flatMap(({ foreignKeys }) => foreignKeys);
    const found = keys.filter(({ table }) => !ownTables.includes(table)).map(({ table, column }) => `${table}.${column}`);
    expect(found.toSorted()).toEqual(users.toSorted());
  });

  it('brings every kind of warning, and no other', () => {
    const sources = warningSourcesOf(discovery);

    expect(new Set(sources.flatMap(({ kinds }) => kinds))).toEqual(new Set(warningKinds));
  });
});
