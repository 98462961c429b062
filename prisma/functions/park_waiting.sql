-- Shows what waits for a parked profile as PARKED.
create or replace function app.park_waiting() returns int language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  profile uuid;
  waiting record;
  parked int := 0;
begin
  for profile in select b.profile_id from delivery_budget b where b.parked_at is not null loop
    for waiting in
      select m.id, m.tenant_id from message m
      where m.profile_id = profile and m.lane in ('ACCOUNT', 'ALARM', 'BULK') and m.state in ('QUEUED', 'DEFERRED') limit 2000 for update skip locked
    loop
      update message m set state = 'PARKED' where m.id = waiting.id;
      if parked < 20 then perform app.announce_message(waiting.tenant_id, waiting.id); end if;
      parked := parked + 1;
    end loop;
  end loop;
  return parked;
end $$;

revoke all on function app.park_waiting() from public;
grant execute on function app.park_waiting() to posthorn_worker;
