-- A callback names no tenant: whose consent this state is. The caller compares the session.
create or replace function app.oauth_consent_by_state(p_hash bytea)
  returns table (id uuid, tenant_id uuid, client_id uuid, profile_id uuid, session_id uuid, status "ConsentStatus", expires_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 1
begin atomic
  select c.id, c.tenant_id, c.client_id, c.profile_id, c.session_id, c.status, c.expires_at from oauth_consent c where c.state_hash = p_hash;
end;

alter function app.oauth_consent_by_state(bytea) owner to posthorn_system;
revoke all on function app.oauth_consent_by_state(bytea) from public;
grant execute on function app.oauth_consent_by_state(bytea) to posthorn_app, posthorn_system;
