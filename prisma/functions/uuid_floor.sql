-- The smallest UUID of an instant: UUIDv7 begins with 48 bits of milliseconds since 1970.
create or replace function app.uuid_floor(instant timestamptz) returns uuid language sql immutable
  return (lpad(to_hex(floor(extract(epoch from instant) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

revoke all on function app.uuid_floor(timestamptz) from public;
grant execute on function app.uuid_floor(timestamptz) to posthorn_app, posthorn_worker, posthorn_system;
