-- Gives back what was claimed and surely not sent, at a shutdown.
create or replace function app.return_messages(p_ids uuid[], p_fences int[]) returns int
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

revoke all on function app.return_messages(uuid[], int[]) from public;
grant execute on function app.return_messages(uuid[], int[]) to posthorn_worker;
