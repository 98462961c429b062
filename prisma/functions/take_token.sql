-- Consumes a token: exactly one of any number of parallel callers gets the row.
create or replace function app.take_token(p_hash bytea, p_purpose "TokenPurpose") returns setof one_time_token
  language sql volatile security definer set search_path = pg_catalog, public, pg_temp rows 1
begin atomic
  update one_time_token set used_at = now()
  where hash = p_hash and purpose = p_purpose and used_at is null and revoked_at is null and expires_at > now()
  returning *;
end;

alter function app.take_token(bytea, "TokenPurpose") owner to posthorn_system;
revoke all on function app.take_token(bytea, "TokenPurpose") from public;
grant execute on function app.take_token(bytea, "TokenPurpose") to posthorn_app, posthorn_system;
