import { Database } from '@posthorn/database';
import { startPostgres, type TestDatabase } from '@posthorn/testing';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';

let testDatabase: TestDatabase;
let database: Database;
const reasons: string[] = [];
const [ours, theirs] = [uuidv7(), uuidv7()];
const rule = (tenantId: string, host: string) => ({ tenantId, id: uuidv7(), host, port: 25 });

beforeAll(async () => {
  testDatabase = await (await startPostgres()).createDatabase();
  // Two connections, so that transactions of different tenants take turns on the same one.
  database = new Database({
    appUrl: testDatabase.urls.app,
    systemUrl: testDatabase.urls.system,
    poolSize: 2,
    onSystemAccess: (reason) => reasons.push(reason),
  });
  await database.asSystem('fill the spec', async (tx) => {
    for (const id of [ours, theirs]) {
      await tx.tenant.create({ data: { id, name: id, nameKey: id } });
      await tx.egressRule.create({ data: rule(id, `host-of-${id}`) });
    }
  });
}, 60_000);
afterAll(() => database.close());

const hostsOf = (tenantId: string) =>
  database.forTenant({ tenantId }, async (tx) => (await tx.egressRule.findMany()).map(({ host }) => host));

describe('a transaction of a tenant', () => {
  it('sees its rows and nobody else’s, also when many tenants share few connections', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => hostsOf(index % 2 ? ours : theirs)));

    for (const [index, hosts] of answers.entries()) expect(hosts).toEqual([`host-of-${index % 2 ? ours : theirs}`]);
  });

  it('writes no other tenant’s rows', async () => {
    const write = database.forTenant({ tenantId: ours }, (tx) => tx.egressRule.create({ data: rule(theirs, 'smuggled') }));

    await expect(write).rejects.toThrow(/row-level security/);
    const changed = await database.forTenant({ tenantId: ours }, (tx) =>
      tx.egressRule.updateMany({ where: { tenantId: theirs }, data: { host: 'taken' } }),
    );
    expect(changed.count).toBe(0);
  });

  it('leaves no trace on its connection: the next one without a tenant sees nothing', async () => {
    await Promise.all([hostsOf(ours), hostsOf(theirs)]);

    expect(await database.beforeActor((tx) => tx.egressRule.count())).toBe(0);
    expect(await database.forIdentity({ identityId: uuidv7() }, (tx) => tx.egressRule.count())).toBe(0);
  });

  it('is all or nothing', async () => {
    const failing = database.forTenant({ tenantId: ours }, async (tx) => {
      await tx.egressRule.create({ data: rule(ours, 'half-done') });
      throw new Error('on purpose');
    });

    await expect(failing).rejects.toThrow('on purpose');
    expect(await hostsOf(ours)).toEqual([`host-of-${ours}`]);
  });

  it('holds no other one, in whatever depth, since that would not see its writes', async () => {
    const scope = { tenantId: ours };
    const inner = [
      () => database.forTenant(scope, () => Promise.resolve()),
      () => database.forIdentity({ identityId: ours }, () => Promise.resolve()),
      () => database.asSystem('x', () => Promise.resolve()),
    ];

    for (const open of inner) {
      await expect(database.forTenant(scope, async () => Promise.all([Promise.resolve().then(open)]))).rejects.toThrow(
        `was opened inside the one for tenant ${ours}`,
      );
    }
    await expect(hostsOf(ours)).resolves.toHaveLength(1);
  });
});

describe('what follows a transaction', () => {
  it('happens after its commit, when others see its writes, and may open the next one', async () => {
    const seen = await new Promise<number>((resolve, reject) => {
      void database.forTenant({ tenantId: theirs }, async (tx) => {
        await tx.egressRule.create({ data: rule(theirs, 'committed') });
        database.afterCommit(() => void hostsOf(theirs).then((hosts) => resolve(hosts.length), reject));
      });
    });

    expect(seen).toBe(2);
  });

  it('never happens when it rolls back', async () => {
    let happened = false;
    const failing = database.forTenant({ tenantId: ours }, () => {
      database.afterCommit(() => (happened = true));
      return Promise.reject(new Error('on purpose'));
    });

    await expect(failing).rejects.toThrow('on purpose');
    expect(happened).toBe(false);
  });
});

describe('an access across tenants', () => {
  it('says why', async () => {
    expect(await database.asSystem('count for a spec', (tx) => tx.tenant.count({ where: { id: { in: [ours, theirs] } } }))).toBe(2);

    expect(reasons.at(-1)).toBe('count for a spec');
  });
});

describe('a setting that is not an id', () => {
  it('opens nothing', async () => {
    const client = new pg.Client({ connectionString: testDatabase.urls.app });
    await client.connect();
    await client.query(`select set_config('app.tenant_id', '', false)`);

    expect((await client.query('select from egress_rule')).rowCount).toBe(0);
    await client.query(`select set_config('app.tenant_id', $1, false)`, [`' or true --`]);
    await expect(client.query('select from egress_rule')).rejects.toThrow('invalid input syntax for type uuid');
    await client.end();
  });
});
