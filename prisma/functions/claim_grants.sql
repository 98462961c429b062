-- Takes grants that are due, each for one worker: p_limit of them, under a lease. The fence they are taken with is checked at every write.
-- Platform mail's comes first, those that failed last time come last, and tenants take turns, and in each tenant its clients. Of one tenant no more
-- than p_per_client are with all workers together. Of one client one less are with one worker (`p_busy`: the clients of those it has, one entry
-- each), so that a provider that hangs leaves its tenant a place for the others.
create or replace function app.claim_grants(p_limit int, p_busy uuid[] default '{}', p_per_client int default 4, p_lease interval default '20 seconds')
  returns table (tenant_id uuid, profile_id uuid, client_id uuid, fence int)
  language sql volatile set search_path = pg_catalog, public, pg_temp
begin atomic
  update oauth_grant g set fence = g.fence + 1, lease_until = clock_timestamp() + p_lease
  where g.profile_id in (
    select due.profile_id from oauth_grant due
    where due.next_refresh_at <= clock_timestamp() and (due.lease_until is null or due.lease_until <= clock_timestamp())
      and due.profile_id in (
        with held as (
          select h.tenant_id, count(*) as places from oauth_grant h where h.lease_until > clock_timestamp() group by h.tenant_id),
        of_clients as (
          select d.profile_id, d.tenant_id, d.failure_at is not null as failing, d.next_refresh_at,
            row_number() over (partition by d.client_id order by d.failure_at is not null, d.next_refresh_at)
              + (select count(*) from unnest(p_busy) busy where busy = d.client_id) as place
          from oauth_grant d
          where d.next_refresh_at <= clock_timestamp() and (d.lease_until is null or d.lease_until <= clock_timestamp())),
        of_tenants as (
          select c.profile_id, c.tenant_id, c.failing, c.next_refresh_at,
            row_number() over (partition by c.tenant_id order by c.failing, c.place, c.next_refresh_at)
              + coalesce((select held.places from held where held.tenant_id = c.tenant_id), 0) as place
          from of_clients c where c.place <= greatest(p_per_client - 1, 1))
        select t.profile_id from of_tenants t where t.place <= p_per_client
        order by t.tenant_id <> app.platform_tenant_id(), t.failing, t.place, t.next_refresh_at limit p_limit)
    order by due.next_refresh_at for update skip locked)
  returning g.tenant_id, g.profile_id, g.client_id, g.fence;
end;

revoke all on function app.claim_grants(int, uuid[], int, interval) from public;
grant execute on function app.claim_grants(int, uuid[], int, interval) to posthorn_worker;
