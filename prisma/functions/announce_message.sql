-- Tells every process that this message changed. A subscriber refetches, so a flood may be cut.
create or replace function app.announce_message(p_tenant_id uuid, p_id uuid) returns void language sql volatile set search_path = pg_catalog, pg_temp
  begin atomic
    select pg_notify('live', json_build_object('topic', 'messages:' || p_tenant_id, 'data', p_id)::text);
  end;

revoke all on function app.announce_message(uuid, uuid) from public;
grant execute on function app.announce_message(uuid, uuid) to posthorn_app, posthorn_worker, posthorn_system;
