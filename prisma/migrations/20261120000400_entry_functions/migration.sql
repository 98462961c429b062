-- Look-ups before an actor exists, and the few acts that cross the wall by design. Each is owned by the system role (a managed owner sees
-- no rows under FORCE), has a fixed search path, and answers one row at most. posthorn_app may run them, nobody else.

create function app.needs_setup() returns boolean language sql stable security definer set search_path = pg_catalog, public, pg_temp
  return not exists (select from identity where system_admin and activated_at is not null);

create function app.session_by_hash(p_hash bytea)
  returns table (session_id uuid, identity_id uuid, created_at timestamptz, last_seen_at timestamptz, expires_at timestamptz, stepped_up_at timestamptz, name text, email text, system_admin boolean, disabled boolean, idle_minutes int)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select s.id, i.id, s.created_at, s.last_seen_at, s.expires_at, s.stepped_up_at, i.name, i.email, i.system_admin, i.disabled_at is not null, p.session_idle_minutes
  from session s join identity i on i.id = s.identity_id, platform_settings p
  where s.hash = p_hash;
end;

create function app.credential_by_email(p_email_key text)
  returns table (identity_id uuid, password_hash text, may_sign_in boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select i.id, c.password_hash, i.disabled_at is null and i.activated_at is not null and not i.reset_required
  from identity i left join credential c on c.identity_id = i.id
  where i.email_key = p_email_key;
end;

create function app.knows_browser(p_identity_id uuid, p_hash bytea) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  return exists (select from known_browser b where b.identity_id = p_identity_id and b.hash = p_hash);

create function app.token_by_hash(p_hash bytea)
  returns table (id uuid, purpose "TokenPurpose", identity_id uuid, tenant_id uuid, mailed_to text, email text, expires_at timestamptz, used_at timestamptz, revoked_at timestamptz,
    identity_email text, identity_name text, identity_activated boolean, identity_disabled boolean, tenant_name text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select t.id, t.purpose, t.identity_id, t.tenant_id, t.mailed_to, t.email, t.expires_at, t.used_at, t.revoked_at,
    i.email, i.name, i.activated_at is not null, i.disabled_at is not null, n.name
  from one_time_token t left join identity i on i.id = t.identity_id left join tenant n on n.id = t.tenant_id
  where t.hash = p_hash;
end;

-- Consumes a token: exactly one of any number of parallel callers gets the row.
create function app.take_token(p_hash bytea, p_purpose "TokenPurpose") returns setof one_time_token
  language sql volatile security definer set search_path = pg_catalog, public, pg_temp rows 1
begin atomic
  update one_time_token set used_at = now()
  where hash = p_hash and purpose = p_purpose and used_at is null and revoked_at is null and expires_at > now()
  returning *;
end;

-- Of one tenant's invitations alone when it is named.
create function app.revoke_tokens(p_identity_id uuid, p_purposes "TokenPurpose"[], p_tenant_id uuid default null) returns int
  language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  revoked int;
begin
  update one_time_token set revoked_at = now()
  where identity_id = p_identity_id and purpose = any (p_purposes) and used_at is null and revoked_at is null
    and (p_tenant_id is null or tenant_id = p_tenant_id);
  get diagnostics revoked = row_count;
  return revoked;
end $$;

-- Up to p_keep live links of the same purpose; older ones end. A copied activation link ends copied ones only: the mailed one stays good.
create function app.issue_token(p_purpose "TokenPurpose", p_hash bytea, p_identity_id uuid, p_tenant_id uuid, p_mailed_to text, p_email text, p_expires_at timestamptz, p_keep int)
  returns uuid language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  issued uuid;
begin
  -- One issue at a time per person, or two could each keep p_keep.
  perform from identity where id = p_identity_id for update;
  insert into one_time_token (purpose, hash, identity_id, tenant_id, mailed_to, email, expires_at)
  values (p_purpose, p_hash, p_identity_id, p_tenant_id, p_mailed_to, p_email, p_expires_at) returning id into issued;
  update one_time_token set revoked_at = now() where id in (
    select t.id from one_time_token t
    where t.identity_id is not distinct from p_identity_id and t.purpose = p_purpose and t.tenant_id is not distinct from p_tenant_id
      and t.used_at is null and t.revoked_at is null
      and (p_purpose <> 'ACTIVATION' or p_mailed_to is not null or t.mailed_to is null)
    order by t.id desc offset p_keep);
  return issued;
end $$;

-- Whoever has this address, made when nobody has it. Tells the inviting tenant nothing that its own list doesn't show.
create function app.identity_for_invitation(p_email text, p_email_key text, p_name text)
  returns table (id uuid, email text, verified boolean, disabled boolean)
  language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into identity (id, email, email_key, name) values (uuidv7(), p_email, p_email_key, p_name) on conflict (email_key) do nothing;
  return query select i.id, i.email, i.activated_at is not null and i.verified_at is not null, i.disabled_at is not null from identity i where i.email_key = p_email_key;
end $$;

-- Whoever a membership belongs to, at the address they have today.
create function app.identity_of_membership(p_membership_id uuid) returns table (id uuid, email text, verified boolean)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select i.id, i.email, i.activated_at is not null and i.verified_at is not null
  from membership m join identity i on i.id = m.identity_id where m.id = p_membership_id;
end;

-- Whether a copied link may be shown: the person never followed a link and no other tenant invited them.
create function app.is_sole_invitation(p_identity_id uuid, p_tenant_id uuid) returns boolean
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  return exists (select from identity i where i.id = p_identity_id and i.activated_at is null and not i.system_admin)
    and not exists (select from membership m where m.identity_id = p_identity_id and m.tenant_id <> p_tenant_id);

-- The only way in for account mail: content and queue row, in the caller's transaction. Answers the message's id.
create function app.enqueue_account_mail(p_message_id uuid, p_kind text, p_recipient text, p_identity_id uuid, p_cause_tenant_id uuid, p_token_id uuid, p_secret bytea, p_data jsonb, p_expires_at timestamptz)
  returns uuid language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  domain text;
  content uuid := uuidv7();
begin
  select coalesce(nullif(split_part(s.from_address, '@', 2), ''), 'posthorn.invalid') into domain
  from platform_mail_settings s where s.tenant_id = app.platform_tenant_id();
  insert into mail (tenant_id, id, kind, message_id_header, data)
  values (app.platform_tenant_id(), content, p_kind, p_message_id || '@' || coalesce(domain, 'posthorn.invalid'), p_data);
  insert into message (tenant_id, id, mail_id, profile_id, lane, kind, recipient, expires_at, secret, identity_id, cause_tenant_id, token_id)
  values (app.platform_tenant_id(), p_message_id, content, app.platform_profile_id(), 'ACCOUNT', p_kind, p_recipient, p_expires_at, p_secret, p_identity_id, p_cause_tenant_id, p_token_id);
  return p_message_id;
end $$;

-- What a tenant may know of the account mail it caused: state, times, class. Nothing of other tenants' mail, nor of its own beyond that.
create function app.invitation_mail(p_message_ids uuid[])
  returns table (message_id uuid, state "MessageState", created_at timestamptz, finished_at timestamptz, failure_class text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select m.id, m.state, m.created_at, m.finished_at, m.failure_class
  from message m
  where m.id = any (p_message_ids) and m.tenant_id = app.platform_tenant_id() and m.cause_tenant_id = app.tenant_id();
end;

-- Invitations sent to one address in the last 24 hours, by any tenant: the limit per address is the platform's.
create function app.invitations_to(p_identity_id uuid) returns int
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  return (select count(*)::int from message m where m.tenant_id = app.platform_tenant_id() and m.identity_id = p_identity_id
    and m.kind in ('INVITATION', 'ACTIVATION') and m.id >= app.uuid_floor(now() - interval '24 hours'));

create function app.invitations_by(p_tenant_id uuid) returns int
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
  return (select count(*)::int from message m where m.cause_tenant_id = p_tenant_id
    and m.kind in ('INVITATION', 'ACTIVATION') and m.id >= app.uuid_floor(now() - interval '24 hours'));

create function app.sandbox_inbox_by_username(p_username text) returns table (tenant_id uuid, password_hash bytea)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp
begin atomic
  select b.tenant_id, b.password_hash from sandbox_inbox b join tenant t on t.id = b.tenant_id
  where b.username = p_username and t.status = 'ACTIVE';
end;

-- Removing a member must not leave a tenant without an admin; counted under a lock on the tenant's admins.
create function app.other_active_admins(p_tenant_id uuid, p_identity_id uuid) returns int
  language plpgsql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  others int;
begin
  perform from tenant where id = p_tenant_id for update;
  select count(*) into others from membership m join identity i on i.id = m.identity_id
  where m.tenant_id = p_tenant_id and m.identity_id <> p_identity_id and m.role = 'TENANT_ADMIN' and m.status = 'ACTIVE' and i.disabled_at is null;
  return others;
end $$;

do $$
declare
  entry regprocedure;
begin
  grant create on schema app to posthorn_system;
  for entry in select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'app'::regnamespace and p.prosecdef and p.proname <> 'ensure_partitions'
  loop
    execute format('alter function %s owner to posthorn_system', entry);
    execute format('revoke all on function %s from public', entry);
    execute format('grant execute on function %s to posthorn_app, posthorn_system', entry);
  end loop;
  revoke create on schema app from posthorn_system;
end $$;
grant execute on function app.uuid_floor(timestamptz) to posthorn_app, posthorn_worker, posthorn_system;
