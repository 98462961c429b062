-- Roles are cluster-wide, hence guarded; their passwords are set outside the migrations. None may bypass row-level security:
-- a managed server's owner could not grant that, and nothing here needs it.
do $$ begin
  if not exists (select from pg_roles where rolname = 'posthorn_app') then create role posthorn_app login nobypassrls; end if;
  if not exists (select from pg_roles where rolname = 'posthorn_worker') then create role posthorn_worker login nobypassrls; end if;
  if not exists (select from pg_roles where rolname = 'posthorn_system') then create role posthorn_system login nobypassrls; end if;
  -- Functions are handed to the system role, which asks for membership in it.
  if not pg_has_role(current_user, 'posthorn_system', 'member') then execute format('grant posthorn_system to %I', current_user); end if;
end $$;

create schema app;
grant usage on schema public, app to posthorn_app, posthorn_worker, posthorn_system;

-- After a commit on a pooled connection the setting is '', not null.
create function app.tenant_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;
create function app.identity_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.identity_id', true), '')::uuid;

-- The reserved tenant that holds account mail and platform settings, and the profile under which account mail is delivered.
create function app.platform_tenant_id() returns uuid language sql immutable parallel safe
  return '00000000-0000-7000-8000-000000000001'::uuid;
create function app.platform_profile_id() returns uuid language sql immutable parallel safe
  return '00000000-0000-7000-8000-000000000002'::uuid;

grant execute on all functions in schema app to posthorn_app, posthorn_worker, posthorn_system;
