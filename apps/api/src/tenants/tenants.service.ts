import { Injectable } from '@nestjs/common';
import { emailKey as nameKeyOf, type CreateTenantInput, type UpdateTenantInput } from '@posthorn/contracts';
import { Database, platformTenantId, Prisma, type Tenant as TenantRow, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import { lockProfiles } from '../submissions/profile-rows.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { AppError, notFound } from '../platform/errors/app-error.ts';
import { pageQuery, searchText, toPage, type Page, type PageInput } from '../platform/graphql/page.ts';
import type { Tenant, TenantFilter } from './tenant.types.ts';

const sortable = { name: 'nameKey', created: 'id' } as const;

/** Tenants as the system admin sees them: names, limits and counts, never what is inside. */
@Injectable()
export class Tenants {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly queues: ProfileQueues,
  ) {}

  async list(filter: TenantFilter, page: PageInput): Promise<Page<Tenant>> {
    return this.database.asSystem('list tenants', async (tx) => {
      const rows = await tx.tenant.findMany({
        where: conditions(filter),
        ...pageQuery<Prisma.TenantOrderByWithRelationInput>(page, sortable),
      });
      const tenants = await withCounts(tx, rows);
      return toPage(tenants, page, (tenant) => tenant);
    });
  }

  async find(id: string): Promise<Tenant> {
    return this.database.asSystem('show a tenant', async (tx) => one(tx, await findOrFail(tx, id)));
  }

  async create(actor: SystemActor, { name }: CreateTenantInput): Promise<Tenant> {
    return this.database.asSystem('create a tenant', async (tx) => {
      const row = await unlessNameTaken(tx.tenant.create({ data: { name, nameKey: nameKeyOf(name) } }));
      await this.audit.record(tx, actor, { action: 'tenant.created', subject: name, aboutTenantId: row.id });
      return one(tx, row);
    });
  }

  async update(actor: SystemActor, id: string, input: UpdateTenantInput): Promise<Tenant> {
    return this.database.asSystem('update a tenant', async (tx) => {
      const before = await findOrFail(tx, id);
      const row = await unlessNameTaken(tx.tenant.update({ where: { id }, data: { ...input, nameKey: nameKeyOf(input.name) } }));
      const details = { from: { name: before.name, invitationsPerDay: before.invitationsPerDay }, to: { ...input } };
      await this.audit.record(tx, actor, { action: 'tenant.updated', subject: row.name, aboutTenantId: id, details });
      return one(tx, row);
    });
  }

  /** Sign-in works as ever; the tenant's pages and API are refused with the reason; its mail waits; nothing is deleted. */
  async suspend(actor: SystemActor, id: string, reason: string): Promise<Tenant> {
    return this.setStatus(
      actor,
      id,
      'tenant.suspended',
      { status: 'SUSPENDED', suspendedReason: reason, suspendedAt: new Date() },
      { reason },
    );
  }

  async resume(actor: SystemActor, id: string): Promise<Tenant> {
    return this.setStatus(actor, id, 'tenant.resumed', { status: 'ACTIVE', suspendedReason: null, suspendedAt: null });
  }

  private async setStatus(
    actor: SystemActor,
    id: string,
    action: string,
    data: Prisma.TenantUpdateInput,
    details: Prisma.InputJsonObject = {},
  ) {
    return this.database.asSystem(action, async (tx) => {
      const { name } = await findOrFail(tx, id);
      const row = await tx.tenant.update({ where: { id }, data });
      await this.holdQueue(tx, row);
      await this.audit.record(tx, actor, { action, subject: name, aboutTenantId: id, details });
      return one(tx, row);
    });
  }

  private async holdQueue(tx: Tx, { id: tenantId, suspendedAt }: TenantRow): Promise<void> {
    await lockProfiles(tx, tenantId);
    if (suspendedAt) await this.queues.suspendTenant(tx, tenantId, suspendedAt);
    else await this.queues.resumeTenant(tx, tenantId);
  }
}

async function findOrFail(tx: Tx, id: string): Promise<TenantRow> {
  const row = id === platformTenantId ? null : await tx.tenant.findUnique({ where: { id } });
  if (!row) throw notFound('tenant');
  return row;
}

async function unlessNameTaken<T>(write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
      throw new AppError('CONFLICT', 'Another tenant has this name.', { field: 'name' });
    throw error;
  }
}

const one = async (tx: Tx, row: TenantRow): Promise<Tenant> => (await withCounts(tx, [row]))[0]!;

interface Counts {
  tenant_id: string;
  members: number;
  admins: number;
  pending: number;
  invitations: number;
}

async function withCounts(tx: Tx, rows: TenantRow[]): Promise<Tenant[]> {
  if (rows.length === 0) return [];
  const counts = await tx.$queryRaw<Counts[]>`
    select t.id as tenant_id,
      (select count(*)::int from membership m where m.tenant_id = t.id and m.status = 'ACTIVE') as members,
      (select count(*)::int from membership m where m.tenant_id = t.id and m.status = 'ACTIVE' and m.role = 'TENANT_ADMIN') as admins,
      (select count(*)::int from membership m where m.tenant_id = t.id and m.status = 'INVITED') as pending,
      app.invitations_by(t.id) as invitations
    from unnest(${rows.map((row) => row.id)}::uuid[]) as t (id)`;
  const byTenant = new Map(counts.map((row) => [row.tenant_id, row]));
  return rows.map((row) => {
    const of = byTenant.get(row.id);
    return {
      ...row,
      memberCount: of?.members ?? 0,
      adminCount: of?.admins ?? 0,
      pendingInvitationCount: of?.pending ?? 0,
      invitationsToday: of?.invitations ?? 0,
    };
  });
}

function conditions({ search, status }: TenantFilter): Prisma.TenantWhereInput {
  const text = searchText(search);
  return {
    id: { not: platformTenantId },
    ...(text ? { name: { contains: text, mode: 'insensitive' } } : {}),
    ...(status ? { status } : {}),
  };
}
