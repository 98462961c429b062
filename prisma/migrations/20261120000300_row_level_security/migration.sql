-- The wall between tenants. Every table that belongs to a tenant or a person has row-level security, forced, so that not even the owner
-- reads past it. posthorn_app sees the tenant (app.tenant_id) or the person (app.identity_id) its transaction names, posthorn_worker the
-- queue tables, posthorn_system everything.
do $$
declare
  walled text;
begin
  foreach walled in array array[
    'tenant', 'identity', 'credential', 'membership', 'invitation', 'one_time_token', 'session', 'known_browser', 'reset_request',
    'platform_mail_settings', 'platform_settings', 'egress_rule', 'connection_check', 'mail', 'message', 'attempt', 'delivery_queue',
    'delivery_budget', 'audit_event', 'sandbox_inbox', 'sandbox_message'
  ] loop
    execute format('alter table %I enable row level security', walled);
    execute format('alter table %I force row level security', walled);
    execute format('create policy system_sees_all on %I to posthorn_system using (true) with check (true)', walled);
    execute format('grant select, insert, update, delete on %I to posthorn_system', walled);
  end loop;

  foreach walled in array array[
    'invitation', 'platform_mail_settings', 'platform_settings', 'egress_rule', 'connection_check', 'delivery_queue', 'delivery_budget',
    'sandbox_inbox', 'sandbox_message', 'attempt'
  ] loop
    execute format('create policy tenant_wall on %I to posthorn_app using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id())', walled);
    execute format('grant select, insert, update, delete on %I to posthorn_app', walled);
  end loop;

  foreach walled in array array['credential', 'session', 'known_browser'] loop
    execute format('create policy own_rows on %I to posthorn_app using (identity_id = app.identity_id()) with check (identity_id = app.identity_id())', walled);
    execute format('grant select, insert, update, delete on %I to posthorn_app', walled);
  end loop;

  foreach walled in array array['message', 'attempt', 'delivery_queue', 'delivery_budget'] loop
    execute format('create policy worker_claims on %I to posthorn_worker using (true) with check (true)', walled);
  end loop;
end $$;

-- A membership is seen from both of its ends; only the tenant makes one.
create policy tenant_wall on membership to posthorn_app using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id());
create policy own_rows on membership for select to posthorn_app using (identity_id = app.identity_id());
create policy own_acceptance on membership for update to posthorn_app using (identity_id = app.identity_id()) with check (identity_id = app.identity_id());
create policy own_leaving on membership for delete to posthorn_app using (identity_id = app.identity_id());
grant select, insert, update, delete on membership to posthorn_app;

create policy own_invitation on invitation for select to posthorn_app
  using (exists (select from membership m where m.id = invitation.membership_id and m.identity_id = app.identity_id()));

create policy own_row on identity to posthorn_app using (id = app.identity_id()) with check (id = app.identity_id());
create policy fellow_members on identity for select to posthorn_app
  using (exists (select from membership m where m.identity_id = identity.id and m.tenant_id = app.tenant_id() and m.status = 'ACTIVE'));
grant select, update on identity to posthorn_app;

create policy own_tenants on tenant for select to posthorn_app
  using (id = app.tenant_id() or exists (select from membership m where m.tenant_id = tenant.id and m.identity_id = app.identity_id()));
grant select on tenant to posthorn_app;

-- Tenant mail is the tenant's; account mail enters through app.enqueue_account_mail alone.
create policy tenant_reads on mail for select to posthorn_app using (tenant_id = app.tenant_id());
create policy tenant_writes on mail for insert to posthorn_app with check (tenant_id = app.tenant_id() and tenant_id <> app.platform_tenant_id());
create policy tenant_reads on message for select to posthorn_app using (tenant_id = app.tenant_id());
create policy tenant_changes on message for update to posthorn_app using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id());
create policy tenant_writes on message for insert to posthorn_app with check (tenant_id = app.tenant_id() and tenant_id <> app.platform_tenant_id());
grant select, insert on mail to posthorn_app;
grant select, insert, update on message to posthorn_app;

-- The audit is written and read, never changed: nobody holds update or delete on it.
create policy tenant_wall on audit_event for select to posthorn_app using (tenant_id = app.tenant_id());
create policy tenant_records on audit_event for insert to posthorn_app
  with check (tenant_id = app.tenant_id() or (tenant_id = app.platform_tenant_id() and actor_id = app.identity_id()));
grant select, insert on audit_event to posthorn_app;
revoke update, delete on audit_event from posthorn_system;

-- A reset request is dropped into a box that the application can't read.
create policy anyone_asks on reset_request for insert to posthorn_app with check (true);
grant insert on reset_request to posthorn_app;

grant select, insert, update, delete on rate_limit to posthorn_app, posthorn_system;
grant select, update on message to posthorn_worker;
grant select, insert on attempt to posthorn_worker;
grant select, insert, update on delivery_queue, delivery_budget to posthorn_worker;

-- /readyz asks whether the schema is current.
do $$ begin
  if to_regclass('public._prisma_migrations') is not null then grant select on public._prisma_migrations to posthorn_app; end if;
end $$;
