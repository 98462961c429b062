-- Before an actor exists: the session of a cookie, and whose it is.
create or replace function app.session_by_hash(p_hash bytea)
  returns table (session_id uuid, identity_id uuid, created_at timestamptz, last_seen_at timestamptz, expires_at timestamptz, stepped_up_at timestamptz, name text, email text, system_admin boolean, disabled boolean, idle_minutes int)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select s.id, i.id, s.created_at, s.last_seen_at, s.expires_at, s.stepped_up_at, i.name, i.email, i.system_admin, i.disabled_at is not null, p.session_idle_minutes
  from session s join identity i on i.id = s.identity_id, platform_settings p
  where s.hash = p_hash;
end;

alter function app.session_by_hash(bytea) owner to posthorn_system;
revoke all on function app.session_by_hash(bytea) from public;
grant execute on function app.session_by_hash(bytea) to posthorn_app, posthorn_system;
