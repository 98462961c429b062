-- Waiting for access tokens. A message whose token is on its way is given back unattempted, and its profile's queues sleep until the token comes
-- or the setup's timeout has passed; then what is due is deferred, until there is a token. That is no failure of the profile: its circuit stays
-- closed, and nothing moves to its fallback. Functions of earlier migrations that change are replaced whole; owners and grants stay as they are
-- there, and so do the rules on locks, to which one is added: grants are locked after everything of delivery.

-- Gives back messages that need a token which is on its way, unattempted. The first to do so for a profile begins the wait; all others of that
-- profile share it. `p_generation`, `p_obtained_at` and `p_next_refresh_at` are the grant as the worker read it before: whoever writes a grant
-- writes the budget in the same transaction, so that under the budget's lock either the newer grant is seen here, and the queues look at once, or
-- its writer comes after us and ends the wait. Answers WAITING; READY where the grant is another one by now; OVER where the wait has passed: then
-- nothing was given back, and the messages are to be deferred.
create function app.await_token(p_profile_id uuid, p_ids uuid[], p_fences int[], p_seconds double precision,
    p_generation int, p_obtained_at timestamptz, p_next_refresh_at timestamptz)
  returns text language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  t timestamptz;
  held record;
  budget delivery_budget;
  changed boolean;
  given_back uuid[] := '{}';
begin
  perform from message m join unnest(p_ids, p_fences) c (id, fence) on m.id = c.id and m.fence = c.fence order by m.id for update of m;
  select * into budget from delivery_budget where profile_id = p_profile_id for update;
  t := clock_timestamp();
  changed := not exists (
    select from oauth_grant g where g.profile_id = p_profile_id and g.generation = p_generation
      and g.obtained_at is not distinct from p_obtained_at and g.next_refresh_at is not distinct from p_next_refresh_at);
  if not changed and (p_seconds <= 0 or budget.token_wait_until <= t) then return 'OVER'; end if;

  for held in select c.id, c.fence from unnest(p_ids, p_fences) c (id, fence) order by c.id loop
    update message m set state = 'QUEUED', fence = m.fence + 1, lease_until = null, worker = null
    where m.id = held.id and m.fence = held.fence;
    if found then given_back := given_back || p_profile_id; end if;
  end loop;
  perform app.leave_flight(given_back, true);
  if changed then return 'READY'; end if;

  update delivery_budget b set token_wait_until = coalesce(b.token_wait_until, t + p_seconds * interval '1 second')
  where b.profile_id = p_profile_id returning * into budget;
  perform from delivery_queue q where q.profile_id = p_profile_id order by q.lane for update;
  update delivery_queue q set next_at = budget.token_wait_until where q.profile_id = p_profile_id;
  return 'WAITING';
end $$;

revoke all on function app.await_token(uuid, uuid[], int[], double precision, int, timestamptz, timestamptz) from public;
grant execute on function app.await_token(uuid, uuid[], int[], double precision, int, timestamptz, timestamptz) to posthorn_worker;

-- Takes messages: account mail first, as many as there are slots; then the other queues by virtual time. A queue's time advances by what it
-- got, divided by its lane's weight (ALARM 8, BULK 1) and multiplied by the tenant's due queues of that lane, so that more profiles give no
-- larger share. One claim fills the free slots as if water were poured over the queues' times: up to one level, which the weights decide.
-- Messages of one mail travel in one transaction where they wait behind each other, as they do from the moment they are written: whatever room
-- there is for messages, the last mail of a claim brings its further recipients along, up to 99 of them. Messages in flight may so exceed the
-- profile's cap, its connections never do: a worker opens one per mail of a claim, and nothing more is claimed before they are below the cap
-- again. The rate and the limit of a day count messages and bind further recipients, too.
-- A profile that is paused, or whose tenant is suspended, sleeps until whoever lifts that sets its queues' next time. One that waits for an
-- access token sleeps until the wait ends, or the token comes.
--   p_reserved  free slots that only ACCOUNT may use
--   p_general   free slots for everybody
--   p_slow      how many of those may go to profiles whose last attempt timed out
-- Answers {"messages": [...], "waitMs": how long until a queue is due, null for never}.
create or replace function app.claim_messages(p_worker text, p_reserved int, p_general int, p_slow int, p_lease interval default '10 seconds')
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
  hour_now constant int := floor(extract(epoch from clock_timestamp()) / 3600)::int;
  day_room int;
  day_until timestamptz;
  counted int;
  oldest int;
  room int;
  along int;
  got int;
  last_mail uuid;
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
    along := 0;
    last_mail := null;
    behind := false;
    start_at := case when queue.lane = 'ACCOUNT' then '-infinity' else coalesce(queue.cursor_at, '-infinity') end;
    start_id := coalesce(queue.cursor_id, nothing);
    if budget.parked_at is not null or budget.paused_at is not null or budget.suspended_at is not null then
      upcoming := 'infinity';
    elsif budget.circuit_until > t then
      upcoming := budget.circuit_until;
    elsif budget.token_wait_until > t then
      upcoming := budget.token_wait_until;
    else
      available := least(budget.burst, budget.tokens + greatest(extract(epoch from t - budget.refilled_at), 0) * budget.rate_per_second);
      half_open := budget.circuit_until is not null;
      -- A message counts to the end of its 25th hour, so that no 24 hours hold more than the limit; those in flight may all be accepted.
      day_room := null;
      if budget.day_limit is not null then
        select coalesce(sum(h.value::int), 0), min(h.key::int) into counted, oldest
        from jsonb_each_text(budget.hour_counts) h where h.key::int > hour_now - 25 and h.value::int > 0;
        day_room := greatest(budget.day_limit - counted - budget.in_flight, 0);
        day_until := case when counted >= budget.day_limit and oldest is not null then to_timestamp((oldest + 25) * 3600.0)
          else t + interval '1 second' end;
      end if;
      room := least(
        allotted,
        floor(least(available, 1000000))::int,
        budget.max_in_flight - budget.in_flight,
        day_room,
        case when half_open then 1 end,
        case when budget.last_timed_out and queue.lane <> 'ACCOUNT' then slow_left end);

      for due in
        select m.id, m.mail_id, m.not_before from message m
        where m.profile_id = queue.profile_id and m.lane = queue.lane and m.state in ('QUEUED', 'DEFERRED') and m.not_before <= t
          and (m.not_before, m.id) > (start_at, start_id) and m.expires_at > t
        order by m.not_before, m.id limit greatest(room, 0) for update skip locked
      loop
        update message m set state = 'CLAIMED', fence = m.fence + 1, lease_until = t + p_lease, worker = p_worker, attempt_started_at = t
        where m.id = due.id
        returning claimed || jsonb_build_object(
          'id', m.id, 'fence', m.fence, 'tenantId', m.tenant_id, 'profileId', m.profile_id, 'mailId', m.mail_id, 'lane', m.lane, 'kind', m.kind,
          'recipient', m.recipient, 'attemptCount', m.attempt_count, 'unknownCount', m.unknown_count, 'maxAttempts', m.max_attempts, 'slow', budget.last_timed_out)
        into claimed;
        got := got + 1;
        start_at := due.not_before;
        start_id := due.id;
        last_mail := due.mail_id;
      end loop;

      while got > 0 and got - along = room and queue.lane <> 'ACCOUNT' and not half_open and along < 99 and available - got >= 1
        and (day_room is null or day_room > got)
      loop
        select m.id, m.mail_id, m.not_before into due from message m
        where m.profile_id = queue.profile_id and m.lane = queue.lane and m.state in ('QUEUED', 'DEFERRED') and m.not_before <= t
          and (m.not_before, m.id) > (start_at, start_id) and m.expires_at > t
        order by m.not_before, m.id limit 1 for update skip locked;
        exit when not found or due.mail_id <> last_mail;
        update message m set state = 'CLAIMED', fence = m.fence + 1, lease_until = t + p_lease, worker = p_worker, attempt_started_at = t
        where m.id = due.id
        returning claimed || jsonb_build_object(
          'id', m.id, 'fence', m.fence, 'tenantId', m.tenant_id, 'profileId', m.profile_id, 'mailId', m.mail_id, 'lane', m.lane, 'kind', m.kind,
          'recipient', m.recipient, 'attemptCount', m.attempt_count, 'unknownCount', m.unknown_count, 'maxAttempts', m.max_attempts, 'slow', budget.last_timed_out)
        into claimed;
        got := got + 1;
        along := along + 1;
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
      elsif day_room is not null and day_room - got <= 0 then
        upcoming := day_until;
        behind := upcoming <= t + interval '1 second';
      elsif budget.max_in_flight - budget.in_flight - got <= 0 then
        -- Writing back wakes it; the second is for a worker that died.
        upcoming := t + interval '1 second';
        behind := true;
      elsif available - got < 1 then
        upcoming := t + make_interval(secs => least((1 - available + got) / greatest(budget.rate_per_second, 1e-9), 86400));
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

-- Writes results back. Each: {id, fence, profileId, state, delayMs, outcome, failureClass, sentence, reply, queueId, stage, timings, transcript, signal}.
-- `signal` is what the attempt says of its profile: SUCCESS; NEUTRAL (an answer about one recipient or message); CIRCUIT (the server could not
-- be reached or refuses everybody); TIMEOUT (likewise, by saying nothing); HOLD (it refuses our login, perhaps by mistake); PARK (it refuses it
-- for good); TOKEN (there is no access token to sign in with, so that nobody was asked: shown, and nothing else); NONE. Answers the ids written;
-- the fence of the others had moved on.
create or replace function app.write_results(p_worker text, p_results jsonb) returns setof uuid
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
  hour_now constant int := floor(extract(epoch from clock_timestamp()) / 3600)::int;
  accepted int;
begin
  for result in
    select * from jsonb_to_recordset(p_results) as r (id uuid, fence int, "profileId" uuid, state "MessageState", "delayMs" double precision, outcome "AttemptOutcome",
      "failureClass" text, sentence text, reply text, "queueId" text, stage text, timings jsonb, transcript text, signal text) order by r.id
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

    insert into attempt (tenant_id, id, message_id, number, started_at, finished_at, outcome, failure_class, stage, reply, timings, worker, profile_id, transcript)
    values (message_now.tenant_id, uuidv7(), message_now.id, message_now.attempt_count, coalesce(message_now.attempt_started_at, t), t,
      result.outcome, result."failureClass", result.stage, result.reply, coalesce(result.timings, '{}'), p_worker,
      message_now.profile_id, left(result.transcript, 32768));
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
      -- An answer about one recipient or message is shown, but says nothing against the profile; nor does a token that is still on its way.
      if result.signal not in ('NEUTRAL', 'TOKEN') then budget.consecutive_failures := budget.consecutive_failures + 1; end if;
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
    select count(*) into accepted from jsonb_array_elements(profile.results) a where a ->> 'state' = 'ACCEPTED';
    if accepted > 0 then
      -- The hours that app.claim_messages counts; older ones go.
      select coalesce(jsonb_object_agg(h.key, h.value), '{}') into budget.hour_counts from jsonb_each(budget.hour_counts) h where h.key::int > hour_now - 25;
      budget.hour_counts := budget.hour_counts || jsonb_build_object(hour_now, coalesce((budget.hour_counts ->> hour_now::text)::int, 0) + accepted);
    end if;
    update delivery_budget set hour_counts = budget.hour_counts, circuit_until = budget.circuit_until, circuit_failures = budget.circuit_failures, last_timed_out = budget.last_timed_out,
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

-- The login works again: everything that waited for it is queued.
create or replace function app.release_profile(p_profile_id uuid) returns int language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  released int;
begin
  update message m set state = 'QUEUED' where m.profile_id = p_profile_id and m.state = 'PARKED';
  get diagnostics released = row_count;
  update delivery_budget set parked_at = null, probe_at = null, auth_failures = 0, auth_failed_since = null, circuit_until = null, circuit_failures = 0, last_timed_out = false,
    token_wait_until = null
  where profile_id = p_profile_id;
  perform from delivery_queue q where q.profile_id = p_profile_id order by q.lane for update;
  update delivery_queue set next_at = clock_timestamp(), cursor_at = null, cursor_id = null where profile_id = p_profile_id;
  return released;
end $$;

-- The poll goes by the messages themselves: whatever a queue's next time says, a due message wakes it, also one that became visible behind the
-- cursor because its transaction took longer than a later one's. `p_within` bounds the search as in reap_leases.
create or replace function app.wake_due(p_account boolean, p_within interval default null) returns int
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
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

-- After a commit, on a connection of its own: these queues look now, unless their profile is held or waits for a token, and the workers of these
-- lanes hear of it.
create or replace function app.wake_delivery(p_profiles uuid[], p_lanes "Lane"[]) returns void
  language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  woken record;
begin
  for woken in select distinct w.profile_id, w.lane from unnest(p_profiles, p_lanes) w (profile_id, lane) order by 1, 2 loop
    update delivery_queue q set next_at = clock_timestamp()
    where q.profile_id = woken.profile_id and q.lane = woken.lane and q.next_at > clock_timestamp()
      and not exists (select from delivery_budget b where b.profile_id = q.profile_id
        and (b.paused_at is not null or b.suspended_at is not null or b.token_wait_until > clock_timestamp()));
  end loop;
  perform pg_notify('posthorn_delivery', lane::text) from (select distinct lane from unnest(p_lanes) lane) lanes;
end $$;

-- Gives what waits for a profile that can't send to its fallback: it is parked, or its circuit is open after failures in a row, and nobody paused
-- it. Only what is due now, because a profile may be well again by the time of the rest; and never a message that may have arrived, nor a
-- test of that very profile. The fallback must be able to send itself. A profile that waits for a token is able, too: it keeps what it has. Answers how many moved.
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
    -- The carrier may be about to be deleted: whoever does that waits for what is moved here, and sees it.
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
