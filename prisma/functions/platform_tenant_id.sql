-- The reserved tenant that holds account mail and platform settings.
create or replace function app.platform_tenant_id() returns uuid language sql immutable parallel safe
  return '00000000-0000-7000-8000-000000000001'::uuid;

revoke all on function app.platform_tenant_id() from public;
grant execute on function app.platform_tenant_id() to posthorn_app, posthorn_worker, posthorn_system;
