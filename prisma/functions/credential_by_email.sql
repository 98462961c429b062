-- Before an actor exists: the person who signs in with this address.
create or replace function app.credential_by_email(p_email_key text)
  returns table (identity_id uuid, password_hash text, may_sign_in boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select i.id, c.password_hash, i.disabled_at is null and i.activated_at is not null and not i.reset_required
  from identity i left join credential c on c.identity_id = i.id
  where i.email_key = p_email_key;
end;

alter function app.credential_by_email(text) owner to posthorn_system;
revoke all on function app.credential_by_email(text) from public;
grant execute on function app.credential_by_email(text) to posthorn_app, posthorn_system;
