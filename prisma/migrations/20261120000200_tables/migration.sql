-- mail, message and attempt are range-partitioned on their id, whose first 48 bits are its time (UUIDv7, RFC 9562 5.7): finished rows
-- leave by dropping a month, and live states have partial indexes of their own.

-- CreateEnum
CREATE TYPE "Lane" AS ENUM ('ACCOUNT', 'ALARM', 'BULK');

-- CreateEnum
CREATE TYPE "MessageState" AS ENUM ('QUEUED', 'CLAIMED', 'SENDING', 'ACCEPTED', 'DEFERRED', 'REJECTED', 'EXPIRED', 'CANCELLED', 'SUPPRESSED', 'PARKED', 'HELD');

-- CreateEnum
CREATE TYPE "AttemptOutcome" AS ENUM ('ACCEPTED', 'DEFERRED', 'REJECTED', 'PARKED', 'HELD', 'UNKNOWN', 'RATE', 'QUOTA');

-- CreateEnum
CREATE TYPE "MembershipRole" AS ENUM ('TENANT_ADMIN', 'MEMBER');

-- CreateEnum
CREATE TYPE "MembershipStatus" AS ENUM ('INVITED', 'ACTIVE');

-- CreateEnum
CREATE TYPE "TokenPurpose" AS ENUM ('SETUP', 'ACTIVATION', 'INVITATION', 'PASSWORD_RESET', 'EMAIL_CHANGE', 'EMAIL_UNDO', 'SIGN_IN');

-- CreateEnum
CREATE TYPE "SubmissionSecurity" AS ENUM ('NONE', 'STARTTLS_REQUIRED', 'STARTTLS_OPPORTUNISTIC', 'TLS');

-- CreateEnum
CREATE TYPE "CheckStatus" AS ENUM ('WAITING', 'RUNNING', 'PASSED', 'FAILED', 'EXPIRED');

-- CreateEnum
CREATE TYPE "TenantStatus" AS ENUM ('ACTIVE', 'SUSPENDED');

-- CreateTable
CREATE TABLE "mail" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "message_id_header" TEXT NOT NULL,
    "subject" TEXT,
    "html" TEXT,
    "text" TEXT,
    "headers" JSONB NOT NULL DEFAULT '{}',
    "data" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mail_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "message" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "mail_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "lane" "Lane" NOT NULL,
    "kind" TEXT NOT NULL,
    "state" "MessageState" NOT NULL DEFAULT 'QUEUED',
    "recipient" TEXT NOT NULL,
    "attempt_count" INTEGER NOT NULL DEFAULT 0,
    "unknown_count" INTEGER NOT NULL DEFAULT 0,
    "fence" INTEGER NOT NULL DEFAULT 0,
    "lease_until" TIMESTAMPTZ(3),
    "worker" TEXT,
    "attempt_started_at" TIMESTAMPTZ(3),
    "not_before" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),
    "secret" BYTEA,
    "identity_id" UUID,
    "cause_tenant_id" UUID,
    "token_id" UUID,
    "failure_class" TEXT,
    "sentence" TEXT,
    "reply" TEXT,
    "queue_id" TEXT,

    CONSTRAINT "message_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "attempt" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "message_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "outcome" "AttemptOutcome" NOT NULL,
    "failure_class" TEXT,
    "stage" TEXT,
    "reply" TEXT,
    "timings" JSONB NOT NULL DEFAULT '{}',
    "worker" TEXT NOT NULL,

    CONSTRAINT "attempt_pkey" PRIMARY KEY ("id")
) PARTITION BY RANGE ("id");

-- CreateTable
CREATE TABLE "delivery_queue" (
    "tenant_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "lane" "Lane" NOT NULL,
    "virtual_time" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "backlogged" BOOLEAN NOT NULL DEFAULT false,
    "cursor_at" TIMESTAMPTZ(6),
    "cursor_id" UUID,

    CONSTRAINT "delivery_queue_pkey" PRIMARY KEY ("profile_id","lane")
);

-- CreateTable
CREATE TABLE "delivery_budget" (
    "tenant_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,
    "max_in_flight" INTEGER NOT NULL DEFAULT 10,
    "in_flight" INTEGER NOT NULL DEFAULT 0,
    "rate_per_second" DOUBLE PRECISION NOT NULL DEFAULT 1000000,
    "burst" DOUBLE PRECISION NOT NULL DEFAULT 1000000,
    "tokens" DOUBLE PRECISION NOT NULL DEFAULT 1000000,
    "refilled_at" TIMESTAMPTZ(6) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "circuit_until" TIMESTAMPTZ(6),
    "circuit_failures" INTEGER NOT NULL DEFAULT 0,
    "last_timed_out" BOOLEAN NOT NULL DEFAULT false,
    "parked_at" TIMESTAMPTZ(3),
    "probe_at" TIMESTAMPTZ(3),
    "auth_failures" INTEGER NOT NULL DEFAULT 0,
    "auth_failed_since" TIMESTAMPTZ(3),
    "consecutive_failures" INTEGER NOT NULL DEFAULT 0,
    "last_success_at" TIMESTAMPTZ(3),
    "last_failure_at" TIMESTAMPTZ(3),
    "last_failure_class" TEXT,
    "last_failure_reply" TEXT,
    "last_failure_sentence" TEXT,

    CONSTRAINT "delivery_budget_pkey" PRIMARY KEY ("profile_id")
);

-- CreateTable
CREATE TABLE "identity" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "email_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "system_admin" BOOLEAN NOT NULL DEFAULT false,
    "default_tenant_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "activated_at" TIMESTAMPTZ(3),
    "verified_at" TIMESTAMPTZ(3),
    "disabled_at" TIMESTAMPTZ(3),
    "last_sign_in_at" TIMESTAMPTZ(3),
    "reset_required" BOOLEAN NOT NULL DEFAULT false,
    "pending_email" TEXT,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credential" (
    "identity_id" UUID NOT NULL,
    "password_hash" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credential_pkey" PRIMARY KEY ("identity_id")
);

-- CreateTable
CREATE TABLE "membership" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "role" "MembershipRole" NOT NULL,
    "status" "MembershipStatus" NOT NULL DEFAULT 'INVITED',
    "invited_name" TEXT NOT NULL,
    "invited_email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "joined_at" TIMESTAMPTZ(3),

    CONSTRAINT "membership_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "invitation" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "membership_id" UUID NOT NULL,
    "invited_by_id" UUID,
    "message_id" UUID,
    "copied_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "one_time_token" (
    "id" UUID NOT NULL,
    "purpose" "TokenPurpose" NOT NULL,
    "hash" BYTEA NOT NULL,
    "identity_id" UUID,
    "tenant_id" UUID,
    "mailed_to" TEXT,
    "email" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "one_time_token_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "stepped_up_at" TIMESTAMPTZ(3),
    "ip_address" TEXT NOT NULL,
    "user_agent" TEXT NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "known_browser" (
    "id" UUID NOT NULL,
    "identity_id" UUID NOT NULL,
    "hash" BYTEA NOT NULL,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "known_browser_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reset_request" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "reset_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "platform_mail_settings" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "from_address" TEXT NOT NULL,
    "from_name" TEXT NOT NULL,
    "reply_to" TEXT,
    "preset" TEXT NOT NULL DEFAULT 'custom',
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "security" "SubmissionSecurity" NOT NULL DEFAULT 'STARTTLS_REQUIRED',
    "username" TEXT,
    "password" BYTEA,
    "password_changed_at" TIMESTAMPTZ(3),
    "timeout_ms" INTEGER NOT NULL DEFAULT 10000,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by_id" UUID,

    CONSTRAINT "platform_mail_settings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "platform_settings" (
    "tenant_id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "product_name" TEXT NOT NULL DEFAULT 'Posthorn',
    "logo_data_uri" TEXT,
    "support_address" TEXT,
    "footer" TEXT,
    "activation_hours" INTEGER NOT NULL DEFAULT 72,
    "reset_minutes" INTEGER NOT NULL DEFAULT 60,
    "session_idle_minutes" INTEGER NOT NULL DEFAULT 720,
    "session_absolute_hours" INTEGER NOT NULL DEFAULT 168,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "platform_settings_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "egress_rule" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "allow_cleartext_auth" BOOLEAN NOT NULL DEFAULT false,
    "note" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by_id" UUID,

    CONSTRAINT "egress_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "connection_check" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "status" "CheckStatus" NOT NULL DEFAULT 'WAITING',
    "settings" BYTEA,
    "recipient" TEXT NOT NULL,
    "send_mail" BOOLEAN NOT NULL,
    "saved" BOOLEAN NOT NULL,
    "stages" JSONB NOT NULL DEFAULT '[]',
    "failure" JSONB,
    "requested_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "connection_check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "about_tenant_id" UUID,
    "ip_address" TEXT,
    "details" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_inbox" (
    "tenant_id" UUID NOT NULL,
    "username" TEXT NOT NULL,
    "password_hash" BYTEA NOT NULL,

    CONSTRAINT "sandbox_inbox_pkey" PRIMARY KEY ("tenant_id")
);

-- CreateTable
CREATE TABLE "sandbox_message" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "envelope_from" TEXT NOT NULL,
    "recipients" TEXT[],
    "subject" TEXT NOT NULL,
    "size_bytes" INTEGER NOT NULL,
    "raw" BYTEA NOT NULL,

    CONSTRAINT "sandbox_message_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenant" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "name_key" TEXT NOT NULL,
    "status" "TenantStatus" NOT NULL DEFAULT 'ACTIVE',
    "suspended_reason" TEXT,
    "suspended_at" TIMESTAMPTZ(3),
    "invitations_per_day" INTEGER NOT NULL DEFAULT 50,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "mail_tenant_id_id_key" ON "mail"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "message_tenant_id_id_key" ON "message"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "attempt_tenant_id_message_id_idx" ON "attempt"("tenant_id", "message_id");

-- CreateIndex
CREATE UNIQUE INDEX "attempt_tenant_id_id_key" ON "attempt"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_email_key_key" ON "identity"("email_key");

-- CreateIndex
CREATE INDEX "membership_identity_id_idx" ON "membership"("identity_id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_tenant_id_id_key" ON "membership"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "membership_tenant_id_identity_id_key" ON "membership"("tenant_id", "identity_id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_tenant_id_id_key" ON "invitation"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "invitation_tenant_id_membership_id_key" ON "invitation"("tenant_id", "membership_id");

-- CreateIndex
CREATE UNIQUE INDEX "one_time_token_hash_key" ON "one_time_token"("hash");

-- CreateIndex
CREATE INDEX "one_time_token_identity_id_purpose_idx" ON "one_time_token"("identity_id", "purpose");

-- CreateIndex
CREATE UNIQUE INDEX "session_hash_key" ON "session"("hash");

-- CreateIndex
CREATE INDEX "session_identity_id_idx" ON "session"("identity_id");

-- CreateIndex
CREATE UNIQUE INDEX "known_browser_identity_id_hash_key" ON "known_browser"("identity_id", "hash");

-- CreateIndex
CREATE UNIQUE INDEX "platform_mail_settings_tenant_id_id_key" ON "platform_mail_settings"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "egress_rule_tenant_id_id_key" ON "egress_rule"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "egress_rule_tenant_id_host_port_key" ON "egress_rule"("tenant_id", "host", "port");

-- CreateIndex
CREATE INDEX "connection_check_tenant_id_created_at_idx" ON "connection_check"("tenant_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "connection_check_tenant_id_id_key" ON "connection_check"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "audit_event_tenant_id_at_idx" ON "audit_event"("tenant_id", "at");

-- CreateIndex
CREATE UNIQUE INDEX "audit_event_tenant_id_id_key" ON "audit_event"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_inbox_username_key" ON "sandbox_inbox"("username");

-- CreateIndex
CREATE INDEX "sandbox_message_tenant_id_received_at_idx" ON "sandbox_message"("tenant_id", "received_at");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_message_tenant_id_id_key" ON "sandbox_message"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_name_key_key" ON "tenant"("name_key");

-- AddForeignKey
ALTER TABLE "message" ADD CONSTRAINT "message_tenant_id_mail_id_fkey" FOREIGN KEY ("tenant_id", "mail_id") REFERENCES "mail"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attempt" ADD CONSTRAINT "attempt_tenant_id_message_id_fkey" FOREIGN KEY ("tenant_id", "message_id") REFERENCES "message"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "credential" ADD CONSTRAINT "credential_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "membership" ADD CONSTRAINT "membership_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_tenant_id_membership_id_fkey" FOREIGN KEY ("tenant_id", "membership_id") REFERENCES "membership"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "one_time_token" ADD CONSTRAINT "one_time_token_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "known_browser" ADD CONSTRAINT "known_browser_identity_id_fkey" FOREIGN KEY ("identity_id") REFERENCES "identity"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- The smallest UUID of an instant: UUIDv7 begins with 48 bits of milliseconds since 1970.
create function app.uuid_floor(instant timestamptz) returns uuid language sql immutable
  return (lpad(to_hex(floor(extract(epoch from instant) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid;

-- Creates this month's partitions and the next ones. Runs at migration, at each worker's start and daily; owned by the tables' owner,
-- because only an owner may attach a partition.
create function app.ensure_partitions(months_ahead int default 3) returns int language plpgsql security definer
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

-- Ids made before today's month (a restored clock, an import) still find a home.
create table mail_default partition of mail default;
create table message_default partition of message default;
create table attempt_default partition of attempt default;
select app.ensure_partitions();

-- Ready messages in the order they are taken, leased ones by the end of their lease, waiting ones by the end of their life. Those of one
-- tenant by time are message_tenant_id_id_key, read backwards: a UUIDv7 begins with its time.
create index message_ready on message (profile_id, lane, not_before, id) where state in ('QUEUED', 'DEFERRED');
create index message_leased on message (lease_until) where state in ('CLAIMED', 'SENDING');
create index message_parked on message (profile_id) where state = 'PARKED';
create index message_expiring on message (expires_at) where state in ('QUEUED', 'DEFERRED', 'PARKED', 'HELD');
create index message_by_recipient on message (tenant_id, recipient);
create index message_by_cause on message (cause_tenant_id, id) where cause_tenant_id is not null;
create index delivery_queue_due on delivery_queue (next_at) where next_at < 'infinity';
alter table delivery_queue set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);
alter table delivery_budget set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 500);

alter table tenant add constraint tenant_name_length check (length(name) between 1 and 120);
alter table identity add constraint identity_email_length check (length(email) between 3 and 254);
alter table one_time_token add constraint one_time_token_hash_is_sha256 check (octet_length(hash) = 32);
alter table session add constraint session_hash_is_sha256 check (octet_length(hash) = 32);
alter table one_time_token alter column id set default uuidv7();

-- Rows that always exist: the platform tenant, its look and lifetimes, and the queue of account mail.
insert into tenant (id, name, name_key) values (app.platform_tenant_id(), 'Platform', ' platform') on conflict do nothing;
insert into platform_settings (tenant_id) values (app.platform_tenant_id());
insert into delivery_queue (tenant_id, profile_id, lane) values (app.platform_tenant_id(), app.platform_profile_id(), 'ACCOUNT');
insert into delivery_budget (tenant_id, profile_id) values (app.platform_tenant_id(), app.platform_profile_id());
