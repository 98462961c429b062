import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { Database, platformProfileId, platformScope, platformTenantId } from '@posthorn/database';
import { Config } from '../platform/config/config.ts';
import { isSandbox } from '../sandbox/sandbox-address.ts';
import type { ChecklistItem, OverviewWarning, PlatformOverview } from './overview.types.ts';
import { loudestFirst, warningSourcesOf } from './warning-source.ts';

interface MailFacts {
  settings: { host: string; port: number } | null;
  testAccepted: boolean;
}

/** The system admin's first page: what is set up, what wants attention, how much there is. */
@Injectable()
export class PlatformOverviewService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly discovery: DiscoveryService,
  ) {}

  async read(): Promise<PlatformOverview> {
    const counts = await this.counts();
    return {
      checklist: this.checklist(await this.mailFacts(), counts),
      warnings: await this.warnings(),
      tenantCount: counts.tenants,
      identityCount: counts.identities,
      pendingEgressRequestCount: counts.egressRequests,
    };
  }

  private async warnings(): Promise<OverviewWarning[]> {
    const now = new Date();
    const sources = warningSourcesOf(this.discovery);
    const found = await Promise.all(sources.map(async (source) => (await source.ofPlatform?.(now)) ?? []));
    return loudestFirst(found.flat());
  }

  private checklist({ settings, testAccepted }: MailFacts, counts: { tenants: number; tenantsWithAdmin: number }): ChecklistItem[] {
    return [
      { key: 'PUBLIC_URL', done: !this.config.publicUrlIsLoopback, detail: this.config.publicUrl },
      {
        key: 'PLATFORM_MAIL',
        done: settings !== null && !isSandbox(settings, this.config),
        detail: settings && `${settings.host}:${settings.port}`,
      },
      { key: 'TEST_MAIL', done: testAccepted, detail: null },
      { key: 'FIRST_TENANT', done: counts.tenants > 0, detail: null },
      { key: 'TENANT_ADMIN', done: counts.tenantsWithAdmin > 0, detail: null },
    ];
  }

  private mailFacts(): Promise<MailFacts> {
    return this.database.forTenant(platformScope, async (tx) => ({
      settings: await tx.platformMailSettings.findUnique({ where: { id: platformProfileId }, select: { host: true, port: true } }),
      testAccepted: (await tx.message.findFirst({ where: { kind: 'TEST', state: 'ACCEPTED' }, select: { id: true } })) !== null,
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
