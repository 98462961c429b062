import { Injectable } from '@nestjs/common';
import { Database, platformProfileId, platformScope, platformTenantId } from '@posthorn/database';
import { grantStandings } from '../grants/grant-standings.ts';
import type { OverviewWarning } from '../overviews/overview.types.ts';
import { Warns, type WarningKind, type WarningSource } from '../overviews/warning-source.ts';
import { platformMailWarnings } from './platform-mail-warnings.ts';

@Warns()
@Injectable()
export class PlatformMailWarningSource implements WarningSource {
  readonly kinds: readonly WarningKind[] = [
    'mail-off',
    'mail-parked',
    'mail-failing',
    'check-failed',
    'consent-needed',
    'refresh-failing',
    'refresh-token-ends',
    'no-token',
    'secret-ended',
    'secret-ends',
  ];

  constructor(private readonly database: Database) {}

  async ofPlatform(now: Date): Promise<OverviewWarning[]> {
    const select = { oauthClient: { select: { secretExpiresAt: true } } } as const;
    return this.database.forTenant(platformScope, async (tx) => {
      const settings = await tx.platformMailSettings.findUnique({ where: { id: platformProfileId }, select });
      const facts = {
        mailConfigured: settings !== null,
        secretExpiresAt: settings?.oauthClient?.secretExpiresAt ?? null,
        grant: (await grantStandings(tx, platformTenantId, now)).get(platformProfileId) ?? null,
        budget: await tx.deliveryBudget.findUnique({ where: { profileId: platformProfileId } }),
        lastCheck: await tx.connectionCheck.findFirst({
          where: { saved: true, finishedAt: { not: null } },
          orderBy: { createdAt: 'desc' },
        }),
      };
      return platformMailWarnings(facts, now);
    });
  }
}
