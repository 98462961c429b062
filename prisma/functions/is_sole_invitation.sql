-- Whether a copied link may be shown: the person never followed a link and no other tenant invited them.
create or replace function app.is_sole_invitation(p_identity_id uuid, p_tenant_id uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  return exists (select from identity i where i.id = p_identity_id and i.activated_at is null and not i.system_admin)
    and not exists (select from membership m where m.identity_id = p_identity_id and m.tenant_id <> p_tenant_id);

alter function app.is_sole_invitation(uuid, uuid) owner to posthorn_system;
revoke all on function app.is_sole_invitation(uuid, uuid) from public;
grant execute on function app.is_sole_invitation(uuid, uuid) to posthorn_app, posthorn_system;
