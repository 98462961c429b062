import { Injectable } from '@nestjs/common';
import { Database, type OAuthGrant } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { WakeableSleep } from '../platform/worker/wakeable-sleep.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { LiveEvents } from '../platform/live/live-events.ts';
import { RateLimits, type Allowance } from '../rate-limits/rate-limits.ts';
import type { Granter } from './consents.service.ts';
import { grantTopic, holds } from './grant-rows.ts';
import { requireSubject, profileIdOf, type GrantSubject } from './grant-subject.ts';
import type { Grant } from './grant.types.ts';
import { Grants, permitted } from './grants.service.ts';
import { askForRefresh } from './refresh/force.ts';

/** How long an answer waits for a refresh; it goes on without anybody waiting. */
const waitMs = 20_000;
/** Each asks the provider once: this many in ten minutes are a person's, more are a program's. */
const ofGrant: Allowance = { name: 'grant-refreshes', points: 20, durationSeconds: 600 };
/** Live events of a gap are lost. */
const lookEveryMs = 1_000;

/** A person wants the token replaced now. Workers do it, as they do by themselves. */
@Injectable()
export class RefreshRequests {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly live: LiveEvents,
    private readonly grants: Grants,
    private readonly limits: RateLimits,
  ) {}

  /** Has a worker refresh it, and waits for the outcome. Throws NOT_FOUND, CONFLICT, TRY_LATER. */
  async refresh(actor: Granter, profileId: string | null): Promise<Grant> {
    const id = profileIdOf(actor, profileId);
    // In the name of the tenant: nobody uses up what another tenant's setup may.
    await this.limits.require(
      ofGrant,
      `${actor.tenantId} ${id}`,
      'This token was refreshed many times just now. Wait some minutes before the next time.',
    );
    const changed = new WakeableSleep();
    const listener = await this.live.subscribe(grantTopic(id), () => changed.wake());
    try {
      const before = await this.ask(actor, id);
      for (const end = Date.now() + waitMs; Date.now() < end && !(await this.isOver(actor, before));) await changed.sleep(lookEveryMs);
    } finally {
      this.live.unsubscribe(listener);
    }
    return this.grants.require(actor, id);
  }

  private async ask(actor: Granter, id: string): Promise<OAuthGrant> {
    return this.database.forTenant(actor, async (tx) => {
      const subject = await requireSubject(tx, actor, id);
      const { row } = subject;
      if (!permitted(row).canRefresh) throw new AppError('CONFLICT', refusalOf(subject));
      // Asking for tokens again takes an unattended revocation back.
      if (row.revokedAt !== null) await tx.oAuthGrant.update({ where: { profileId: id }, data: { revokedAt: null } });
      await askForRefresh(tx, id);
      await this.audit.record(tx, actor, { action: 'grant.refresh-asked', subject: subject.name });
      return row;
    });
  }

  private async isOver(actor: Granter, before: OAuthGrant): Promise<boolean> {
    const { profileId } = before;
    const now = await this.database.forTenant(actor, (tx) => tx.oAuthGrant.findFirst({ where: { profileId } }));
    return (
      now === null ||
      now.generation !== before.generation ||
      now.obtainedAt?.getTime() !== before.obtainedAt?.getTime() ||
      (now.failureAt !== null && now.failureAt.getTime() !== before.failureAt?.getTime())
    );
  }
}

const refusalOf = ({ row }: GrantSubject): string =>
  row.revokedAt !== null || !holds(row)
    ? 'No token is held. Grant a new one.'
    : 'The provider gave no refresh token: this token can’t be replaced. Grant a new one.';
