-- Ends leases that ran out: their worker died or lost the database. Before the marker nothing was sent, so the message is queued again; after
-- it that is unknown: the attempt is UNKNOWN, and ACCOUNT and ALARM are sent again with the same Message-ID, at most twice and while they have tries
-- left, BULK waits for a person.
-- `p_within` bounds the search to leases that ended that long ago, because a long snapshot keeps the dead entries of all older ones in the index.
create or replace function app.reap_leases(p_within interval default null) returns int
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp set enable_sort = off as $$
declare
  t constant timestamptz := clock_timestamp();
  held record;
  again boolean;
  profiles uuid[] := '{}';
begin
  for held in
    select m.id, m.tenant_id, m.profile_id, m.lane, m.state, m.worker, m.attempt_count, m.unknown_count, m.max_attempts, m.attempt_started_at from message m
    where m.state in ('CLAIMED', 'SENDING') and m.lease_until <= t and m.lease_until > coalesce(t - p_within, '-infinity') order by m.lease_until limit 500 for update skip locked
  loop
    if held.state = 'CLAIMED' then
      update message m set state = 'QUEUED', fence = m.fence + 1, lease_until = null, worker = null where m.id = held.id;
    else
      again := held.lane <> 'BULK' and held.unknown_count < 2 and held.attempt_count + 1 < coalesce(held.max_attempts, 1000000);
      update message m set state = case when again then 'DEFERRED' else 'HELD' end::"MessageState", fence = m.fence + 1, lease_until = null, worker = null,
        attempt_count = m.attempt_count + 1, unknown_count = m.unknown_count + 1,
        not_before = t + 5 * (0.8 + 0.4 * random()) * interval '1 second',
        failure_class = 'UNKNOWN', reply = null,
        sentence = case when again
          then 'The worker stopped while the server was taking the message, so it may have arrived. It is sent again with the same Message-ID.'
          else 'The worker stopped while the server was taking the message, so it may have arrived. Send it again only if it did not.' end
      where m.id = held.id;
      insert into attempt (tenant_id, id, message_id, number, started_at, finished_at, outcome, failure_class, stage, worker, profile_id)
      values (held.tenant_id, uuidv7(), held.id, held.attempt_count + 1, coalesce(held.attempt_started_at, t), t, 'UNKNOWN', 'UNKNOWN', 'DATA', coalesce(held.worker, '?'), held.profile_id);
      perform app.announce_message(held.tenant_id, held.id);
    end if;
    profiles := profiles || held.profile_id;
  end loop;
  perform app.leave_flight(profiles, true);
  return coalesce(array_length(profiles, 1), 0);
end $$;

revoke all on function app.reap_leases(interval) from public;
grant execute on function app.reap_leases(interval) to posthorn_worker;
