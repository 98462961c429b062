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

alter function app.wake_delivery(uuid[], "Lane"[]) owner to posthorn_system;
revoke all on function app.wake_delivery(uuid[], "Lane"[]) from public;
grant execute on function app.wake_delivery(uuid[], "Lane"[]) to posthorn_app, posthorn_worker, posthorn_system;
