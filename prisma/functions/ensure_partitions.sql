-- Creates this month's partitions and the next ones. Runs at migration, at each worker's start and daily; owned by the tables' owner,
-- because only an owner may attach a partition.
create or replace function app.ensure_partitions(months_ahead int default 3) returns int language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  parent text;
  month timestamptz;
  partition text;
  created int := 0;
begin
  perform pg_advisory_xact_lock(hashtext('posthorn.ensure_partitions'));
  foreach parent in array array['mail', 'message', 'attempt'] loop
    for ahead in 0..months_ahead loop
      month := date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' + make_interval(months => ahead);
      partition := format('%s_%s', parent, to_char(month at time zone 'UTC', 'YYYYMM'));
      continue when to_regclass('public.' || partition) is not null;
      execute format(
        'create table public.%I partition of public.%I for values from (%L) to (%L) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000)',
        partition, parent, app.uuid_floor(month), app.uuid_floor(month + interval '1 month'));
      created := created + 1;
    end loop;
  end loop;
  return created;
end $$;

revoke all on function app.ensure_partitions(int) from public;
grant execute on function app.ensure_partitions(int) to posthorn_system;
