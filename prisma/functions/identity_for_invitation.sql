-- The identity with this address, made where there is none. Tells the inviting tenant nothing that its own list doesn't show.
create or replace function app.identity_for_invitation(p_email text, p_email_key text, p_name text)
  returns table (id uuid, email text, verified boolean, disabled boolean)
  language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into identity (id, email, email_key, name) values (uuidv7(), p_email, p_email_key, p_name) on conflict (email_key) do nothing;
  return query select i.id, i.email, i.activated_at is not null and i.verified_at is not null, i.disabled_at is not null from identity i where i.email_key = p_email_key;
end $$;

alter function app.identity_for_invitation(text, text, text) owner to posthorn_system;
revoke all on function app.identity_for_invitation(text, text, text) from public;
grant execute on function app.identity_for_invitation(text, text, text) to posthorn_app, posthorn_system;
