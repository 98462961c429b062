-- Gives what waits for a profile that can't send to its fallback: the profile is parked, or its circuit is open after failures in a row, and it is
-- not paused. Only what is due now, because a profile may be well again by the time of the rest; and never a message that may have arrived, nor a
-- test of that very profile. The fallback must be able to send itself. A profile that waits for a token is able, too: it keeps what it has.
-- Answers how many moved.
create or replace function app.move_to_fallback() returns int language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  t constant timestamptz := clock_timestamp();
  unable record;
  waiting record;
  carriers uuid[] := '{}';
  moved int := 0;
begin
  for unable in
    select b.profile_id, f.profile_id as carrier from delivery_budget b join delivery_budget f on f.profile_id = b.fallback_profile_id and f.tenant_id = b.tenant_id
    where (b.parked_at is not null or (b.circuit_until > t and b.circuit_failures >= 5)) and b.paused_at is null and b.suspended_at is null
      and f.parked_at is null and f.paused_at is null and f.suspended_at is null and f.circuit_until is null and f.token_wait_until is null
    order by b.profile_id
    -- The carrier may be about to be deleted: deleting it then waits for what is moved here, and sees it.
    for key share of f skip locked
  loop
    for waiting in
      -- One by one, because each has a partial index of its own.
      select * from (
        select m.id, m.tenant_id from message m
        where m.profile_id = unable.profile_id and m.lane in ('ALARM', 'BULK') and m.state in ('QUEUED', 'DEFERRED')
          and m.unknown_count = 0 and m.kind <> 'TEST' and (m.not_before <= t or m.attempt_count > 0) and m.expires_at > t
        limit 2000 for update skip locked) ready
      union all
      select * from (
        select m.id, m.tenant_id from message m
        where m.profile_id = unable.profile_id and m.state = 'PARKED'
          and m.unknown_count = 0 and m.kind <> 'TEST' and (m.not_before <= t or m.attempt_count > 0) and m.expires_at > t
        limit 2000 for update skip locked) parked
    loop
      update message m set profile_id = unable.carrier, home_profile_id = coalesce(m.home_profile_id, m.profile_id), state = 'QUEUED', not_before = t
      where m.id = waiting.id;
      if moved < 20 then perform app.announce_message(waiting.tenant_id, waiting.id); end if;
      moved := moved + 1;
      carriers := carriers || unable.carrier;
    end loop;
  end loop;
  perform from delivery_queue q where q.profile_id = any (carriers) order by q.profile_id, q.lane for update;
  update delivery_queue q set next_at = least(q.next_at, t), cursor_at = null, cursor_id = null where q.profile_id = any (carriers);
  return moved;
end $$;

revoke all on function app.move_to_fallback() from public;
grant execute on function app.move_to_fallback() to posthorn_worker;
