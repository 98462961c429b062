-- Whose account mail is next: causes, at most `p_room`; none where all that is due has room. Causes form a circle by id; it is walked once, from
-- the one that was served last. So no cause waits for more than one message of any other, whatever lies before it. Each cause that is passed because
-- its mail is not due yet costs one look into the index: 10,000 of them 0.1 s.
create or replace function app.account_turns(p_profile_id uuid, p_last_cause uuid, p_room int, p_now timestamptz)
  returns uuid[] language plpgsql volatile set search_path = pg_catalog, public, pg_temp set enable_sort = off as $$
declare
  nothing constant uuid := '00000000-0000-0000-0000-000000000000';
  last_cause constant uuid := coalesce(p_last_cause, nothing);
  due uuid[];
begin
  due := array(
    select m.id from message m
    where m.profile_id = p_profile_id and m.lane = 'ACCOUNT' and m.state in ('QUEUED', 'DEFERRED') and m.not_before <= p_now and m.expires_at > p_now
    order by m.lane, m.not_before, m.id limit p_room + 1);
  if cardinality(due) <= p_room then return '{}'; end if;

  return array(
    with recursive circle (lap, cause, due_at) as (
      select 0, last_cause, 'infinity'::timestamptz
      union all
      select circle.lap + (following.cause is null)::int, coalesce(following.cause, nothing), coalesce(following.not_before, 'infinity')
      from circle left join lateral (
        select m.cause, m.not_before from message m
        where m.profile_id = p_profile_id and m.lane = 'ACCOUNT' and m.cause > circle.cause
          and m.state in ('QUEUED', 'DEFERRED') and m.expires_at > p_now
        order by m.cause, m.not_before, m.id limit 1) following on true
      where circle.lap = 0 or circle.lap = 1 and circle.cause < last_cause)
    select circle.cause from circle where circle.due_at <= p_now and (circle.lap = 0 or circle.cause <= last_cause) limit p_room);
end $$;

revoke all on function app.account_turns(uuid, uuid, int, timestamptz) from public;
grant execute on function app.account_turns(uuid, uuid, int, timestamptz) to posthorn_worker;
