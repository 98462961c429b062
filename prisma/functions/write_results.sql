-- Writes results back. Each: {id, fence, profileId, state, delayMs, outcome, failureClass, sentence, reply, queueId, stage, timings, transcript, signal}.
-- `signal` is what the attempt says of its profile: SUCCESS; NEUTRAL (an answer about one recipient or message); CIRCUIT (the server could not
-- be reached or refuses every message); TIMEOUT (likewise, by saying nothing); HOLD (it refuses our login, perhaps by mistake); PARK (it refuses it
-- for good); TOKEN (there is no access token to sign in with, so that no server was asked: shown, and nothing else); NONE. Answers the ids written;
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

revoke all on function app.write_results(text, jsonb) from public;
grant execute on function app.write_results(text, jsonb) to posthorn_worker;
