-- Lowers the in-flight count of profiles and lets their queues look again. The arrays hold one entry per message that left.
create or replace function app.leave_flight(p_profiles uuid[], p_reset_cursor boolean) returns void
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  t constant timestamptz := clock_timestamp();
  left_flight record;
begin
  for left_flight in select profile_id, count(*)::int as messages from unnest(p_profiles) profile_id group by profile_id order by profile_id loop
    update delivery_budget set in_flight = greatest(0, in_flight - left_flight.messages) where profile_id = left_flight.profile_id;
  end loop;
  for left_flight in
    select q.profile_id, q.lane from delivery_queue q
    where q.profile_id = any (p_profiles) and (p_reset_cursor or (q.backlogged and q.next_at > t)) order by q.profile_id, q.lane for update
  loop
    update delivery_queue q set next_at = least(q.next_at, t),
      cursor_at = case when not p_reset_cursor then q.cursor_at end, cursor_id = case when not p_reset_cursor then q.cursor_id end
    where q.profile_id = left_flight.profile_id and q.lane = left_flight.lane;
  end loop;
end $$;

revoke all on function app.leave_flight(uuid[], boolean) from public;
grant execute on function app.leave_flight(uuid[], boolean) to posthorn_worker;
