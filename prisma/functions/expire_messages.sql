-- Ends messages whose life is over.
create or replace function app.expire_messages() returns int language plpgsql volatile set search_path = pg_catalog, public, pg_temp set enable_sort = off as $$
declare
  t constant timestamptz := clock_timestamp();
  over record;
  expired int := 0;
begin
  for over in
    select m.id, m.tenant_id from message m
    where m.state in ('QUEUED', 'DEFERRED', 'PARKED', 'HELD') and m.expires_at <= t order by m.expires_at limit 500 for update skip locked
  loop
    update message m set state = 'EXPIRED', fence = m.fence + 1, finished_at = t, secret = null,
      sentence = coalesce('It could not be delivered before its time ran out. Last answer: ' || m.sentence, 'It could not be delivered before its time ran out.')
    where m.id = over.id;
    perform app.announce_message(over.tenant_id, over.id);
    expired := expired + 1;
  end loop;
  return expired;
end $$;

revoke all on function app.expire_messages() from public;
grant execute on function app.expire_messages() to posthorn_worker;
