-- Removing a member must not leave a tenant without an admin; counted under a lock on the tenant's admins.
create or replace function app.other_active_admins(p_tenant_id uuid, p_identity_id uuid) returns int
  language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  others int;
begin
  perform from tenant where id = p_tenant_id for update;
  select count(*) into others from membership m join identity i on i.id = m.identity_id
  where m.tenant_id = p_tenant_id and m.identity_id <> p_identity_id and m.role = 'TENANT_ADMIN' and m.status = 'ACTIVE' and i.disabled_at is null;
  return others;
end $$;

alter function app.other_active_admins(uuid, uuid) owner to posthorn_system;
revoke all on function app.other_active_admins(uuid, uuid) from public;
grant execute on function app.other_active_admins(uuid, uuid) to posthorn_app, posthorn_system;
