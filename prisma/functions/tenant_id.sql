-- The tenant of this transaction, by which row-level security decides. After a commit on a pooled connection the setting is '', not null.
create or replace function app.tenant_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.tenant_id', true), '')::uuid;

revoke all on function app.tenant_id() from public;
grant execute on function app.tenant_id() to posthorn_app, posthorn_worker, posthorn_system;
