-- The login works again, or there is a new grant: everything that waited for it is queued. Runs with the caller's rights: posthorn_worker releases
-- any profile, posthorn_app one of its tenant's.
create or replace function app.release_profile(p_profile_id uuid) returns int
  language plpgsql volatile set search_path = pg_catalog, public, pg_temp as $$
declare
  released int;
begin
  with parked as (select id from message where profile_id = p_profile_id and state = 'PARKED' order by id for update)
  update message m set state = 'QUEUED' from parked where m.id = parked.id;
  get diagnostics released = row_count;
  update delivery_budget set parked_at = null, probe_at = null, auth_failures = 0, auth_failed_since = null, circuit_until = null, circuit_failures = 0, last_timed_out = false,
    token_wait_until = null
  where profile_id = p_profile_id;
  perform from delivery_queue q where q.profile_id = p_profile_id order by q.lane for update;
  update delivery_queue set next_at = clock_timestamp(), cursor_at = null, cursor_id = null where profile_id = p_profile_id;
  return released;
end $$;

revoke all on function app.release_profile(uuid) from public;
grant execute on function app.release_profile(uuid) to posthorn_app, posthorn_worker, posthorn_system;
