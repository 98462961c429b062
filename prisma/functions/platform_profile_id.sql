-- The profile under which account mail is delivered.
create or replace function app.platform_profile_id() returns uuid language sql immutable parallel safe
  return '00000000-0000-7000-8000-000000000002'::uuid;

revoke all on function app.platform_profile_id() from public;
grant execute on function app.platform_profile_id() to posthorn_app, posthorn_worker, posthorn_system;
