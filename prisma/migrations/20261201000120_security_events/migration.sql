-- What a person's own page shows of failed and refused attempts on their account.
create table security_event (
  id uuid not null primary key,
  identity_id uuid not null references identity (id) on delete cascade on update cascade,
  at timestamptz(3) not null default current_timestamp,
  kind text not null,
  ip_address text,
  user_agent text,
  detail text
);
create index security_event_identity_id_id_idx on security_event (identity_id, id);

alter table security_event enable row level security;
alter table security_event force row level security;
create policy system_sees_all on security_event to posthorn_system using (true) with check (true);
create policy own_rows on security_event for select to posthorn_app using (identity_id = app.identity_id());
create policy own_record on security_event for insert to posthorn_app with check (identity_id = app.identity_id());
grant select, insert, delete on security_event to posthorn_system;
grant select, insert on security_event to posthorn_app;

-- How many of each kind in a minute, over all processes: nothing of whom, as in rate_limit.
create table security_count (
  kind text not null,
  minute timestamptz(3) not null,
  count int not null,
  primary key (kind, minute)
);
grant select, insert, update on security_count to posthorn_app;
grant select, insert, update, delete on security_count to posthorn_system;
