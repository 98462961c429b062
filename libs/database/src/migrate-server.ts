import type pg from 'pg';
import { MigrationError } from './migrate-error.ts';

/** The oldest server that is tried in a spec (older-server.spec.ts). */
const oldestMajor = 15;

/**
 * Gives a server older than the migrations' own (18) what they take for granted, before the first of them. Run again it changes nothing.
 * Throws {@link MigrationError} on a server older than 15.
 */
export async function prepareServer(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query<{ version: number; name: string }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as name`,
  );
  const { version, name } = rows[0]!;
  if (version < oldestMajor * 10_000) throw new MigrationError(`The server is PostgreSQL ${name}; Posthorn needs ${oldestMajor} to 18.`);
  // The owner must inherit from the roles it creates: it gives functions to them, and its data migrations pass their policies.
  await owner.query(version >= 160_000 ? `set createrole_self_grant = 'set, inherit'` : loginRoles);
  await owner.query(identifiers);
}

/** What `createrole_self_grant` (16) does: a role that the owner creates is granted to it. The roles are those of the first migration. */
const loginRoles = `do $$ declare login_role text; begin
  foreach login_role in array array['posthorn_app', 'posthorn_worker', 'posthorn_system'] loop
    if not exists (select from pg_roles where rolname = login_role) then
      execute format('create role %I login nobypassrls', login_role);
      execute format('grant %I to %I', login_role, current_user);
    end if;
  end loop;
end $$`;

/**
 * `uuidv7()` where the server has none (18 has). RFC 9562, section 5.7: 48 bits of milliseconds, the version, then by section 6.2, method 3,
 * 12 bits of the fraction of the millisecond, so that the ids of one session rise with the microsecond; the rest is random. The body is bound
 * when the function is made, so no caller's search_path changes what it calls.
 */
const identifiers = `do $$ begin
  if to_regprocedure('pg_catalog.uuidv7()') is not null or to_regprocedure('public.uuidv7()') is not null then return; end if;
  create function public.uuidv7() returns uuid language sql volatile parallel safe
    return (
      overlay(lpad(to_hex(floor(extract(epoch from clock_timestamp()) * 4096000)::bigint), 15, '0') placing '7' from 13 for 0)
      || substr(gen_random_uuid()::text, 20)
    )::uuid;
end $$`;
