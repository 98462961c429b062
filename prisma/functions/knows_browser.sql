-- Before an actor exists: whether this person has signed in with this browser.
create or replace function app.knows_browser(p_identity_id uuid, p_hash bytea) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  return exists (select from known_browser b where b.identity_id = p_identity_id and b.hash = p_hash);

alter function app.knows_browser(uuid, bytea) owner to posthorn_system;
revoke all on function app.knows_browser(uuid, bytea) from public;
grant execute on function app.knows_browser(uuid, bytea) to posthorn_app, posthorn_system;
