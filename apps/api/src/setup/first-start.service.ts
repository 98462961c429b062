import { Injectable } from '@nestjs/common';
import { Database, platformProfileId, platformScope, platformTenantId } from '@posthorn/database';
import { Config } from '../platform/config/config.ts';
import { sandboxAddress } from '../sandbox/sandbox-address.ts';
import { Demo } from './demo.service.ts';
import { Setup } from './setup.service.ts';

/** What the first start on the embedded database sets up: platform mail into the sandbox, the sandbox allowed, a small demo. */
@Injectable()
export class FirstStart {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly setup: Setup,
    private readonly demo: Demo,
  ) {}

  async prepare(): Promise<void> {
    const { POSTHORN_EMBEDDED, POSTHORN_DEMO } = this.config.environment;
    if (POSTHORN_EMBEDDED !== '1') return;
    const first = await this.pointMailAtSandbox();
    if (first && POSTHORN_DEMO !== '0') await this.demo.seed();
  }

  adminLink(): Promise<string | undefined> {
    return this.setup.firstAdminLink();
  }

  /** True when nothing was set up before. */
  private async pointMailAtSandbox(): Promise<boolean> {
    const { host, port } = sandboxAddress(this.config);
    return this.database.forTenant(platformScope, async (tx) => {
      if (await tx.platformMailSettings.findUnique({ where: { id: platformProfileId } })) return false;
      const ids = { tenantId: platformTenantId, id: platformProfileId };
      const from = { fromAddress: 'posthorn@sandbox.example', fromName: 'Posthorn' };
      await tx.platformMailSettings.create({ data: { ...ids, ...from, host, port, security: 'NONE' } });
      const note = 'The sandbox on this machine';
      await tx.egressRule.create({ data: { tenantId: platformTenantId, host, port, allowCleartextAuth: true, note } });
      return true;
    });
  }
}
