-- Renews the leases of messages; answers the ids whose lease goes on. The others have been taken away.
create or replace function app.renew_leases(p_ids uuid[], p_fences int[], p_lease interval default '10 seconds') returns setof uuid
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  held record;
begin
  for held in select c.id, c.fence from unnest(p_ids, p_fences) c (id, fence) order by c.id loop
    return query update message m set lease_until = clock_timestamp() + p_lease
      where m.id = held.id and m.fence = held.fence returning m.id;
  end loop;
end $$;

revoke all on function app.renew_leases(uuid[], int[], interval) from public;
grant execute on function app.renew_leases(uuid[], int[], interval) to posthorn_worker;
