import { Injectable } from '@nestjs/common';
import type { AllowEgressRequestInput, RequestEgressInput } from '@posthorn/contracts';
import { Database, platformScope, platformTenantId, type EgressRequest as Row, type Prisma, type Tx } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import { Audit, type AuditEntry } from '../audit/audit.service.ts';
import { PersonNames } from '../identities/person-names.ts';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import type { Actor, SystemActor, TenantActor } from '../platform/access/actor.ts';
import { AppError, notFound } from '../platform/errors/app-error.ts';
import type { EgressAddress, EgressRequest } from './egress-request.types.ts';
import { currentPolicy } from '../platform/egress/current-policy.ts';
import { leadsTo } from './leads-to.ts';
import { probeParked } from './probe-parked.ts';

/** Addresses are looked up only where they are asked for. */
export type ReadRequest = Omit<EgressRequest, 'addresses'>;

const maxPending = 20;
const maxShown = 200;

/** A tenant asks for a destination, the system admin allows or dismisses it, and the tenant's parked mail tries at once. */
@Injectable()
export class EgressRequests {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly people: PersonNames,
    private readonly queues: ProfileQueues,
  ) {}

  /** A tenant's own, a system admin's of all tenants: pending ones first, then newest first. */
  async list(actor: TenantActor | SystemActor): Promise<ReadRequest[]> {
    const newest: Prisma.EgressRequestFindManyArgs = { orderBy: [{ status: 'asc' }, { id: 'desc' }], take: maxShown };
    const rows =
      actor.kind === 'tenant'
        ? await this.database.forTenant(actor, (tx) => tx.egressRequest.findMany({ where: { tenantId: actor.tenantId }, ...newest }))
        : await this.database.asSystem('list what tenants ask to be allowed', (tx) => tx.egressRequest.findMany(newest));
    const pendingFirst = rows.toSorted((a, b) => Number(b.status === 'PENDING') - Number(a.status === 'PENDING') || (a.id < b.id ? 1 : -1));
    return this.shown(actor, pendingFirst);
  }

  /** Asking again while it is pending answers the pending one. Throws LIMIT_REACHED at 20 pending. */
  async request(actor: TenantActor, { host: typed, port, note }: RequestEgressInput): Promise<ReadRequest> {
    const { tenantId } = actor;
    const host = typed.toLowerCase();
    const row = await this.database.forTenant(actor, async (tx) => {
      const pending = await tx.egressRequest.findMany({ where: { tenantId, status: 'PENDING' } });
      const same = pending.find((one) => one.host === host && one.port === port);
      if (same) return same;
      if (pending.length >= maxPending)
        throw new AppError('LIMIT_REACHED', `${maxPending} requests wait for the system admin already. Wait for an answer first.`);
      const data = [{ tenantId, id: uuidv7(), host, port, note, requestedById: actor.identityId }];
      const { count } = await tx.egressRequest.createMany({ data, skipDuplicates: true });
      if (count > 0) await this.audit.record(tx, actor, { action: 'egress.requested', subject: `${host}:${port}`, details: { note } });
      return tx.egressRequest.findFirstOrThrow({ where: { tenantId, host, port, status: 'PENDING' } });
    });
    return (await this.shown(actor, [row]))[0]!;
  }

  /** One rule per address, exact: where the name leads later is judged then. */
  async allow(actor: SystemActor, id: string, { addresses, allowCleartextAuth }: AllowEgressRequestInput): Promise<ReadRequest> {
    return this.decide(actor, id, { status: 'ALLOWED', answer: null }, async (tx, { host, port }) => {
      const created = { createdById: actor.identityId, note: `Asked for as ${host}:${port}` };
      const hosts = [...new Set(addresses.map((address) => address.toLowerCase()))];
      const data = hosts.map((address) => ({
        tenantId: platformTenantId,
        id: uuidv7(),
        host: address,
        port,
        allowCleartextAuth,
        ...created,
      }));
      await tx.egressRule.createMany({ data, skipDuplicates: true });
      if (allowCleartextAuth) await tx.egressRule.updateMany({ where: { host: { in: hosts }, port }, data: { allowCleartextAuth } });
      await probeParked(tx, this.queues);
      // The addresses stay among system admins: they tell of a network that is not the tenant's to know.
      return { platform: { addresses: hosts, allowCleartextAuth }, tenant: { allowCleartextAuth } };
    });
  }

  async dismiss(actor: SystemActor, id: string, answer: string | null): Promise<ReadRequest> {
    return this.decide(actor, id, { status: 'DISMISSED', answer }, () => Promise.resolve({ platform: { answer }, tenant: { answer } }));
  }

  /** Where it leads now, and what of that is allowed. */
  async addressesOf({ host, port, status }: ReadRequest): Promise<EgressAddress[] | null> {
    if (status !== 'PENDING') return null;
    const addresses = await leadsTo(host);
    const policy = await this.database.forTenant(platformScope, currentPolicy);
    return addresses.map((address) => ({ address, allowed: policy.judge(address, host, port) === 'allowed' }));
  }

  /** Audited in both worlds; `act` answers the details for each. */
  private async decide(
    actor: SystemActor,
    id: string,
    decision: Pick<Row, 'status' | 'answer'>,
    act: (tx: Tx, request: Row) => Promise<Record<'platform' | 'tenant', NonNullable<AuditEntry['details']>>>,
  ): Promise<ReadRequest> {
    const row = await this.database.asSystem('decide what a tenant asked to be allowed', async (tx) => {
      const request = await tx.egressRequest.findUnique({ where: { id } });
      if (!request) throw notFound('request');
      const decided = { ...decision, decidedAt: new Date(), decidedById: actor.identityId };
      const { count } = await tx.egressRequest.updateMany({ where: { id, status: 'PENDING' }, data: decided });
      if (count === 0) throw new AppError('CONFLICT', 'This request was decided already.');
      const details = await act(tx, request);
      const action = decision.status === 'ALLOWED' ? 'egress.request-allowed' : 'egress.request-dismissed';
      const entry = { action, subject: `${request.host}:${request.port}` };
      await this.audit.record(tx, actor, { ...entry, aboutTenantId: request.tenantId, details: details.platform });
      await this.audit.record(tx, forTenantToRead(actor, request.tenantId), { ...entry, details: details.tenant });
      return { ...request, ...decided };
    });
    return (await this.shown(actor, [row]))[0]!;
  }

  private async shown(actor: TenantActor | SystemActor, rows: Row[]): Promise<ReadRequest[]> {
    const names = await this.people.of(rows.map(({ requestedById }) => requestedById));
    const tenants = actor.kind === 'system' ? await this.tenantNames(rows) : new Map<string, string>();
    return rows.map((row) => ({
      ...row,
      tenantId: actor.kind === 'system' ? row.tenantId : null,
      tenantName: tenants.get(row.tenantId) ?? null,
      requestedByName: names.get(row.requestedById ?? '') ?? null,
    }));
  }

  private async tenantNames(rows: Row[]): Promise<Map<string, string>> {
    const ids = [...new Set(rows.map(({ tenantId }) => tenantId))];
    const tenants = await this.database.asSystem('name the tenants that ask', (tx) =>
      tx.tenant.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
    );
    return new Map(tenants.map(({ id, name }) => [id, name]));
  }
}

/** A tenant's audit names who decided, not where they sat. */
function forTenantToRead({ origin: _origin, ...actor }: SystemActor, tenantId: string): Actor {
  return { ...actor, tenantId } as SystemActor;
}
