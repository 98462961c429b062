-- Makes a one-time token. A person keeps p_keep live links of one purpose; older ones end. A copied activation link ends copied ones only: the
-- mailed one stays good.
create or replace function app.issue_token(p_purpose "TokenPurpose", p_hash bytea, p_identity_id uuid, p_tenant_id uuid, p_mailed_to text, p_email text, p_expires_at timestamptz, p_keep int)
  returns uuid language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  issued uuid;
begin
  -- One issue at a time per person, or two could each keep p_keep.
  perform from identity where id = p_identity_id for update;
  insert into one_time_token (purpose, hash, identity_id, tenant_id, mailed_to, email, expires_at)
  values (p_purpose, p_hash, p_identity_id, p_tenant_id, p_mailed_to, p_email, p_expires_at) returning id into issued;
  update one_time_token set revoked_at = now() where id in (
    select t.id from one_time_token t
    where t.identity_id is not distinct from p_identity_id and t.purpose = p_purpose and t.tenant_id is not distinct from p_tenant_id
      and t.used_at is null and t.revoked_at is null
      and (p_purpose <> 'ACTIVATION' or p_mailed_to is not null or t.mailed_to is null)
    order by t.id desc offset p_keep);
  return issued;
end $$;

alter function app.issue_token("TokenPurpose", bytea, uuid, uuid, text, text, timestamptz, int) owner to posthorn_system;
revoke all on function app.issue_token("TokenPurpose", bytea, uuid, uuid, text, text, timestamptz, int) from public;
grant execute on function app.issue_token("TokenPurpose", bytea, uuid, uuid, text, text, timestamptz, int) to posthorn_app, posthorn_system;
