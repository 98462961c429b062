-- The identity of a membership, at its present address.
create or replace function app.identity_of_membership(p_membership_id uuid) returns table (id uuid, email text, verified boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select i.id, i.email, i.activated_at is not null and i.verified_at is not null
  from membership m join identity i on i.id = m.identity_id where m.id = p_membership_id;
end;

alter function app.identity_of_membership(uuid) owner to posthorn_system;
revoke all on function app.identity_of_membership(uuid) from public;
grant execute on function app.identity_of_membership(uuid) to posthorn_app, posthorn_system;
