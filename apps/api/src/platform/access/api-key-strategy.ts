import { Injectable } from '@nestjs/common';
import type { KeyScope } from '@posthorn/contracts';
import { isIn, parseNetworks } from '@posthorn/listeners';
import { Database, Prisma } from '@posthorn/database';
import { Strategy } from 'passport';
import type { Request } from 'express';
import { AppError } from '../errors/app-error.ts';
import type { KeyActor, Origin } from './actor.ts';
import { isApiKey, offeredApiKey } from './api-key.ts';
import type { ActorRequest } from './request.ts';
import { sha256 } from './session-strategy.ts';
import { suspensionRefusal } from './tenant-entrance.ts';
import { WrongKeys } from './wrong-keys.ts';

interface KeyRow {
  id: string;
  tenant_id: string;
  name: string;
  scopes: KeyScope[];
  lanes: ('ALARM' | 'BULK')[];
  profile_ids: string[];
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  tenant_status: 'ACTIVE' | 'SUSPENDED';
  suspended_reason: string | null;
  networks: string[];
}

// Writing "last used" on each request would make every send wait for the row.
const touchAfterMs = 60_000;

/** passport's strategy for API keys: success with the key's actor, failure with the reason, no answer where no key is offered. */
@Injectable()
export class ApiKeyStrategy extends Strategy {
  static readonly strategyName = 'api-key';
  override name = ApiKeyStrategy.strategyName;
  private readonly wrongKeys = new WrongKeys();

  constructor(private readonly database: Database) {
    super();
  }

  override authenticate(request: Request): void {
    const offered = offeredApiKey(request.headers.authorization);
    if (!offered) return this.pass();
    this.judge(offered, request).then(
      (judged) => (judged instanceof AppError ? this.fail(judged) : this.success(judged)),
      (error: unknown) => this.error(error),
    );
  }

  private async judge(offered: string, request: Request): Promise<KeyActor | AppError> {
    const { origin } = request as ActorRequest;
    const row = isApiKey(offered) ? await this.rowOf(offered) : undefined;
    if (!row) return this.wrongKeys.refusal(origin);
    const refusal = refusalOf(row, origin);
    if (refusal) return refusal.about({ kind: 'KEY_REFUSED', detail: `key ${row.id} of tenant ${row.tenant_id}` });
    if (Date.now() - (row.last_used_at?.getTime() ?? 0) > touchAfterMs) await this.touch(row, origin.ipAddress);
    const { id: keyId, tenant_id: tenantId, name, scopes, lanes, profile_ids: profileIds } = row;
    return { kind: 'key', keyId, tenantId, name, scopes, lanes, profileIds, origin };
  }

  private async rowOf(key: string): Promise<KeyRow | undefined> {
    return (await this.database.lookUp<KeyRow>(Prisma.sql`select * from app.api_key_for(${sha256(key)})`))[0];
  }

  private async touch({ id, tenant_id: tenantId }: KeyRow, address: string): Promise<void> {
    const stale = [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(Date.now() - touchAfterMs) } }];
    await this.database.forTenant({ tenantId }, (tx) =>
      tx.apiKey.updateMany({ where: { id, OR: stale }, data: { lastUsedAt: new Date(), lastUsedFrom: address } }),
    );
  }
}

/** Who holds the key may know what became of it. */
function refusalOf(
  { revoked_at: revokedAt, expires_at: expiresAt, tenant_status: status, suspended_reason: reason, networks }: KeyRow,
  { ipAddress }: Origin,
) {
  if (revokedAt) return new AppError('NOT_SIGNED_IN', 'This API key was revoked. Ask an admin of the tenant for a new one.');
  if (expiresAt && expiresAt.getTime() <= Date.now())
    return new AppError('NOT_SIGNED_IN', `This API key expired at ${expiresAt.toISOString()}. Ask an admin of the tenant for a new one.`);
  if (networks.length > 0 && !isIn(ipAddress, parseNetworks(networks.join(','))))
    return new AppError(
      'NOT_ALLOWED',
      `This API key may not be used from ${ipAddress}. An admin of the tenant sees the networks it is bound to.`,
    );
  return status === 'SUSPENDED' ? suspensionRefusal(reason) : null;
}
