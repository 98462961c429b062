-- The only way in for account mail: content and queue row, in the caller's transaction. `p_cause` is the person, tenant or hashed network whose turn
-- it takes; null: the tenant's, the person's or its own. Answers the message's id.
create or replace function app.enqueue_account_mail_by_cause(p_message_id uuid, p_cause uuid, p_kind text, p_recipient text, p_identity_id uuid, p_cause_tenant_id uuid, p_token_id uuid, p_secret bytea, p_data jsonb, p_expires_at timestamptz)
  returns uuid language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  domain text;
  content uuid := uuidv7();
begin
  select coalesce(nullif(split_part(s.from_address, '@', 2), ''), 'posthorn.invalid') into domain
  from platform_mail_settings s where s.tenant_id = app.platform_tenant_id();
  insert into mail (tenant_id, id, kind, message_id_header, data)
  values (app.platform_tenant_id(), content, p_kind, p_message_id || '@' || coalesce(domain, 'posthorn.invalid'), p_data);
  insert into message (tenant_id, id, mail_id, profile_id, lane, kind, recipient, expires_at, secret, identity_id, cause_tenant_id, token_id, cause)
  values (app.platform_tenant_id(), p_message_id, content, app.platform_profile_id(), 'ACCOUNT', p_kind, p_recipient, p_expires_at, p_secret, p_identity_id, p_cause_tenant_id, p_token_id,
    coalesce(p_cause, p_cause_tenant_id, p_identity_id, p_message_id));
  return p_message_id;
end $$;

alter function app.enqueue_account_mail_by_cause(uuid, uuid, text, text, uuid, uuid, uuid, bytea, jsonb, timestamptz) owner to posthorn_system;
revoke all on function app.enqueue_account_mail_by_cause(uuid, uuid, text, text, uuid, uuid, uuid, bytea, jsonb, timestamptz) from public;
grant execute on function app.enqueue_account_mail_by_cause(uuid, uuid, text, text, uuid, uuid, uuid, bytea, jsonb, timestamptz) to posthorn_app, posthorn_system;
