-- The workers' half of delivery. Any number of workers run these functions as posthorn_worker, without a leader. Rules that hold throughout:
--  * Locks are taken in one order: messages, then budgets by profile, then queues by profile and lane. A claim comes from the other side
--    and therefore never waits: it skips what is locked.
--  * An UPDATE by id never repeats the predicate of a partial index (state in ...): the planner would walk that small index, dead entries and
--    all, instead of the key. The fence is enough.
--  * Whoever takes a message out of CLAIMED or SENDING lowers delivery_budget.in_flight in the same transaction.

-- Takes messages: account mail first, as many as there are slots; then the other queues by virtual time. A queue's time advances by what it
-- got, divided by its lane's weight (ALARM 8, BULK 1) and multiplied by the tenant's due queues of that lane, so that more profiles give no
-- larger share. One claim fills the free slots as if water were poured over the queues' times: up to one level, which the weights decide.
--   p_reserved  free slots that only ACCOUNT may use
--   p_general   free slots for everybody
--   p_slow      how many of those may go to profiles whose last attempt timed out
-- Answers {"messages": [...], "waitMs": how long until a queue is due, null for never}.
create function app.claim_messages(p_worker text, p_reserved int, p_general int, p_slow int, p_lease interval default '10 seconds')
  returns jsonb language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  t constant timestamptz := clock_timestamp();
  nothing constant uuid := '00000000-0000-0000-0000-000000000000';
  queue record;
  budget delivery_budget;
  due record;
  claimed jsonb := '[]';
  floor_time double precision;
  level double precision;
  weights double precision;
  allotted int;
  account_left int := p_reserved + p_general;
  general_left int := p_general;
  slow_left int := p_slow;
  available double precision;
  half_open boolean;
  room int;
  got int;
  start_at timestamptz;
  start_id uuid;
  upcoming timestamptz;
  behind boolean;
  wait_ms double precision;
begin
  select coalesce(min(q.virtual_time) filter (where q.backlogged), min(q.virtual_time)) into floor_time
  from delivery_queue q where q.next_at <= t and q.lane <> 'ACCOUNT';
  select sum(case when due_lane.lane = 'ALARM' then 8 else 1 end) into weights
  from (select distinct q.tenant_id, q.lane from delivery_queue q where q.next_at <= t and q.lane <> 'ACCOUNT') due_lane;

  for queue in
    select q.*,
      -- Whoever comes back from a pause joins where the others are: neither with credit for the pause nor behind by an older race.
      case when q.backlogged or q.lane = 'ACCOUNT' then q.virtual_time
        else least(greatest(q.virtual_time, floor_time), floor_time + 1) end as start_tag,
      (select count(*) from delivery_queue s where s.tenant_id = q.tenant_id and s.lane = q.lane and s.next_at <= t)
        / case q.lane when 'ALARM' then 8.0 else 1.0 end as share
    from delivery_queue q join delivery_budget b on b.profile_id = q.profile_id
    where q.next_at <= t
      and case when q.lane = 'ACCOUNT' then account_left > 0 else p_general > 0 and (p_slow > 0 or not b.last_timed_out) end
    order by q.lane <> 'ACCOUNT', start_tag, q.next_at
    limit p_reserved + p_general + 8
    for update of q skip locked
  loop
    if queue.lane = 'ACCOUNT' then
      continue when account_left <= 0;
      allotted := account_left;
    else
      level := coalesce(level, queue.start_tag + general_left / weights);
      exit when general_left <= 0 or queue.start_tag > level;
      allotted := least(general_left, greatest(1, floor((level - queue.start_tag) / queue.share)::int));
    end if;
    select * into budget from delivery_budget where profile_id = queue.profile_id for update skip locked;
    continue when not found or (queue.lane <> 'ACCOUNT' and budget.last_timed_out and slow_left <= 0);

    got := 0;
    behind := false;
    start_at := case when queue.lane = 'ACCOUNT' then '-infinity' else coalesce(queue.cursor_at, '-infinity') end;
    start_id := coalesce(queue.cursor_id, nothing);
    if budget.parked_at is not null then
      upcoming := 'infinity';
    elsif budget.circuit_until > t then
      upcoming := budget.circuit_until;
    else
      available := least(budget.burst, budget.tokens + greatest(extract(epoch from t - budget.refilled_at), 0) * budget.rate_per_second);
      half_open := budget.circuit_until is not null;
      room := least(
        allotted,
        floor(least(available, 1000000))::int,
        budget.max_in_flight - budget.in_flight,
        case when half_open then 1 end,
        case when budget.last_timed_out and queue.lane <> 'ACCOUNT' then slow_left end);

      for due in
        select m.id, m.not_before from message m
        where m.profile_id = queue.profile_id and m.lane = queue.lane and m.state in ('QUEUED', 'DEFERRED') and m.not_before <= t
          and (m.not_before, m.id) > (start_at, start_id) and m.expires_at > t
        order by m.not_before, m.id limit greatest(room, 0) for update skip locked
      loop
        update message m set state = 'CLAIMED', fence = m.fence + 1, lease_until = t + p_lease, worker = p_worker, attempt_started_at = t
        where m.id = due.id
        returning claimed || jsonb_build_object(
          'id', m.id, 'fence', m.fence, 'tenantId', m.tenant_id, 'profileId', m.profile_id, 'mailId', m.mail_id, 'lane', m.lane, 'kind', m.kind,
          'recipient', m.recipient, 'attemptCount', m.attempt_count, 'unknownCount', m.unknown_count, 'slow', budget.last_timed_out)
        into claimed;
        got := got + 1;
        start_at := due.not_before;
        start_id := due.id;
      end loop;

      if room > 0 and got < room then
        select min(first.not_before) into upcoming from (
          select m.not_before from message m
          where m.profile_id = queue.profile_id and m.lane = queue.lane and m.state in ('QUEUED', 'DEFERRED')
            and (m.not_before, m.id) > (start_at, start_id) and m.expires_at > t
          order by m.not_before, m.id limit 1) first;
        upcoming := coalesce(upcoming, 'infinity');
      elsif half_open and got > 0 then
        upcoming := t + interval '30 seconds';
      elsif budget.max_in_flight - budget.in_flight - got <= 0 then
        -- Writing back wakes it; the second is for a worker that died.
        upcoming := t + interval '1 second';
        behind := true;
      elsif available - got < 1 then
        upcoming := t + make_interval(secs => (1 - available + got) / budget.rate_per_second);
        behind := upcoming < t + interval '1 second';
      else
        upcoming := t;
        behind := true;
      end if;

      if got > 0 then
        -- A half-open circuit waits for its one message; should that be lost, another may try.
        update delivery_budget set tokens = available - got, refilled_at = t, in_flight = in_flight + got,
          circuit_until = case when half_open then t + interval '30 seconds' end
        where profile_id = queue.profile_id;
      end if;
    end if;

    if queue.lane = 'ACCOUNT' then
      account_left := account_left - got;
      -- Account mail uses its own slots first.
      general_left := least(general_left, account_left);
    else
      general_left := general_left - got;
      if budget.last_timed_out then slow_left := slow_left - got; end if;
    end if;
    update delivery_queue q set virtual_time = queue.start_tag + case when q.lane = 'ACCOUNT' then 0 else got * queue.share end, next_at = upcoming, backlogged = behind,
      cursor_at = case when q.lane <> 'ACCOUNT' and start_at > '-infinity' then start_at end,
      cursor_id = case when q.lane <> 'ACCOUNT' and start_at > '-infinity' then start_id end
    where q.profile_id = queue.profile_id and q.lane = queue.lane;
  end loop;

  select extract(epoch from min(q.next_at) - clock_timestamp()) * 1000 into wait_ms
  from delivery_queue q join delivery_budget b on b.profile_id = q.profile_id
  where q.next_at < 'infinity' and (q.lane = 'ACCOUNT' or slow_left > 0 or not b.last_timed_out);
  return jsonb_build_object('messages', claimed, 'waitMs', case when wait_ms is not null then greatest(wait_ms, 0) end);
end $$;

-- The marker at SMTP 354, before the first byte of the message: answers the ids that are still the caller's. Others must not be sent.
create function app.mark_sending(p_ids uuid[], p_fences int[]) returns setof uuid
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  held record;
begin
  for held in select c.id, c.fence from unnest(p_ids, p_fences) c (id, fence) order by c.id loop
    return query update message m set state = 'SENDING'
      where m.id = held.id and m.fence = held.fence and m.lease_until > clock_timestamp() returning m.id;
  end loop;
end $$;

-- Answers the ids whose lease goes on; the others were taken away.
create function app.renew_leases(p_ids uuid[], p_fences int[], p_lease interval default '10 seconds') returns setof uuid
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  held record;
begin
  for held in select c.id, c.fence from unnest(p_ids, p_fences) c (id, fence) order by c.id loop
    return query update message m set lease_until = clock_timestamp() + p_lease
      where m.id = held.id and m.fence = held.fence returning m.id;
  end loop;
end $$;

-- Heard by every process: this message changed. A subscriber refetches, so a flood may be cut.
create function app.announce_message(p_tenant_id uuid, p_id uuid) returns void language sql volatile set search_path = pg_catalog, pg_temp
  begin atomic
    select pg_notify('live', json_build_object('topic', 'messages:' || p_tenant_id, 'data', p_id)::text);
  end;

-- Lowers the in-flight count of profiles and lets their queues look again. The arrays hold one entry per message that left.
create function app.leave_flight(p_profiles uuid[], p_reset_cursor boolean) returns void
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

-- Writes results back. Each: {id, fence, profileId, state, delayMs, outcome, failureClass, sentence, reply, queueId, stage, timings, signal}.
-- `signal` is what the attempt says of its profile: SUCCESS; NEUTRAL (an answer about one recipient or message); CIRCUIT (the server could not
-- be reached or refuses everybody); TIMEOUT (likewise, by saying nothing); HOLD (it refuses our login, perhaps by mistake); PARK (it refuses it
-- for good); NONE. Answers the ids written; the fence of the others had moved on.
create function app.write_results(p_worker text, p_results jsonb) returns setof uuid
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  t constant timestamptz := clock_timestamp();
  final constant "MessageState"[] := '{ACCEPTED,REJECTED,EXPIRED,CANCELLED,SUPPRESSED}';
  result record;
  message_now message;
  applied jsonb := '[]';
  profiles uuid[] := '{}';
  closed uuid[] := '{}';
  profile record;
  budget delivery_budget;
begin
  for result in
    select * from jsonb_to_recordset(p_results) as r (id uuid, fence int, "profileId" uuid, state "MessageState", "delayMs" double precision, outcome "AttemptOutcome",
      "failureClass" text, sentence text, reply text, "queueId" text, stage text, timings jsonb, signal text) order by r.id
  loop
    update message m set state = result.state, attempt_count = m.attempt_count + 1,
      unknown_count = m.unknown_count + (result.outcome = 'UNKNOWN')::int,
      not_before = case when result."delayMs" is null then m.not_before else t + result."delayMs" * interval '1 millisecond' end,
      lease_until = null, worker = null,
      finished_at = case when result.state = any (final) then t end,
      secret = case when result.state = any (final) then null else m.secret end,
      failure_class = result."failureClass", sentence = result.sentence, reply = result.reply, queue_id = coalesce(result."queueId", m.queue_id)
    where m.id = result.id and m.fence = result.fence
    returning m.* into message_now;
    continue when not found;

    insert into attempt (tenant_id, id, message_id, number, started_at, finished_at, outcome, failure_class, stage, reply, timings, worker)
    values (message_now.tenant_id, uuidv7(), message_now.id, message_now.attempt_count, coalesce(message_now.attempt_started_at, t), t,
      result.outcome, result."failureClass", result.stage, result.reply, coalesce(result.timings, '{}'), p_worker);
    if array_length(profiles, 1) is null or array_length(profiles, 1) < 20 then
      perform app.announce_message(message_now.tenant_id, message_now.id);
    end if;
    applied := applied || jsonb_build_object('profile', message_now.profile_id, 'lane', message_now.lane, 'state', result.state, 'notBefore', message_now.not_before,
      'signal', result.signal, 'class', result."failureClass", 'reply', result.reply, 'sentence', result.sentence);
    profiles := profiles || message_now.profile_id;
    return next result.id;
  end loop;

  for profile in
    select (a ->> 'profile')::uuid as id, jsonb_agg(a order by position) as results
    from jsonb_array_elements(applied) with ordinality as e (a, position) group by 1 order by 1
  loop
    select * into budget from delivery_budget where profile_id = profile.id for update;
    continue when not found;
    for result in select a ->> 'signal' as signal, a ->> 'class' as class, a ->> 'reply' as reply, a ->> 'sentence' as sentence
      from jsonb_array_elements(profile.results) as a
    loop
      continue when result.signal = 'NONE';
      if result.signal in ('SUCCESS', 'NEUTRAL') then
        if budget.circuit_until is not null then closed := closed || profile.id; end if;
        budget.circuit_until := null;
        budget.circuit_failures := 0;
        budget.last_timed_out := false;
        budget.auth_failures := 0;
        budget.auth_failed_since := null;
      end if;
      if result.signal = 'SUCCESS' then
        budget.last_success_at := t;
        budget.consecutive_failures := 0;
        continue;
      end if;
      -- An answer about one recipient or message is shown, but says nothing against the profile.
      if result.signal <> 'NEUTRAL' then budget.consecutive_failures := budget.consecutive_failures + 1; end if;
      budget.last_failure_at := t;
      budget.last_failure_class := result.class;
      budget.last_failure_reply := result.reply;
      budget.last_failure_sentence := result.sentence;
      if result.signal in ('CIRCUIT', 'TIMEOUT') then
        budget.last_timed_out := result.signal = 'TIMEOUT';
        budget.circuit_failures := budget.circuit_failures + 1;
        -- Opens at the fifth failure in a row for 10 s, doubling to 5 minutes, for account mail to one, because people wait for it; a failed
        -- half-open message opens it again.
        if budget.circuit_failures >= 5 then
          budget.circuit_until := t + least(case when profile.id = app.platform_profile_id() then 60 else 300 end, 10 * 2 ^ least(budget.circuit_failures - 5, 10)) * (0.8 + 0.4 * random()) * interval '1 second';
        end if;
      elsif result.signal = 'HOLD' then
        budget.auth_failures := budget.auth_failures + 1;
        budget.auth_failed_since := coalesce(budget.auth_failed_since, t);
        -- One message at a time probes, after 1, 2, 4, 5, 5... minutes.
        budget.circuit_until := t + least(300, 60 * 2 ^ least(budget.auth_failures - 1, 5)) * interval '1 second';
        if budget.auth_failures >= 3 and budget.auth_failed_since <= t - interval '10 minutes' then result.signal := 'PARK'; end if;
      end if;
      if result.signal = 'PARK' then
        budget.parked_at := coalesce(budget.parked_at, t);
        budget.probe_at := t + interval '10 minutes';
      end if;
    end loop;
    update delivery_budget set circuit_until = budget.circuit_until, circuit_failures = budget.circuit_failures, last_timed_out = budget.last_timed_out,
      auth_failures = budget.auth_failures, auth_failed_since = budget.auth_failed_since, parked_at = budget.parked_at, probe_at = budget.probe_at,
      consecutive_failures = budget.consecutive_failures, last_success_at = budget.last_success_at, last_failure_at = budget.last_failure_at,
      last_failure_class = budget.last_failure_class, last_failure_reply = budget.last_failure_reply, last_failure_sentence = budget.last_failure_sentence
    where profile_id = profile.id;
  end loop;

  perform app.leave_flight(profiles, false);
  -- A retry may be due before whatever else its queue waits for, and a circuit that closed lets all of them go on.
  for result in
    select q.profile_id, q.lane, case when q.profile_id = any (closed) then t else min((a ->> 'notBefore')::timestamptz) end as due
    from delivery_queue q left join jsonb_array_elements(applied) as a
      on (a ->> 'profile')::uuid = q.profile_id and (a ->> 'lane')::"Lane" = q.lane and a ->> 'state' = 'DEFERRED'
    where q.profile_id = any (profiles) group by q.profile_id, q.lane order by q.profile_id, q.lane
  loop
    update delivery_queue q set next_at = result.due where q.profile_id = result.profile_id and q.lane = result.lane and q.next_at > result.due;
  end loop;
end $$;

-- Gives back what was claimed and surely not sent, at a shutdown.
create function app.return_messages(p_ids uuid[], p_fences int[]) returns int
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  held record;
  profile uuid;
  profiles uuid[] := '{}';
begin
  for held in select c.id, c.fence from unnest(p_ids, p_fences) c (id, fence) order by c.id loop
    update message m set state = 'QUEUED', fence = m.fence + 1, lease_until = null, worker = null
    where m.id = held.id and m.fence = held.fence returning m.profile_id into profile;
    if found then profiles := profiles || profile; end if;
  end loop;
  perform app.leave_flight(profiles, true);
  return coalesce(array_length(profiles, 1), 0);
end $$;

-- Ends leases that ran out: their worker died or lost the database. Before the marker nothing was sent, so the message is queued again; after
-- it nobody knows: the attempt is UNKNOWN, and ACCOUNT and ALARM are sent again with the same Message-ID, at most twice, BULK waits for a person.
-- `p_within` bounds the search to leases that ended that long ago, because a long snapshot keeps the dead entries of all older ones in the index.
create function app.reap_leases(p_within interval default null) returns int
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  t constant timestamptz := clock_timestamp();
  held record;
  again boolean;
  profiles uuid[] := '{}';
begin
  for held in
    select m.id, m.tenant_id, m.profile_id, m.lane, m.state, m.worker, m.attempt_count, m.unknown_count, m.attempt_started_at from message m
    where m.state in ('CLAIMED', 'SENDING') and m.lease_until <= t and m.lease_until > coalesce(t - p_within, '-infinity') order by m.lease_until limit 500 for update skip locked
  loop
    if held.state = 'CLAIMED' then
      update message m set state = 'QUEUED', fence = m.fence + 1, lease_until = null, worker = null where m.id = held.id;
    else
      again := held.lane <> 'BULK' and held.unknown_count < 2;
      update message m set state = case when again then 'DEFERRED' else 'HELD' end::"MessageState", fence = m.fence + 1, lease_until = null, worker = null,
        attempt_count = m.attempt_count + 1, unknown_count = m.unknown_count + 1,
        not_before = t + 5 * (0.8 + 0.4 * random()) * interval '1 second',
        failure_class = 'UNKNOWN', reply = null,
        sentence = case when again
          then 'The worker stopped while the server was taking the message, so it may have arrived. It is sent again with the same Message-ID.'
          else 'The worker stopped while the server was taking the message, so it may have arrived. Send it again only if it did not.' end
      where m.id = held.id;
      insert into attempt (tenant_id, id, message_id, number, started_at, finished_at, outcome, failure_class, stage, worker)
      values (held.tenant_id, uuidv7(), held.id, held.attempt_count + 1, coalesce(held.attempt_started_at, t), t, 'UNKNOWN', 'UNKNOWN', 'DATA', coalesce(held.worker, '?'));
      perform app.announce_message(held.tenant_id, held.id);
    end if;
    profiles := profiles || held.profile_id;
  end loop;
  perform app.leave_flight(profiles, true);
  return coalesce(array_length(profiles, 1), 0);
end $$;

-- Ends messages whose life is over.
create function app.expire_messages() returns int language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
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

-- Shows what waits for a parked profile as PARKED.
create function app.park_waiting() returns int language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
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

-- Parked profiles whose login should be tried now; the next try of each is 10 minutes later.
create function app.take_probes() returns table (profile_id uuid, tenant_id uuid)
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
begin
  return query update delivery_budget b set probe_at = clock_timestamp() + interval '10 minutes'
    where b.profile_id in (select p.profile_id from delivery_budget p where p.parked_at is not null and p.probe_at <= clock_timestamp() limit 5 for update skip locked)
    returning b.profile_id, b.tenant_id;
end $$;

-- The login works again: everything that waited for it is queued.
create function app.release_profile(p_profile_id uuid) returns int language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  released int;
begin
  update message m set state = 'QUEUED' where m.profile_id = p_profile_id and m.state = 'PARKED';
  get diagnostics released = row_count;
  update delivery_budget set parked_at = null, probe_at = null, auth_failures = 0, auth_failed_since = null, circuit_until = null, circuit_failures = 0, last_timed_out = false
  where profile_id = p_profile_id;
  perform from delivery_queue q where q.profile_id = p_profile_id order by q.lane for update;
  update delivery_queue set next_at = clock_timestamp(), cursor_at = null, cursor_id = null where profile_id = p_profile_id;
  return released;
end $$;

-- The poll goes by the messages themselves: whatever a queue's next time says, a due message wakes it, also one that became visible behind the
-- cursor because its transaction took longer than a later one's. `p_within` bounds the search as in reap_leases.
create function app.wake_due(p_account boolean, p_within interval default null) returns int
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  t constant timestamptz := clock_timestamp();
  since constant timestamptz := coalesce(t - p_within, '-infinity');
  stranded record;
  woken int := 0;
begin
  for stranded in
    select q.profile_id, q.lane from delivery_queue q join delivery_budget b on b.profile_id = q.profile_id
    where (q.lane = 'ACCOUNT') = p_account and b.parked_at is null and (b.circuit_until is null or b.circuit_until <= t)
      and case when q.next_at > t then exists (
          select from message m where m.profile_id = q.profile_id and m.lane = q.lane and m.state in ('QUEUED', 'DEFERRED')
            and m.not_before between since and t and m.expires_at > t)
        when q.cursor_at is not null then exists (
          select from message m where m.profile_id = q.profile_id and m.lane = q.lane and m.state in ('QUEUED', 'DEFERRED')
            and m.not_before >= since and (m.not_before, m.id) <= (q.cursor_at, q.cursor_id) and m.expires_at > t)
        else false end
    for update of q skip locked
  loop
    update delivery_queue q set next_at = least(q.next_at, t), cursor_at = null, cursor_id = null
    where q.profile_id = stranded.profile_id and q.lane = stranded.lane;
    woken := woken + 1;
  end loop;
  return woken;
end $$;

-- After a commit, on a connection of its own: these queues look now, and the workers of these lanes hear of it.
create function app.wake_delivery(p_profiles uuid[], p_lanes "Lane"[]) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  woken record;
begin
  for woken in select distinct w.profile_id, w.lane from unnest(p_profiles, p_lanes) w (profile_id, lane) order by 1, 2 loop
    update delivery_queue q set next_at = clock_timestamp()
    where q.profile_id = woken.profile_id and q.lane = woken.lane and q.next_at > clock_timestamp();
  end loop;
  perform pg_notify('posthorn_delivery', lane::text) from (select distinct lane from unnest(p_lanes) lane) lanes;
end $$;

do $$
declare
  entry regprocedure;
begin
  for entry in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'app'::regnamespace
    and p.proname in ('claim_messages', 'mark_sending', 'renew_leases', 'announce_message', 'leave_flight', 'write_results', 'return_messages', 'reap_leases',
      'expire_messages', 'park_waiting', 'take_probes', 'release_profile', 'wake_due', 'wake_delivery')
  loop
    execute format('revoke all on function %s from public', entry);
    execute format('grant execute on function %s to posthorn_worker', entry);
  end loop;
  grant create on schema app to posthorn_system;
  alter function app.wake_delivery(uuid[], "Lane"[]) owner to posthorn_system;
  revoke create on schema app from posthorn_system;
  grant execute on function app.wake_delivery(uuid[], "Lane"[]) to posthorn_app, posthorn_worker, posthorn_system;
  grant execute on function app.announce_message(uuid, uuid) to posthorn_app, posthorn_system;
end $$;
