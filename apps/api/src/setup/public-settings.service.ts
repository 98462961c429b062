import { Injectable } from '@nestjs/common';
import { Database, platformProfileId, platformScope, platformTenantId } from '@posthorn/database';
import { Config } from '../platform/config/config.ts';
import { isSandbox } from '../sandbox/sandbox-address.ts';
import { Setup } from './setup.service.ts';
import type { PublicSettings } from './setup.types.ts';

/** What every page may know, signed in or not. */
@Injectable()
export class PublicSettingsService {
  constructor(
    private readonly database: Database,
    private readonly setup: Setup,
    private readonly config: Config,
  ) {}

  async read(): Promise<PublicSettings> {
    const needsSetup = await this.setup.isNeeded();
    return this.database.forTenant(platformScope, async (tx) => {
      const settings = await tx.platformSettings.findUniqueOrThrow({ where: { tenantId: platformTenantId } });
      const mail = await tx.platformMailSettings.findUnique({ where: { id: platformProfileId }, select: { host: true, port: true } });
      return {
        productName: settings.productName,
        logoDataUri: settings.logoDataUri,
        supportAddress: settings.supportAddress,
        footer: settings.footer,
        needsSetup,
        publicUrl: this.config.publicUrl,
        publicUrlIsLoopback: this.config.publicUrlIsLoopback,
        platformMailInSandbox: mail !== null && isSandbox(mail, this.config),
      };
    });
  }
}
