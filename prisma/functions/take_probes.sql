-- Parked profiles whose login should be tried now, unless they are held anyway; the next try of each is 10 minutes later.
create or replace function app.take_probes() returns table (profile_id uuid, tenant_id uuid)
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
begin
  return query update delivery_budget b set probe_at = clock_timestamp() + interval '10 minutes'
    where b.profile_id in (select p.profile_id from delivery_budget p where p.parked_at is not null and p.paused_at is null and p.suspended_at is null and p.probe_at <= clock_timestamp() limit 5 for update skip locked)
    returning b.profile_id, b.tenant_id;
end $$;

revoke all on function app.take_probes() from public;
grant execute on function app.take_probes() to posthorn_worker;
