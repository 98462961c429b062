-- The person of this transaction; '' after a commit, as in app.tenant_id.
create or replace function app.identity_id() returns uuid language sql stable parallel safe
  return nullif(current_setting('app.identity_id', true), '')::uuid;

revoke all on function app.identity_id() from public;
grant execute on function app.identity_id() to posthorn_app, posthorn_worker, posthorn_system;
