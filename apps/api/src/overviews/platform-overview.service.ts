import { Injectable } from '@nestjs/common';
import { Database, platformProfileId, platformScope, platformTenantId } from '@posthorn/database';
import { Config } from '../platform/config/config.ts';
import { isSandbox } from '../sandbox/sandbox-address.ts';
import { grantStandings } from './grant-standings.ts';
import type { ChecklistItem, PlatformOverview } from './overview.types.ts';
import { platformWarnings } from './platform-warnings.ts';

const dayMs = 24 * 3_600_000;

/** The system admin's first page: what is set up, what wants attention, how much there is. */
@Injectable()
export class PlatformOverviewService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
  ) {}

  async read(): Promise<PlatformOverview> {
    const mail = await this.mailFacts();
    const counts = await this.counts();
    return {
      checklist: this.checklist(mail, counts),
      warnings: platformWarnings({
        ...mail,
        secretExpiresAt: mail.settings?.oauthClient?.secretExpiresAt ?? null,
        mailConfigured: mail.settings !== null,
        tenantsWithoutAdmin: counts.tenants - counts.tenantsWithAdmin,
        pendingEgressRequests: counts.egressRequests,
      }),
      tenantCount: counts.tenants,
      identityCount: counts.identities,
      pendingEgressRequestCount: counts.egressRequests,
    };
  }

  private checklist(
    mail: Awaited<ReturnType<PlatformOverviewService['mailFacts']>>,
    counts: { tenants: number; tenantsWithAdmin: number },
  ): ChecklistItem[] {
    const real = mail.settings !== null && !isSandbox(mail.settings, this.config);
    return [
      { key: 'PUBLIC_URL', done: !this.config.publicUrlIsLoopback, detail: this.config.publicUrl },
      { key: 'PLATFORM_MAIL', done: real, detail: mail.settings && `${mail.settings.host}:${mail.settings.port}` },
      { key: 'TEST_MAIL', done: mail.testAccepted, detail: null },
      { key: 'FIRST_TENANT', done: counts.tenants > 0, detail: null },
      { key: 'TENANT_ADMIN', done: counts.tenantsWithAdmin > 0, detail: null },
    ];
  }

  private mailFacts() {
    const now = new Date();
    const select = { host: true, port: true, oauthClient: { select: { secretExpiresAt: true } } } as const;
    return this.database.forTenant(platformScope, async (tx) => ({
      settings: await tx.platformMailSettings.findUnique({ where: { id: platformProfileId }, select }),
      grant: (await grantStandings(tx, platformTenantId, now)).get(platformProfileId) ?? null,
      now,
      budget: await tx.deliveryBudget.findUnique({ where: { profileId: platformProfileId } }),
      lastCheck: await tx.connectionCheck.findFirst({ where: { saved: true, finishedAt: { not: null } }, orderBy: { createdAt: 'desc' } }),
      testAccepted: (await tx.message.findFirst({ where: { kind: 'TEST', state: 'ACCEPTED' }, select: { id: true } })) !== null,
      failedLastDay: await tx.message.count({
        where: { state: { in: ['REJECTED', 'EXPIRED'] }, finishedAt: { gte: new Date(Date.now() - dayMs) } },
      }),
    }));
  }

  private counts() {
    return this.database.asSystem('count tenants, people and what tenants ask for', async (tx) => {
      const tenants = { id: { not: platformTenantId } };
      const withAdmin = { ...tenants, memberships: { some: { role: 'TENANT_ADMIN', status: 'ACTIVE' } } } as const;
      return {
        tenants: await tx.tenant.count({ where: tenants }),
        tenantsWithAdmin: await tx.tenant.count({ where: withAdmin }),
        identities: await tx.identity.count(),
        egressRequests: await tx.egressRequest.count({ where: { status: 'PENDING' } }),
      };
    });
  }
}
