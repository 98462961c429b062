import { Injectable } from '@nestjs/common';
import { emailProfileInput } from '@posthorn/contracts';
import { ProfileSaves } from '../email-profiles/profile-saves.service.ts';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { Config } from '../platform/config/config.ts';
import { sandboxAddress } from '../sandbox/sandbox-address.ts';
import { SandboxService } from '../sandbox/sandbox.service.ts';

/** A demo tenant's first email profile, which leads to its own inbox in the sandbox: it can be tried at once, and reaches nobody. */
@Injectable()
export class DemoProfiles {
  constructor(
    private readonly config: Config,
    private readonly sandbox: SandboxService,
    private readonly saves: ProfileSaves,
  ) {}

  /** Does nothing where no sandbox runs. */
  async seed(actor: SystemActor, tenant: { id: string; name: string; domain: string }): Promise<void> {
    if (this.config.environment.POSTHORN_SANDBOX !== '1') return;
    const inTenant: TenantActor = { ...actor, kind: 'tenant', tenantId: tenant.id, role: 'TENANT_ADMIN' };
    const { username, password } = await this.sandbox.resetPassword(inTenant);
    const input = emailProfileInput.parse({
      name: 'Sandbox',
      description: 'Captured by the sandbox on this machine; nobody receives it.',
      fromAddress: `alerts@${tenant.domain}`,
      fromName: tenant.name,
      preset: 'custom',
      ...sandboxAddress(this.config),
      security: 'NONE',
      username,
      passwordAction: 'REPLACE',
      password,
      timeoutMs: 10_000,
    });
    await this.saves.create(inTenant, input);
  }
}
