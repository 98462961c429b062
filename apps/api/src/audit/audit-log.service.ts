import { Injectable } from '@nestjs/common';
import { Database, type AuditEvent as AuditRow, type Prisma } from '@posthorn/database';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { pageQuery, searchText, toPage, type Page, type PageInput } from '../platform/graphql/page.ts';
import type { AuditEvent, AuditFilter } from './audit.types.ts';

const sortable = { at: 'id', actor: 'actorName', action: 'action' } as const;

/** Reads the audit of the actor's tenant; a system admin's is the platform's. */
@Injectable()
export class AuditLog {
  constructor(private readonly database: Database) {}

  async list(actor: TenantActor | SystemActor, filter: AuditFilter, page: PageInput): Promise<Page<AuditEvent>> {
    const rows = await this.database.forTenant(actor, (tx) =>
      tx.auditEvent.findMany({ where: conditions(filter), ...pageQuery<Prisma.AuditEventOrderByWithRelationInput>(page, sortable) }),
    );
    const names = actor.kind === 'system' ? await this.tenantNames(rows) : new Map<string, string>();
    return toPage(rows, page, (row) => ({
      id: row.id,
      at: row.at,
      actorName: row.actorName,
      action: row.action,
      subject: row.subject,
      tenantId: row.aboutTenantId,
      tenantName: names.get(row.aboutTenantId ?? '') ?? null,
      ipAddress: row.ipAddress,
      details: row.details,
    }));
  }

  private async tenantNames(rows: AuditRow[]): Promise<Map<string, string>> {
    const ids = [...new Set(rows.flatMap((row) => row.aboutTenantId ?? []))];
    if (ids.length === 0) return new Map();
    const tenants = await this.database.asSystem('name tenants in the audit', (tx) => tx.tenant.findMany({ where: { id: { in: ids } } }));
    return new Map(tenants.map((tenant) => [tenant.id, tenant.name]));
  }
}

function conditions(filter: AuditFilter): Prisma.AuditEventWhereInput {
  const search = searchText(filter.search);
  const action = searchText(filter.action, 'filter.action');
  return {
    ...(action ? { action: { startsWith: action } } : {}),
    ...(search
      ? { OR: [{ actorName: { contains: search, mode: 'insensitive' } }, { subject: { contains: search, mode: 'insensitive' } }] }
      : {}),
  };
}
