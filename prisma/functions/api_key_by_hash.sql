-- Of processes of the version before networks; app.api_key_for took its place. Drop it in the release after.
-- Before an actor exists: the key with this hash, the profiles it may use, and whether its tenant is suspended. No row for an unknown key.
create or replace function app.api_key_by_hash(p_hash bytea)
  returns table (id uuid, tenant_id uuid, name text, scopes text[], lanes text[], profile_ids uuid[], expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz,
    tenant_status "TenantStatus", suspended_reason text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 1
begin atomic
  select k.id, k.tenant_id, k.name, k.scopes, k.lanes::text[],
    array(select p.profile_id from api_key_profile p where p.key_id = k.id), k.expires_at, k.revoked_at, k.last_used_at, t.status, t.suspended_reason
  from api_key k join tenant t on t.id = k.tenant_id
  where k.hash = p_hash;
end;

alter function app.api_key_by_hash(bytea) owner to posthorn_system;
revoke all on function app.api_key_by_hash(bytea) from public;
grant execute on function app.api_key_by_hash(bytea) to posthorn_app, posthorn_system;
