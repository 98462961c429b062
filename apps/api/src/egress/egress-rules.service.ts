import { Injectable } from '@nestjs/common';
import type { AllowEgressInput } from '@posthorn/contracts';
import { Database, platformProfileId, platformScope, platformTenantId, type EgressRule as Row } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import { Audit } from '../audit/audit.service.ts';
import { PersonNames } from '../identities/person-names.ts';
import { ProfileQueues } from '../mail-queue/profile-queues.service.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { AppError, notFound } from '../platform/errors/app-error.ts';
import type { EgressRule } from './egress-rule.types.ts';
import { probeParked } from './probe-parked.ts';

/** Which destinations the system admin opened. */
@Injectable()
export class EgressRules {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly people: PersonNames,
    private readonly queues: ProfileQueues,
  ) {}

  async list(): Promise<EgressRule[]> {
    const rows = await this.database.forTenant(platformScope, (tx) =>
      tx.egressRule.findMany({ orderBy: [{ host: 'asc' }, { port: 'asc' }] }),
    );
    return this.named(rows);
  }

  async allow(actor: SystemActor, input: AllowEgressInput): Promise<EgressRule> {
    const host = input.host.toLowerCase();
    const row = { ...input, host, id: uuidv7(), tenantId: platformTenantId, createdById: actor.identityId };
    await this.database.forTenant(actor, async (tx) => {
      const { count } = await tx.egressRule.createMany({ data: [row], skipDuplicates: true });
      if (count === 0) {
        throw new AppError('CONFLICT', `${host}:${input.port} is open already. Remove that rule first to change it.`, { field: 'host' });
      }
      // The rule may be what parked account mail waits for.
      await this.queues.probe(tx, platformProfileId);
      const { port, allowCleartextAuth } = input;
      await this.audit.record(tx, actor, { action: 'egress.allowed', subject: `${host}:${port}`, details: { allowCleartextAuth } });
    });
    await this.database.asSystem('try parked mail again after a new egress rule', (tx) => probeParked(tx, this.queues));
    const [made] = await this.named([{ ...row, note: input.note, createdAt: new Date() }]);
    return made!;
  }

  async remove(actor: SystemActor, id: string): Promise<boolean> {
    await this.database.forTenant(actor, async (tx) => {
      const rule = await tx.egressRule.findFirst({ where: { id } });
      if (!rule) throw notFound('rule');
      await tx.egressRule.delete({ where: { id } });
      await this.audit.record(tx, actor, { action: 'egress.removed', subject: `${rule.host}:${rule.port}` });
    });
    return true;
  }

  private async named(rows: Row[]): Promise<EgressRule[]> {
    const names = await this.people.of(rows.map(({ createdById }) => createdById));
    return rows.map((row) => ({ ...row, createdByName: names.get(row.createdById ?? '') ?? null }));
  }
}
