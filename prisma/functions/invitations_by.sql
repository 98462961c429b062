-- Invitations that one tenant sent in the last 24 hours, to any address.
create or replace function app.invitations_by(p_tenant_id uuid) returns int
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  return (select count(*)::int from message m where m.cause_tenant_id = p_tenant_id
    and m.kind in ('INVITATION', 'ACTIVATION') and m.id >= app.uuid_floor(now() - interval '24 hours'));

alter function app.invitations_by(uuid) owner to posthorn_system;
revoke all on function app.invitations_by(uuid) from public;
grant execute on function app.invitations_by(uuid) to posthorn_app, posthorn_system;
