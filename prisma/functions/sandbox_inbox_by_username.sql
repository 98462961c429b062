-- Before an actor exists: the sandbox inbox of an SMTP login.
create or replace function app.sandbox_inbox_by_username(p_username text) returns table (tenant_id uuid, password_hash bytea)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select b.tenant_id, b.password_hash from sandbox_inbox b join tenant t on t.id = b.tenant_id
  where b.username = p_username and t.status = 'ACTIVE';
end;

alter function app.sandbox_inbox_by_username(text) owner to posthorn_system;
revoke all on function app.sandbox_inbox_by_username(text) from public;
grant execute on function app.sandbox_inbox_by_username(text) to posthorn_app, posthorn_system;
