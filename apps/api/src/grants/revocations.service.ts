import { Injectable } from '@nestjs/common';
import { Database } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { AppError } from '../platform/errors/app-error.ts';
import type { Granter } from './consents.service.ts';
import { lockGrant } from './grant-keeping.ts';
import { announceGrant, announceGrantChange, emptied, holds, recordGrantEvent, withoutIdentity } from './grant-rows.ts';
import { requireSubject, profileIdOf } from './grant-subject.ts';
import type { RevokedGrant } from './grant.types.ts';
import { Grants } from './grants.service.ts';
import { ProviderRevocation } from './provider-revocation.ts';
import { TokenWaits } from '../mail-queue/token-waits.service.ts';

/** A person ends the tokens of a setup. */
@Injectable()
export class Revocations {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly waits: TokenWaits,
    private readonly grants: Grants,
    private readonly revocation: ProviderRevocation,
  ) {}

  /** The tokens are gone here before the provider is told. Throws NOT_FOUND, CONFLICT. */
  async revoke(actor: Granter, profileId: string | null): Promise<RevokedGrant> {
    const id = profileIdOf(actor, profileId);
    const { subject, tokens } = await this.database.forTenant(actor, async (tx) => {
      const found = await requireSubject(tx, actor, id);
      // Whatever waits for a token hears that none comes. Before the grant's row, in the order of locks.
      await this.waits.giveUp(tx, id);
      const row = await lockGrant(tx, id);
      if (!row || !holds(row)) throw new AppError('CONFLICT', 'No token is held that could be revoked.');
      const gone = { ...emptied, ...withoutIdentity, generation: row.generation + 1, fence: row.fence + 1 };
      await tx.oAuthGrant.update({ where: { profileId: id }, data: { ...gone, revokedAt: new Date(), nextRefreshAt: null } });
      await tx.oAuthConsent.deleteMany({ where: { profileId: id, status: 'TO_CONFIRM' } });
      await recordGrantEvent(tx, row, { kind: 'REVOKED', actorName: actor.name });
      await this.audit.record(tx, actor, { action: 'grant.revoked', subject: found.name, details: { client: found.client.name } });
      await announceGrant(tx, id);
      await announceGrantChange(tx, row);
      return { subject: found, tokens: this.revocation.open(row) };
    });
    const { told, note } = await this.revocation.tell(subject.client, tokens);
    return { grant: await this.grants.require(actor, id), providerTold: told, note };
  }
}
