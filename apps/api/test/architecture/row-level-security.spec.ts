import { randomBytes } from 'node:crypto';
import { startPostgres, type TestDatabase } from '@posthorn/testing';
import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';

const denied = /row-level security policy|permission denied/;
let database: TestDatabase;
const clients = {} as Record<'superuser' | 'owner' | 'app' | 'worker' | 'system', pg.Client>;

beforeAll(async () => {
  database = await (await startPostgres()).createDatabase();
  for (const role of ['superuser', 'owner', 'app', 'worker', 'system'] as const) {
    clients[role] = new pg.Client({ connectionString: database.urls[role] });
    await clients[role].connect();
  }
}, 60_000);
afterAll(() => Promise.all(Object.values(clients).map((client) => client.end())));

describe('the roles', () => {
  it('are bound by row-level security: no superuser, no bypass, the owner included', async () => {
    const rows = await ask('superuser', `select rolname from pg_roles where rolname like 'posthorn%' and (rolsuper or rolbypassrls)`);
    const known = await ask('superuser', `select rolname from pg_roles where rolname like 'posthorn%' order by 1`);

    expect(rows).toEqual([]);
    expect(known.map(({ rolname }) => rolname)).toEqual(['posthorn_app', 'posthorn_owner', 'posthorn_system', 'posthorn_worker']);
  });

  it('own nothing: tables belong to the owner of the migrations', async () => {
    const owners = await ask(
      'superuser',
      `select distinct pg_get_userbyid(relowner) as owner from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    );

    expect(owners).toEqual([{ owner: 'posthorn_owner' }]);
  });

  it('belong to no role that could see more', async () => {
    const members = await ask(
      'superuser',
      `select m.rolname as member, r.rolname as role from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles r on r.oid = a.roleid
       where m.rolname in ('posthorn_app', 'posthorn_worker', 'posthorn_system')`,
    );

    expect(members).toEqual([]);
  });
});

describe('the wall', () => {
  it('stands, forced and with a policy, around every table of a tenant or a person', async () => {
    const open = await ask(
      'superuser',
      `${walledTables} select w.name from walled w join pg_class c on c.oid = w.oid
       where not c.relispartition
         and (not c.relrowsecurity or not c.relforcerowsecurity or not exists (select from pg_policy p where p.polrelid = c.oid))`,
    );

    expect(open).toEqual([]);
    expect((await tablesWithTenant()).length).toBeGreaterThan(12);
  });

  it('holds around tables without either column, unless they are known to be nobody’s', async () => {
    const rest = await ask(
      'superuser',
      `select relname as name from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition and not relrowsecurity order by 1`,
    );

    expect(rest.map(({ name }) => name)).toEqual(['_prisma_migrations', 'rate_limit', 'security_count']);
  });

  it('has no side door: partitions are read through their parents alone', async () => {
    const readable = await ask(
      'superuser',
      `select c.relname, r.rolname from pg_class c, pg_roles r
       where c.relnamespace = 'public'::regnamespace and c.relispartition and c.relkind = 'r' and r.rolname in ('posthorn_app', 'posthorn_worker')
         and has_table_privilege(r.oid, c.oid, 'select, insert, update, delete, truncate')`,
    );

    expect(readable).toEqual([]);
    await expect(clients.app.query('select from mail_default')).rejects.toThrow('permission denied');
  });

  it('can’t be taken down from inside: nobody but the owner may truncate, reference or add triggers', async () => {
    const granted = await ask(
      'superuser',
      `select grantee, table_name, privilege_type from information_schema.role_table_grants
       where table_schema = 'public' and grantee in ('posthorn_app', 'posthorn_worker', 'posthorn_system', 'PUBLIC')
         and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')`,
    );

    expect(granted).toEqual([]);
  });

  it('is not stepped over by references: each foreign key between tenants’ tables carries the tenant', async () => {
    const loose = await ask(
      'superuser',
      `${walledTables}, tenants as (select * from walled where tenant)
       select c.conname from pg_constraint c
       where c.contype = 'f' and c.conrelid in (select oid from tenants) and c.confrelid in (select oid from tenants)
         and not exists (
           select from unnest(c.conkey, c.confkey) as pair (own, theirs)
           join pg_attribute a on a.attrelid = c.conrelid and a.attnum = pair.own and a.attname = 'tenant_id'
           join pg_attribute b on b.attrelid = c.confrelid and b.attnum = pair.theirs and b.attname = 'tenant_id')`,
    );

    expect(loose).toEqual([]);
  });
});

describe('entry functions', () => {
  it('run as the system role with a fixed search path, and not for everybody', async () => {
    const rows = await ask(
      'superuser',
      `select p.oid::regprocedure::text as name, pg_get_userbyid(p.proowner) as owner,
         coalesce(array_to_string(p.proconfig, ';'), '') as config,
         coalesce(p.proacl::text ~ '[{,]=[^,]*X', true) as for_everybody
       from pg_proc p where p.prosecdef and p.pronamespace not in ('pg_catalog'::regnamespace, 'information_schema'::regnamespace) order by 1`,
    );

    const unusual = rows.filter(
      ({ owner, config, for_everybody: open }) =>
        owner !== 'posthorn_system' || open || !/^search_path=pg_catalog, public, pg_temp$/.test(String(config)),
    );
    // Only an owner may attach a partition.
    expect(unusual.map(({ name, owner, for_everybody: open }) => ({ name, owner, open }))).toEqual([
      { name: 'app.ensure_partitions(integer)', owner: 'posthorn_owner', open: false },
    ]);
    expect(rows.length).toBeGreaterThan(12);
  });
});

describe('rows of another tenant', () => {
  const ours = uuidv7();
  const theirs = uuidv7();
  let tables: string[];

  beforeAll(async () => {
    tables = await tablesWithTenant();
    for (const tenantId of [ours, theirs]) await fill(tenantId, tables);
  });

  it('can’t be seen, whatever the table', async () => {
    const seen: Record<string, { own: number; others: number }> = {};
    await inTenant(ours, async () => {
      for (const table of tables) {
        if (!(await mayRead(table))) continue;
        const { rows } = await clients.app.query<{ own: number; others: number }>(
          `select count(*) filter (where tenant_id = $1)::int as own, count(*) filter (where tenant_id <> $1)::int as others from ${table}`,
          [ours],
        );
        seen[table] = rows[0]!;
      }
    });

    expect(Object.keys(seen).sort()).toEqual(tables.filter((table) => table !== 'one_time_token').sort());
    for (const [table, counts] of Object.entries(seen)) expect({ table, ...counts }).toEqual({ table, own: 1, others: 0 });
  });

  it('can’t be seen without naming a tenant, neither before nor after a transaction that named one', async () => {
    await inTenant(ours, () => Promise.resolve());
    for (const table of tables) {
      if (await mayRead(table))
        expect({ table, rows: (await clients.app.query(`select from ${table}`)).rowCount }).toEqual({ table, rows: 0 });
    }
  });

  it('can’t be written, moved or deleted', async () => {
    for (const table of tables) {
      const insert = `insert into ${table} select (jsonb_populate_record(r, jsonb_build_object('tenant_id', $1::uuid))).* from ${table} r limit 1`;
      const statements: [string, unknown[]][] = [
        [insert, [theirs]],
        [`update ${table} set tenant_id = $1`, [theirs]],
        [`delete from ${table} where tenant_id = $1`, [theirs]],
      ];
      for (const [statement, values] of statements) {
        const outcome = await inTenant(ours, async () => (await clients.app.query(statement, values)).rowCount).catch(String);

        // There is nothing of theirs to delete; everything else is an error.
        const stopped = statement.startsWith('delete') ? outcome === 0 || denied.test(String(outcome)) : denied.test(String(outcome));
        expect({ table, statement, outcome, stopped }).toMatchObject({ stopped: true });
      }
    }
  });

  it('can’t be claimed for another tenant’s parent row', async () => {
    const { rows } = await clients.system.query<{ id: string }>('select id from membership where tenant_id = $1', [theirs]);
    const insert = `insert into invitation (tenant_id, id, membership_id, expires_at) values ($1, $2, $3, now())`;

    await expect(inTenant(ours, () => clients.app.query(insert, [ours, uuidv7(), rows[0]!.id]))).rejects.toThrow('foreign key');
  });

  it('can’t be fallen back to, nor opened to another tenant’s key', async () => {
    const profileOf = async (tenantId: string) =>
      (await clients.system.query<{ id: string }>('select id from email_profile where tenant_id = $1', [tenantId])).rows[0]!.id;
    const fallBack = 'update email_profile set fallback_id = $1';
    const open = 'update api_key_profile set profile_id = $1';

    for (const statement of [fallBack, open]) {
      const foreign = inTenant(ours, async () => clients.app.query(statement, [await profileOf(theirs)]));
      await expect(foreign).rejects.toThrow('foreign key');
    }
  });

  it('let a tenant write no mail of the platform’s world', async () => {
    const platform = '00000000-0000-7000-8000-000000000001';
    const insert = `insert into mail (tenant_id, id, kind, message_id_header) values ($1, $2, 'TEST', 'x')`;

    await expect(inTenant(ours, () => clients.app.query(insert, [platform, uuidv7()]))).rejects.toThrow(denied);
    await expect(inTenant(platform, () => clients.app.query(insert, [platform, uuidv7()]))).rejects.toThrow(denied);
  });
});

describe('rows that only go in', () => {
  it('are the audit’s: nobody changes or deletes one', async () => {
    for (const role of ['app', 'worker', 'system'] as const) {
      await expect(clients[role].query('update audit_event set subject = subject')).rejects.toThrow('permission denied');
      await expect(clients[role].query('delete from audit_event')).rejects.toThrow('permission denied');
    }
  });

  it('are the reset requests: the application can’t read back whom it asked for', async () => {
    await clients.app.query(`insert into reset_request (id, email) values ($1, 'who@example.org')`, [uuidv7()]);

    await expect(clients.app.query('select * from reset_request')).rejects.toThrow('permission denied');
    await expect(
      clients.app.query(`insert into reset_request (id, email) values ($1, 'a@b.c') returning email`, [uuidv7()]),
    ).rejects.toThrow('permission denied');
  });

  it('are one-time tokens, which the application reaches through its entry functions alone', async () => {
    await expect(clients.app.query('select * from one_time_token')).rejects.toThrow('permission denied');
  });
});

describe('a person’s rows', () => {
  it('are seen by that person alone', async () => {
    const [me, other] = [await person(), await person()];
    for (const id of [me, other]) {
      await clients.system.query(`insert into credential (identity_id, password_hash) values ($1, 'hash')`, [id]);
      await clients.system.query(
        `insert into session (id, identity_id, hash, expires_at, ip_address, user_agent) values ($1, $2, $3, now(), '', '')`,
        [uuidv7(), id, randomBytes(32)],
      );
    }

    for (const table of ['credential', 'session']) {
      const { rows } = await asPerson(me, () => clients.app.query<{ identity_id: string }>(`select identity_id from ${table}`));
      expect({ table, rows }).toEqual({ table, rows: [{ identity_id: me }] });
    }
    const { rows: people } = await asPerson(me, () => clients.app.query<{ id: string }>('select id from identity'));
    expect(people).toEqual([{ id: me }]);
  });
});

/** Tables of schema public with a tenant_id or identity_id, partitions included. */
const walledTables = `with walled as (
  select c.oid, c.relname as name, bool_or(a.attname = 'tenant_id') as tenant
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname in ('tenant_id', 'identity_id') and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') group by c.oid, c.relname)`;

async function ask(role: keyof typeof clients, sql: string): Promise<Record<string, unknown>[]> {
  return (await clients[role].query<Record<string, unknown>>(sql)).rows;
}

async function tablesWithTenant(): Promise<string[]> {
  const rows = await ask(
    'superuser',
    `${walledTables} select w.name from walled w join pg_class c on c.oid = w.oid where tenant and not c.relispartition order by 1`,
  );
  return rows.map(({ name }) => String(name));
}

async function mayRead(table: string): Promise<boolean> {
  const { rows } = await clients.app.query<{ may: boolean }>(`select has_table_privilege($1, 'select') as may`, [table]);
  return rows[0]!.may;
}

const inTenant = <T>(tenantId: string, work: () => Promise<T>) => within('app.tenant_id', tenantId, work);
const asPerson = <T>(identityId: string, work: () => Promise<T>) => within('app.identity_id', identityId, work);

async function within<T>(setting: string, value: string, work: () => Promise<T>): Promise<T> {
  await clients.app.query('begin');
  try {
    await clients.app.query('select set_config($1, $2, true)', [setting, value]);
    return await work();
  } finally {
    await clients.app.query('rollback');
  }
}

async function person(): Promise<string> {
  const id = uuidv7();
  const email = `${id}@example.org`;
  await clients.system.query(`insert into identity (id, email, email_key, name) values ($1, $2, $2, 'Somebody')`, [id, email]);
  return id;
}

/** One row of the tenant in every table, parents first. A new table must be given its row here. */
async function fill(tenantId: string, tables: string[]): Promise<void> {
  const [identityId, mail, message, membership, profile] = [await person(), uuidv7(), uuidv7(), uuidv7(), uuidv7()];
  const [key, content, client] = [uuidv7(), uuidv7(), uuidv7()];
  const rows: Record<string, Record<string, unknown>> = {
    tenant: { id: tenantId, name: tenantId, name_key: tenantId },
    membership: { id: membership, identity_id: identityId, role: 'MEMBER', invited_name: 'A', invited_email: 'a@example.org' },
    invitation: { id: uuidv7(), membership_id: membership, expires_at: new Date() },
    mail: { id: mail, kind: 'TEST', message_id_header: 'x' },
    message: {
      id: message,
      mail_id: mail,
      profile_id: profile,
      lane: 'BULK',
      kind: 'TEST',
      recipient: 'a@example.org',
      expires_at: new Date(),
    },
    attempt: { id: uuidv7(), message_id: message, number: 1, started_at: new Date(), outcome: 'ACCEPTED', worker: 'w' },
    delivery_queue: { profile_id: profile, lane: 'BULK' },
    delivery_budget: { profile_id: profile },
    one_time_token: { id: uuidv7(), purpose: 'ACTIVATION', hash: randomBytes(32), expires_at: new Date() },
    platform_mail_settings: { id: profile, from_address: 'a@example.org', from_name: 'A', host: 'h', port: 25 },
    platform_settings: {},
    egress_rule: { id: uuidv7(), host: 'h', port: 25 },
    connection_check: { id: uuidv7(), recipient: 'a@example.org', send_mail: false, saved: false },
    audit_event: { id: uuidv7(), actor_name: 'A', action: 'a', subject: 's' },
    sandbox_inbox: { username: tenantId, password_hash: Buffer.alloc(32) },
    sandbox_message: { id: uuidv7(), envelope_from: 'a@example.org', subject: 's', size_bytes: 1, raw: Buffer.alloc(1) },
    egress_request: { id: uuidv7(), host: 'h', port: 25 },
    email_profile: { id: profile, name: 'P', from_address: 'a@example.org', host: 'h', port: 25 },
    email_profile_name: { name_key: 'p', name: 'P', profile_id: profile },
    api_key: { id: key, name: 'K', prefix: 'phk_', hash: randomBytes(32) },
    api_key_profile: { key_id: key, profile_id: profile },
    attachment_content: { id: content },
    attachment_chunk: { content_id: content, number: 0, octets: Buffer.alloc(1) },
    attachment: { id: uuidv7(), name: 'a.txt', content_type: 'text/plain', content_id: content },
    mail_attachment: { mail_id: mail, position: 0, name: 'a.txt', content_type: 'text/plain', content_id: content },
    oauth_client: { id: client, name: 'C', name_key: 'c', provider: 'generic', client_id: 'c', authentication: 'NONE', token_url: 'u' },
    oauth_grant: { profile_id: profile, client_id: client, flow: 'AUTHORIZATION_CODE' },
    oauth_grant_event: { id: uuidv7(), profile_id: profile, kind: 'GRANTED' },
    oauth_consent: {
      id: uuidv7(),
      state_hash: randomBytes(32),
      client_id: client,
      profile_id: profile,
      session_id: uuidv7(),
      identity_id: identityId,
      generation: 0,
      expires_at: new Date(),
    },
    idempotent_send: { caller_id: identityId, key: 'k', body_hash: Buffer.alloc(32), answer: {} },
  };
  expect(tables.filter((table) => !(table in rows))).toEqual([]);
  for (const [table, values] of Object.entries(rows)) {
    const entries = Object.entries(table === 'tenant' ? values : { tenant_id: tenantId, ...values });
    const columns = entries.map(([column]) => column).join(', ');
    const places = entries.map((_, index) => `$${index + 1}`).join(', ');
    const sql = `insert into ${table} (${columns}) values (${places})`;
    await clients.system.query(
      sql,
      entries.map(([, value]) => value),
    );
  }
}
