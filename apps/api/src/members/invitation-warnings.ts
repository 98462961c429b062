import { Injectable } from '@nestjs/common';
import type { Tx } from '@posthorn/database';
import type { OverviewWarning } from '../overviews/overview.types.ts';
import { Warns, type WarningKind, type WarningSource } from '../overviews/warning-source.ts';
import type { TenantActor } from '../platform/access/actor.ts';

/** Invitations whose link has expired. */
@Warns()
@Injectable()
export class InvitationWarnings implements WarningSource {
  readonly kinds: readonly WarningKind[] = ['expired-invitations'];

  async ofTenant(tx: Tx, { tenantId }: TenantActor, now: Date): Promise<OverviewWarning[]> {
    const expired = { tenantId, status: 'INVITED', invitation: { expiresAt: { lte: now } } } as const;
    const count = await tx.membership.count({ where: expired });
    if (count === 0) return [];
    return [
      {
        key: 'expired-invitations',
        severity: 'WARNING',
        title: count === 1 ? 'An invitation has expired' : `${count} invitations have expired`,
        detail: 'Send them again, or remove them.',
        path: `/t/${tenantId}/users`,
      },
    ];
  }
}
