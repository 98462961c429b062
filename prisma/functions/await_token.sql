-- Gives back messages that need a token which is on its way, unattempted. The first call for a profile begins the wait; all later ones share it.
-- `p_generation`, `p_obtained_at` and `p_next_refresh_at` are the grant as the worker read it before. Every writer of a grant writes the budget in
-- the same transaction: under the budget's lock either the newer grant is seen here, and the queues look at once, or its writer comes later and
-- ends the wait. Answers WAITING; READY where the grant has changed meanwhile; OVER where the wait has passed: then nothing was given back, and
-- the messages are to be deferred.
create or replace function app.await_token(p_profile_id uuid, p_ids uuid[], p_fences int[], p_seconds double precision,
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
