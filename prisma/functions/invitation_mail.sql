-- What a tenant may know of the account mail it caused: state, times, class. Nothing of other tenants' mail, nor of its own beyond that.
create or replace function app.invitation_mail(p_message_ids uuid[])
  returns table (message_id uuid, state "MessageState", created_at timestamptz, finished_at timestamptz, failure_class text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select m.id, m.state, m.created_at, m.finished_at, m.failure_class
  from message m
  where m.id = any (p_message_ids) and m.tenant_id = app.platform_tenant_id() and m.cause_tenant_id = app.tenant_id();
end;

alter function app.invitation_mail(uuid[]) owner to posthorn_system;
revoke all on function app.invitation_mail(uuid[]) from public;
grant execute on function app.invitation_mail(uuid[]) to posthorn_app, posthorn_system;
