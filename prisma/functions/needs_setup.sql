-- Whether the platform has no system admin yet.
create or replace function app.needs_setup() returns boolean language sql stable security definer set search_path = pg_catalog, public, pg_temp
  return not exists (select from identity where system_admin and activated_at is not null);

alter function app.needs_setup() owner to posthorn_system;
revoke all on function app.needs_setup() from public;
grant execute on function app.needs_setup() to posthorn_app, posthorn_system;
