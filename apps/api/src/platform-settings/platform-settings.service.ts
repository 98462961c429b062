import { Injectable } from '@nestjs/common';
import type { PlatformSettingsInput } from '@posthorn/contracts';
import { Database, platformScope, platformTenantId, type PlatformSettings } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { AppError } from '../platform/errors/app-error.ts';

/** How mails look, and how long links and sessions live. */
@Injectable()
export class PlatformSettingsService {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  read(): Promise<PlatformSettings> {
    return this.database.forTenant(platformScope, (tx) => tx.platformSettings.findUniqueOrThrow({ where: { tenantId: platformTenantId } }));
  }

  async update(actor: SystemActor, input: PlatformSettingsInput): Promise<PlatformSettings> {
    const { version, ...values } = input;
    return this.database.forTenant(actor, async (tx) => {
      const before = await tx.platformSettings.findUniqueOrThrow({ where: { tenantId: platformTenantId } });
      const { count } = await tx.platformSettings.updateMany({
        where: { tenantId: platformTenantId, version },
        data: { ...values, version: version + 1, updatedAt: new Date() },
      });
      if (count === 0)
        throw new AppError('STALE_VERSION', 'Somebody saved these settings meanwhile. Load them again and repeat your change.');
      await this.audit.record(tx, actor, {
        action: 'platform-settings.updated',
        subject: 'Platform settings',
        details: changes(before, values),
      });
      return tx.platformSettings.findUniqueOrThrow({ where: { tenantId: platformTenantId } });
    });
  }
}

/** What differs, before and after; the logo only as "changed". */
function changes(before: PlatformSettings, after: Omit<PlatformSettingsInput, 'version'>) {
  const entries = Object.entries(after).filter(([key, value]) => before[key as keyof PlatformSettings] !== value);
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      key === 'logoDataUri' ? 'changed' : { from: String(before[key as keyof PlatformSettings]), to: String(value) },
    ]),
  );
}
