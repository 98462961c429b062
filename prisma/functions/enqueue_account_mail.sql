-- For processes of the version before app.enqueue_account_mail_by_cause, while that is rolled out; they name no cause.
create or replace function app.enqueue_account_mail(p_message_id uuid, p_kind text, p_recipient text, p_identity_id uuid, p_cause_tenant_id uuid, p_token_id uuid, p_secret bytea, p_data jsonb, p_expires_at timestamptz)
  returns uuid language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return app.enqueue_account_mail_by_cause(p_message_id, null, p_kind, p_recipient, p_identity_id, p_cause_tenant_id, p_token_id, p_secret, p_data, p_expires_at);
end $$;

alter function app.enqueue_account_mail(uuid, text, text, uuid, uuid, uuid, bytea, jsonb, timestamptz) owner to posthorn_system;
revoke all on function app.enqueue_account_mail(uuid, text, text, uuid, uuid, uuid, bytea, jsonb, timestamptz) from public;
grant execute on function app.enqueue_account_mail(uuid, text, text, uuid, uuid, uuid, bytea, jsonb, timestamptz) to posthorn_app, posthorn_system;
