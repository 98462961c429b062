-- Invitations sent to one address in the last 24 hours, by any tenant: the limit per address is the platform's.
create or replace function app.invitations_to(p_identity_id uuid) returns int
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  return (select count(*)::int from message m where m.tenant_id = app.platform_tenant_id() and m.identity_id = p_identity_id
    and m.kind in ('INVITATION', 'ACTIVATION') and m.id >= app.uuid_floor(now() - interval '24 hours'));

alter function app.invitations_to(uuid) owner to posthorn_system;
revoke all on function app.invitations_to(uuid) from public;
grant execute on function app.invitations_to(uuid) to posthorn_app, posthorn_system;
