-- Email profiles of tenants, keys of programs, attachments, and what a tenant asks of the egress list.

-- CreateEnum
CREATE TYPE "EgressRequestStatus" AS ENUM ('PENDING', 'ALLOWED', 'DISMISSED');

-- AlterTable
ALTER TABLE "attempt" ADD COLUMN     "profile_id" UUID,
ADD COLUMN     "transcript" TEXT;

-- AlterTable
ALTER TABLE "connection_check" ADD COLUMN     "profile_id" UUID;

-- AlterTable
ALTER TABLE "delivery_budget" ADD COLUMN     "day_limit" INTEGER,
ADD COLUMN     "fallback_profile_id" UUID,
ADD COLUMN     "hour_counts" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "paused_at" TIMESTAMPTZ(3),
ADD COLUMN     "suspended_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "message" ADD COLUMN     "home_profile_id" UUID,
ADD COLUMN     "max_attempts" INTEGER,
ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "platform_mail_settings" ADD COLUMN     "advanced" JSONB NOT NULL DEFAULT '{}',
ADD COLUMN     "debug_until" TIMESTAMPTZ(3),
ADD COLUMN     "proxy_password" BYTEA;

-- CreateTable
CREATE TABLE "email_profile" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "from_address" TEXT NOT NULL,
    "from_name" TEXT,
    "reply_to" TEXT,
    "preset" TEXT NOT NULL DEFAULT 'custom',
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "security" "SubmissionSecurity" NOT NULL DEFAULT 'STARTTLS_REQUIRED',
    "username" TEXT,
    "password" BYTEA,
    "password_changed_at" TIMESTAMPTZ(3),
    "timeout_ms" INTEGER NOT NULL DEFAULT 10000,
    "advanced" JSONB NOT NULL DEFAULT '{}',
    "proxy_password" BYTEA,
    "debug_until" TIMESTAMPTZ(3),
    "fallback_id" UUID,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "paused_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by_id" UUID,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_profile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "email_profile_name" (
    "tenant_id" UUID NOT NULL,
    "name_key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "profile_id" UUID NOT NULL,
    "is_alias" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "email_profile_name_pkey" PRIMARY KEY ("tenant_id","name_key")
);

-- CreateTable
CREATE TABLE "egress_request" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "host" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "note" TEXT,
    "status" "EgressRequestStatus" NOT NULL DEFAULT 'PENDING',
    "requested_by_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "decided_by_id" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "answer" TEXT,

    CONSTRAINT "egress_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "prefix" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "scopes" TEXT[],
    "lanes" "Lane"[],
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_from" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),
    "replaced_by_id" UUID,

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key_profile" (
    "tenant_id" UUID NOT NULL,
    "key_id" UUID NOT NULL,
    "profile_id" UUID NOT NULL,

    CONSTRAINT "api_key_profile_pkey" PRIMARY KEY ("key_id","profile_id")
);

-- CreateTable
CREATE TABLE "attachment_content" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "hash" BYTEA,
    "size_bytes" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_used_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attachment_content_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "attachment_chunk" (
    "tenant_id" UUID NOT NULL,
    "content_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "octets" BYTEA NOT NULL,

    CONSTRAINT "attachment_chunk_pkey" PRIMARY KEY ("content_id","number")
);

-- CreateTable
CREATE TABLE "attachment" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "content_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "attachment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "mail_attachment" (
    "tenant_id" UUID NOT NULL,
    "mail_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "content_type" TEXT NOT NULL,
    "cid" TEXT,
    "content_id" UUID NOT NULL,

    CONSTRAINT "mail_attachment_pkey" PRIMARY KEY ("mail_id","position")
);

-- CreateTable
CREATE TABLE "idempotent_send" (
    "tenant_id" UUID NOT NULL,
    "caller_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "answer" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotent_send_pkey" PRIMARY KEY ("tenant_id","caller_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "email_profile_tenant_id_id_key" ON "email_profile"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "email_profile_name_tenant_id_profile_id_idx" ON "email_profile_name"("tenant_id", "profile_id");

-- CreateIndex
CREATE INDEX "egress_request_tenant_id_created_at_idx" ON "egress_request"("tenant_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "egress_request_tenant_id_id_key" ON "egress_request"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_hash_key" ON "api_key"("hash");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_tenant_id_id_key" ON "api_key"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "api_key_profile_tenant_id_profile_id_idx" ON "api_key_profile"("tenant_id", "profile_id");

-- CreateIndex
CREATE UNIQUE INDEX "attachment_content_tenant_id_id_key" ON "attachment_content"("tenant_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "attachment_content_tenant_id_hash_key" ON "attachment_content"("tenant_id", "hash");

-- CreateIndex
CREATE INDEX "attachment_tenant_id_content_id_idx" ON "attachment"("tenant_id", "content_id");

-- CreateIndex
CREATE UNIQUE INDEX "attachment_tenant_id_id_key" ON "attachment"("tenant_id", "id");

-- CreateIndex
CREATE INDEX "mail_attachment_tenant_id_content_id_idx" ON "mail_attachment"("tenant_id", "content_id");

-- CreateIndex
CREATE INDEX "idempotent_send_created_at_idx" ON "idempotent_send"("created_at");

-- AddForeignKey
ALTER TABLE "email_profile" ADD CONSTRAINT "email_profile_tenant_id_fallback_id_fkey" FOREIGN KEY ("tenant_id", "fallback_id") REFERENCES "email_profile"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "email_profile_name" ADD CONSTRAINT "email_profile_name_tenant_id_profile_id_fkey" FOREIGN KEY ("tenant_id", "profile_id") REFERENCES "email_profile"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key_profile" ADD CONSTRAINT "api_key_profile_tenant_id_key_id_fkey" FOREIGN KEY ("tenant_id", "key_id") REFERENCES "api_key"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key_profile" ADD CONSTRAINT "api_key_profile_tenant_id_profile_id_fkey" FOREIGN KEY ("tenant_id", "profile_id") REFERENCES "email_profile"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attachment_chunk" ADD CONSTRAINT "attachment_chunk_tenant_id_content_id_fkey" FOREIGN KEY ("tenant_id", "content_id") REFERENCES "attachment_content"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "attachment" ADD CONSTRAINT "attachment_tenant_id_content_id_fkey" FOREIGN KEY ("tenant_id", "content_id") REFERENCES "attachment_content"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mail_attachment" ADD CONSTRAINT "mail_attachment_tenant_id_mail_id_fkey" FOREIGN KEY ("tenant_id", "mail_id") REFERENCES "mail"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mail_attachment" ADD CONSTRAINT "mail_attachment_tenant_id_content_id_fkey" FOREIGN KEY ("tenant_id", "content_id") REFERENCES "attachment_content"("tenant_id", "id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- One default per tenant; names are guarded by the key of email_profile_name.
create unique index email_profile_default on email_profile (tenant_id) where is_default and deleted_at is null;
create index email_profile_listed on email_profile (tenant_id, id) where deleted_at is null;
create index egress_request_pending on egress_request (created_at) where status = 'PENDING';
create unique index egress_request_once on egress_request (tenant_id, host, port) where status = 'PENDING';
create index message_by_profile on message (tenant_id, profile_id, id);
create index message_by_tags on message using gin (tags) where tags <> '{}';
alter table attachment_chunk alter column octets set storage external;

do $$
declare
  walled text;
begin
  foreach walled in array array[
    'email_profile', 'email_profile_name', 'egress_request', 'api_key', 'api_key_profile', 'attachment_content', 'attachment_chunk', 'attachment',
    'mail_attachment', 'idempotent_send'
  ] loop
    execute format('alter table %I enable row level security', walled);
    execute format('alter table %I force row level security', walled);
    execute format('create policy system_sees_all on %I to posthorn_system using (true) with check (true)', walled);
    execute format('grant select, insert, update, delete on %I to posthorn_system', walled);
    execute format('create policy tenant_wall on %I to posthorn_app using (tenant_id = app.tenant_id()) with check (tenant_id = app.tenant_id())', walled);
    execute format('grant select, insert, update, delete on %I to posthorn_app', walled);
  end loop;
end $$;

-- Before an actor exists: who holds this key, where it may go, and whether its tenant is suspended. Nothing for a key nobody has.
create function app.api_key_by_hash(p_hash bytea)
  returns table (id uuid, tenant_id uuid, name text, scopes text[], lanes text[], profile_ids uuid[], expires_at timestamptz, revoked_at timestamptz, last_used_at timestamptz,
    tenant_status "TenantStatus", suspended_reason text)
  language sql stable security definer set search_path = pg_catalog, public, pg_temp rows 1
begin atomic
  select k.id, k.tenant_id, k.name, k.scopes, k.lanes::text[],
    array(select p.profile_id from api_key_profile p where p.key_id = k.id), k.expires_at, k.revoked_at, k.last_used_at, t.status, t.suspended_reason
  from api_key k join tenant t on t.id = k.tenant_id
  where k.hash = p_hash;
end;

do $$ begin
  grant create on schema app to posthorn_system;
  alter function app.api_key_by_hash(bytea) owner to posthorn_system;
  revoke create on schema app from posthorn_system;
  revoke all on function app.api_key_by_hash(bytea) from public;
  grant execute on function app.api_key_by_hash(bytea) to posthorn_app, posthorn_system;
end $$;
