-- OAuth 2.0: clients, the tokens that setups hold from them, consents under way, and how setups sign in.

-- CreateEnum
CREATE TYPE "SubmissionAuthentication" AS ENUM ('PASSWORD', 'OAUTH2');

-- CreateEnum
CREATE TYPE "ClientAuthenticationMethod" AS ENUM ('CLIENT_SECRET_BASIC', 'CLIENT_SECRET_POST', 'PRIVATE_KEY_JWT', 'NONE');

-- CreateEnum
CREATE TYPE "OAuthFlow" AS ENUM ('AUTHORIZATION_CODE', 'CLIENT_CREDENTIALS', 'JWT_BEARER');

-- CreateEnum
CREATE TYPE "ConsentStatus" AS ENUM ('STARTED', 'USED', 'TO_CONFIRM');

-- CreateEnum
CREATE TYPE "GrantEventKind" AS ENUM ('GRANTED', 'REFRESHED', 'REFRESH_FAILED', 'CONSENT_FAILED', 'REVOKED', 'DROPPED');

-- AlterTable
ALTER TABLE "delivery_budget" ADD COLUMN     "parked_told_at" TIMESTAMPTZ(3),
ADD COLUMN     "token_wait_until" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "email_profile" ADD COLUMN     "authentication" "SubmissionAuthentication" NOT NULL DEFAULT 'PASSWORD',
ADD COLUMN     "oauth" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "oauth_client_id" UUID;

-- AlterTable
ALTER TABLE "platform_mail_settings" ADD COLUMN     "authentication" "SubmissionAuthentication" NOT NULL DEFAULT 'PASSWORD',
ADD COLUMN     "oauth" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "oauth_client_id" UUID;

-- CreateTable
CREATE TABLE "oauth_client" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "cloud" TEXT NOT NULL DEFAULT 'global',
    "directory" TEXT,
    "client_id" TEXT NOT NULL,
    "authentication" "ClientAuthenticationMethod" NOT NULL,
    "secret" BYTEA,
    "secret_changed_at" TIMESTAMPTZ(3),
    "secret_expires_at" TIMESTAMPTZ(3),
    "secret_warned_days" INTEGER,
    "key_id" TEXT,
    "certificate" TEXT,
    "unattended_flow" "OAuthFlow" NOT NULL DEFAULT 'CLIENT_CREDENTIALS',
    "issuer" TEXT,
    "authorization_url" TEXT,
    "token_url" TEXT NOT NULL,
    "revocation_url" TEXT,
    "introspection_url" TEXT,
    "promises_issuer" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT NOT NULL DEFAULT '',
    "connect_timeout_ms" INTEGER NOT NULL DEFAULT 10000,
    "request_timeout_ms" INTEGER NOT NULL DEFAULT 10000,
    "ca" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by_id" UUID,

    CONSTRAINT "oauth_client_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oauth_grant" (
    "tenant_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "client_id" UUID NOT NULL,
    "flow" "OAuthFlow" NOT NULL,
    "generation" INTEGER NOT NULL DEFAULT 0,
    "access_token" BYTEA,
    "access_token_hash" BYTEA,
    "obtained_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "refresh_token" BYTEA,
    "refresh_token_hash" BYTEA,
    "refresh_used_at" TIMESTAMPTZ(3),
    "refresh_expires_at" TIMESTAMPTZ(3),
    "refresh_life_seconds" INTEGER,
    "idle_days" INTEGER,
    "refresh_before_seconds" INTEGER NOT NULL DEFAULT 300,
    "scope" TEXT,
    "identity" JSONB,
    "granted_at" TIMESTAMPTZ(3),
    "granted_by_id" UUID,
    "failure_class" TEXT,
    "failure_code" TEXT,
    "failure_sentence" TEXT,
    "failure_words" TEXT,
    "failure_fix" TEXT,
    "failure_retry" BOOLEAN NOT NULL DEFAULT false,
    "failure_first_at" TIMESTAMPTZ(3),
    "failure_at" TIMESTAMPTZ(3),
    "failure_attempts" INTEGER NOT NULL DEFAULT 0,
    "failure_retry_after" INTEGER,
    "revoked_at" TIMESTAMPTZ(3),
    "jitter" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "next_refresh_at" TIMESTAMPTZ(3),
    "forced_at" TIMESTAMPTZ(3),
    "lease_until" TIMESTAMPTZ(3),
    "fence" INTEGER NOT NULL DEFAULT 0,
    "told" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "oauth_grant_pkey" PRIMARY KEY ("profile_id")
);

-- CreateTable
CREATE TABLE "oauth_grant_event" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kind" "GrantEventKind" NOT NULL,
    "code" TEXT,
    "detail" TEXT,
    "took_ms" INTEGER,
    "actor_name" TEXT,

    CONSTRAINT "oauth_grant_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "oauth_consent" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "state_hash" BYTEA NOT NULL,
    "client_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "status" "ConsentStatus" NOT NULL DEFAULT 'STARTED',
    "pending" BYTEA,
    "tokens" BYTEA,
    "consented_as" TEXT,
    "missing_scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "generation" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oauth_consent_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "oauth_client_tenant_id_id_key" ON "oauth_client"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "oauth_client_tenant_id_name_key_key" ON "oauth_client"("tenant_id", "name_key");

-- CreateIndex
CREATE INDEX "oauth_grant_tenant_id_client_id_idx" ON "oauth_grant"("tenant_id", "client_id");

-- CreateIndex
CREATE UNIQUE INDEX "oauth_grant_tenant_id_profile_id_key" ON "oauth_grant"("tenant_id", "profile_id");

-- CreateIndex
CREATE INDEX "oauth_grant_event_tenant_id_profile_id_id_idx" ON "oauth_grant_event"("tenant_id", "profile_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "oauth_consent_state_hash_key" ON "oauth_consent"("state_hash");

-- CreateIndex
CREATE INDEX "oauth_consent_tenant_id_profile_id_idx" ON "oauth_consent"("tenant_id", "profile_id");

-- CreateIndex
CREATE INDEX "oauth_consent_expires_at_idx" ON "oauth_consent"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "oauth_consent_tenant_id_id_key" ON "oauth_consent"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "email_profile_tenant_id_oauth_client_id_idx" ON "email_profile"("tenant_id", "oauth_client_id");

-- AddForeignKey
ALTER TABLE "email_profile" ADD CONSTRAINT "email_profile_tenant_id_oauth_client_id_fkey" FOREIGN KEY ("tenant_id", "oauth_client_id") REFERENCES "oauth_client"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "oauth_grant" ADD CONSTRAINT "oauth_grant_tenant_id_client_id_fkey" FOREIGN KEY ("tenant_id", "client_id") REFERENCES "oauth_client"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "oauth_consent" ADD CONSTRAINT "oauth_consent_tenant_id_client_id_fkey" FOREIGN KEY ("tenant_id", "client_id") REFERENCES "oauth_client"("tenant_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "platform_mail_settings" ADD CONSTRAINT "platform_mail_settings_tenant_id_oauth_client_id_fkey" FOREIGN KEY ("tenant_id", "oauth_client_id") REFERENCES "oauth_client"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

alter table email_profile add constraint email_profile_oauth check (authentication = 'PASSWORD' or deleted_at is not null or oauth_client_id is not null);
alter table platform_mail_settings add constraint platform_mail_settings_oauth check (authentication = 'PASSWORD' or oauth_client_id is not null);
create index oauth_grant_due on oauth_grant (next_refresh_at) where next_refresh_at is not null;
create index oauth_grant_leased on oauth_grant (tenant_id) where lease_until is not null;
create index oauth_client_secret_ends on oauth_client (secret_expires_at) where secret_expires_at is not null;

do $$
declare
  walled text;
begin
  foreach walled in array array['oauth_client', 'oauth_grant', 'oauth_grant_event', 'oauth_consent'] loop
    execute format('alter table %I enable row level security', walled);
    execute format('alter table %I force row level security', walled);
    execute format('create policy system_sees_all on %I to posthorn_system using (true) with check (true)', walled);
    execute format('grant select, insert, update, delete on %I to posthorn_system', walled);
    execute format('create policy tenant_wall on %I to posthorn_app using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id())', walled);
    execute format('grant select, insert, update, delete on %I to posthorn_app', walled);
  end loop;
end $$;

-- Whoever keeps grants alive sees when each is due and takes it; tokens are read in the tenant's own transaction.
create policy worker_claims on oauth_grant to posthorn_worker using (true) with check (true);
grant select (tenant_id, profile_id, client_id, generation, obtained_at, failure_at, next_refresh_at, lease_until, fence), update (lease_until, fence) on oauth_grant to posthorn_worker;

-- Takes grants that are due, each for one worker: p_limit of them, under a lease. The fence they are taken with is checked at every write.
-- Platform mail's comes first, those that failed last time come last, and tenants take turns, and in each tenant its clients. Of one tenant no more
-- than p_per_client are with all workers together. Of one client one less are with one worker (`p_busy`: the clients of those it has, one entry
-- each), so that a provider that hangs leaves its tenant a place for the others.
create function app.claim_grants(p_limit int, p_busy uuid[] default '{}', p_per_client int default 4, p_lease interval default '20 seconds')
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

-- Answers those whose lease goes on.
create function app.renew_grant_leases(p_profiles uuid[], p_fences int[], p_lease interval default '20 seconds') returns setof uuid
  language sql volatile set search_path = pg_catalog, public, pg_temp
begin atomic
  update oauth_grant g set lease_until = clock_timestamp() + p_lease
  from unnest(p_profiles, p_fences) as held (profile_id, fence)
  where g.profile_id = held.profile_id and g.fence = held.fence and g.lease_until is not null
  returning g.profile_id;
end;

-- Milliseconds until some grant is due that nobody holds; null: none is.
create function app.next_grant_due() returns double precision
  language sql stable set search_path = pg_catalog, public, pg_temp
begin atomic
  select greatest(extract(epoch from min(greatest(g.next_refresh_at, coalesce(g.lease_until, g.next_refresh_at))) - clock_timestamp()) * 1000, 0)
  from oauth_grant g where g.next_refresh_at is not null;
end;

revoke all on function app.claim_grants(int, uuid[], int, interval), app.renew_grant_leases(uuid[], int[], interval), app.next_grant_due() from public;
grant execute on function app.claim_grants(int, uuid[], int, interval), app.renew_grant_leases(uuid[], int[], interval), app.next_grant_due() to posthorn_worker;

-- A callback names no tenant: whose consent this state is. The caller compares the session.
create function app.oauth_consent_by_state(p_hash bytea)
  returns table (id uuid, tenant_id uuid, client_id uuid, profile_id uuid, session_id uuid, status "ConsentStatus", expires_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 1
begin atomic
  select c.id, c.tenant_id, c.client_id, c.profile_id, c.session_id, c.status, c.expires_at from oauth_consent c where c.state_hash = p_hash;
end;

do $$ begin
  grant create on schema app to posthorn_system;
  alter function app.oauth_consent_by_state(bytea) owner to posthorn_system;
  revoke create on schema app from posthorn_system;
  revoke all on function app.oauth_consent_by_state(bytea) from public;
  grant execute on function app.oauth_consent_by_state(bytea) to posthorn_app, posthorn_system;
end $$;
