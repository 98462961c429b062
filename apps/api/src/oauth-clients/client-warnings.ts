import { Injectable } from '@nestjs/common';
import type { OAuthClient, Tx } from '@posthorn/database';
import { secretWarning } from '../grants/token-warnings.ts';
import type { OverviewWarning } from '../overviews/overview.types.ts';
import { Warns, type WarningKind, type WarningSource } from '../overviews/warning-source.ts';
import type { TenantActor } from '../platform/access/actor.ts';

/** Client secrets that have ended, or soon will. Members don't see clients. */
@Warns()
@Injectable()
export class ClientWarnings implements WarningSource {
  readonly kinds: readonly WarningKind[] = ['secret-ended', 'secret-ends'];

  async ofTenant(tx: Tx, { tenantId, role }: TenantActor, now: Date): Promise<OverviewWarning[]> {
    if (role !== 'TENANT_ADMIN') return [];
    const clients = await tx.oAuthClient.findMany({
      where: { tenantId, secretExpiresAt: { not: null } },
      select: { id: true, name: true, secretExpiresAt: true },
      orderBy: { secretExpiresAt: 'asc' },
    });
    return clientWarnings(tenantId, clients, now);
  }
}

export function clientWarnings(
  tenantId: string,
  clients: Pick<OAuthClient, 'id' | 'name' | 'secretExpiresAt'>[],
  now: Date,
): OverviewWarning[] {
  return clients
    .map(({ id, name, secretExpiresAt }) => secretWarning({ name, secretExpiresAt, path: `/t/${tenantId}/oauth-clients/${id}` }, now))
    .filter((warning) => warning !== null);
}
