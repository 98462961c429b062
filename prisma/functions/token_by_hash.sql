-- Before an actor exists: the one-time token of a link, used and revoked ones too.
create or replace function app.token_by_hash(p_hash bytea)
  returns table (id uuid, purpose "TokenPurpose", identity_id uuid, tenant_id uuid, mailed_to text, email text, expires_at timestamptz, used_at timestamptz, revoked_at timestamptz,
    identity_email text, identity_name text, identity_activated boolean, identity_disabled boolean, tenant_name text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select t.id, t.purpose, t.identity_id, t.tenant_id, t.mailed_to, t.email, t.expires_at, t.used_at, t.revoked_at,
    i.email, i.name, i.activated_at is not null, i.disabled_at is not null, n.name
  from one_time_token t left join identity i on i.id = t.identity_id left join tenant n on n.id = t.tenant_id
  where t.hash = p_hash;
end;

alter function app.token_by_hash(bytea) owner to posthorn_system;
revoke all on function app.token_by_hash(bytea) from public;
grant execute on function app.token_by_hash(bytea) to posthorn_app, posthorn_system;
