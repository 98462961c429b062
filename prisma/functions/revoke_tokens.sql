-- Ends a person's one-time tokens; of one tenant's invitations alone when it is named.
create or replace function app.revoke_tokens(p_identity_id uuid, p_purposes "TokenPurpose"[], p_tenant_id uuid default null) returns int
  language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  revoked int;
begin
  update one_time_token set revoked_at = now()
  where identity_id = p_identity_id and purpose = any (p_purposes) and used_at is null and revoked_at is null
    and (p_tenant_id is null or tenant_id = p_tenant_id);
  get diagnostics revoked = row_count;
  return revoked;
end $$;

alter function app.revoke_tokens(uuid, "TokenPurpose"[], uuid) owner to posthorn_system;
revoke all on function app.revoke_tokens(uuid, "TokenPurpose"[], uuid) from public;
grant execute on function app.revoke_tokens(uuid, "TokenPurpose"[], uuid) to posthorn_app, posthorn_system;
