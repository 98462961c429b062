-- The poll goes by the messages themselves: whatever a queue's next time says, a due message wakes it, also one that became visible behind the
-- cursor because its transaction took longer than a later one's. `p_within` bounds the search as in reap_leases. Each queue takes one look into the
-- index, in its order: an EXISTS is planned as a walk through the whole history.
create or replace function app.wake_due(p_account boolean, p_within interval default null) returns int
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp set enable_sort = off as $$
declare
  t constant timestamptz := clock_timestamp();
  since constant timestamptz := coalesce(t - p_within, '-infinity');
  stranded record;
  woken int := 0;
begin
  for stranded in
    select q.profile_id, q.lane from delivery_queue q join delivery_budget b on b.profile_id = q.profile_id
    where (q.lane = 'ACCOUNT') = p_account and b.parked_at is null and b.paused_at is null and b.suspended_at is null and (b.circuit_until is null or b.circuit_until <= t)
      and (b.token_wait_until is null or b.token_wait_until <= t)
      and case when q.next_at > t then (
          select true from message m where m.profile_id = q.profile_id and m.lane = q.lane and m.state in ('QUEUED', 'DEFERRED')
            and m.not_before between since and t and m.expires_at > t
          order by m.lane, m.not_before, m.id limit 1)
        when q.cursor_at is not null then (
          select true from message m where m.profile_id = q.profile_id and m.lane = q.lane and m.state in ('QUEUED', 'DEFERRED')
            and m.not_before >= since and (m.not_before, m.id) <= (q.cursor_at, q.cursor_id) and m.expires_at > t
          order by m.lane, m.not_before, m.id limit 1)
        else false end
    for update of q skip locked
  loop
    update delivery_queue q set next_at = least(q.next_at, t), cursor_at = null, cursor_id = null
    where q.profile_id = stranded.profile_id and q.lane = stranded.lane;
    woken := woken + 1;
  end loop;
  return woken;
end $$;

revoke all on function app.wake_due(boolean, interval) from public;
grant execute on function app.wake_due(boolean, interval) to posthorn_worker;
