-- Renews the leases of grants; answers the profiles whose lease goes on.
create or replace function app.renew_grant_leases(p_profiles uuid[], p_fences int[], p_lease interval default '20 seconds') returns setof uuid
  language sql volatile set search_path = pg_catalog, public, pg_temp
begin atomic
  update oauth_grant g set lease_until = clock_timestamp() + p_lease
  from unnest(p_profiles, p_fences) as held (profile_id, fence)
  where g.profile_id = held.profile_id and g.fence = held.fence and g.lease_until is not null
  returning g.profile_id;
end;

revoke all on function app.renew_grant_leases(uuid[], int[], interval) from public;
grant execute on function app.renew_grant_leases(uuid[], int[], interval) to posthorn_worker;
