-- Milliseconds until a grant without a lease is due; null where none will be.
create or replace function app.next_grant_due() returns double precision
  language sql stable set search_path = pg_catalog, public, pg_temp
begin atomic
  select greatest(extract(epoch from min(greatest(g.next_refresh_at, coalesce(g.lease_until, g.next_refresh_at))) - clock_timestamp()) * 1000, 0)
  from oauth_grant g where g.next_refresh_at is not null;
end;

revoke all on function app.next_grant_due() from public;
grant execute on function app.next_grant_due() to posthorn_worker;
