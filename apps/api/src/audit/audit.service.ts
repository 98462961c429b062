import { Injectable } from '@nestjs/common';
import { platformTenantId, type Prisma, type Tx } from '@posthorn/database';
import { v7 as uuidv7 } from 'uuid';
import type { Actor } from '../platform/access/actor.ts';

export interface AuditEntry {
  /** Dotted, feature first: `tenant.suspended`. */
  action: string;
  /** What it was done to, as a person would name it. */
  subject: string;
  /** The tenant a platform act concerned. */
  aboutTenantId?: string;
  /** Values before and after; a secret appears as "changed". */
  details?: Prisma.InputJsonObject;
}

/** Writes the audit, in the transaction of the act itself. Rows are only ever inserted. */
@Injectable()
export class Audit {
  async record(tx: Tx, actor: Actor, entry: AuditEntry): Promise<void> {
    const person = 'identityId' in actor ? actor : undefined;
    // createMany, because create would read the row back, which a person's own transaction may not.
    await tx.auditEvent.createMany({
      data: [
        {
          id: uuidv7(),
          tenantId: 'tenantId' in actor ? actor.tenantId : platformTenantId,
          actorId: person?.identityId ?? null,
          actorName: nameOf(actor),
          action: entry.action,
          subject: entry.subject,
          aboutTenantId: entry.aboutTenantId ?? null,
          ipAddress: 'origin' in actor ? actor.origin.ipAddress : null,
          details: entry.details ?? {},
        },
      ],
    });
  }
}

function nameOf(actor: Actor): string {
  if (actor.kind === 'worker') return `worker (${actor.job})`;
  return actor.kind === 'anonymous' ? 'nobody signed in' : actor.name;
}
