-- Takes messages: account mail first, as many as there are slots; then the other queues by virtual time. A queue's time advances by what it
-- got, divided by its lane's weight (ALARM 8, BULK 1) and multiplied by the tenant's due queues of that lane, so that more profiles give no
-- larger share. One claim fills the free slots as if water were poured over the queues' times: up to one level, which the weights decide.
-- Account mail goes by turns of what caused it: see app.account_turns. The queue keeps whose turn was the last, so that causes alternate at one
-- message per claim, too.
-- Messages of one mail travel in one transaction where they wait behind each other, as they do from the moment they are written: whatever room
-- there is for messages, the last mail of a claim brings its further recipients along, up to 99 of them. Messages in flight may so exceed the
-- profile's cap, its connections never do: a worker opens one per mail of a claim, and nothing more is claimed before they are below the cap
-- again. The rate and the limit of a day count messages and bind further recipients, too.
-- A profile that is paused, or whose tenant is suspended, sleeps until lifting that sets its queues' next time. One that waits for an
-- access token sleeps until the wait ends, or the token comes.
--   p_reserved  free slots that only ACCOUNT may use
--   p_general   free slots for every lane
--   p_slow      how many of those may go to profiles whose last attempt timed out
-- Answers {"messages": [...], "waitMs": how long until a queue is due, null for never}.
create or replace function app.claim_messages(p_worker text, p_reserved int, p_general int, p_slow int, p_lease interval default '10 seconds')
  returns jsonb language plpgsql volatile set search_path = pg_catalog, public, pg_temp set enable_sort = off as $$
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
  got_before int;
  turns uuid[];
  turn uuid;
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
      -- A queue that comes back from a pause joins where the others are: neither with credit for the pause nor behind by an older race.
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

      if queue.lane = 'ACCOUNT' and room > 0 then
        turns := app.account_turns(queue.profile_id, queue.last_cause, room, t);
        -- Round after round, until the room is filled.
        loop
          got_before := got;
          foreach turn in array turns loop
            exit when got = room;
            select m.id into due from message m
            where m.profile_id = queue.profile_id and m.lane = 'ACCOUNT' and m.cause = turn and m.state in ('QUEUED', 'DEFERRED')
              and m.not_before <= t and m.expires_at > t
            order by m.not_before, m.id limit 1 for update skip locked;
            continue when not found;
            claimed := claimed || app.claim_message(due.id, p_worker, p_lease, t, budget.last_timed_out);
            got := got + 1;
            queue.last_cause := turn;
          end loop;
          exit when got = room or got = got_before;
        end loop;
      end if;

      -- By the lane, too, which is one: see README.md. Without it each claim reads and sorts all that waits.
      for due in
        select m.id, m.mail_id, m.not_before from message m
        where m.profile_id = queue.profile_id and m.lane = queue.lane and m.state in ('QUEUED', 'DEFERRED') and m.not_before <= t
          and (m.not_before, m.id) > (start_at, start_id) and m.expires_at > t
        order by m.lane, m.not_before, m.id limit greatest(room - got, 0) for update skip locked
      loop
        claimed := claimed || app.claim_message(due.id, p_worker, p_lease, t, budget.last_timed_out);
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
        order by m.lane, m.not_before, m.id limit 1 for update skip locked;
        exit when not found or due.mail_id <> last_mail;
        claimed := claimed || app.claim_message(due.id, p_worker, p_lease, t, budget.last_timed_out);
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
          order by m.lane, m.not_before, m.id limit 1) first;
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
      last_cause = queue.last_cause,
      cursor_at = case when q.lane <> 'ACCOUNT' and start_at > '-infinity' then start_at end,
      cursor_id = case when q.lane <> 'ACCOUNT' and start_at > '-infinity' then start_id end
    where q.profile_id = queue.profile_id and q.lane = queue.lane;
  end loop;

  select extract(epoch from min(q.next_at) - clock_timestamp()) * 1000 into wait_ms
  from delivery_queue q join delivery_budget b on b.profile_id = q.profile_id
  where q.next_at < 'infinity' and (q.lane = 'ACCOUNT' or slow_left > 0 or not b.last_timed_out);
  return jsonb_build_object('messages', claimed, 'waitMs', case when wait_ms is not null then greatest(wait_ms, 0) end);
end $$;

revoke all on function app.claim_messages(text, int, int, int, interval) from public;
grant execute on function app.claim_messages(text, int, int, int, interval) to posthorn_worker;
