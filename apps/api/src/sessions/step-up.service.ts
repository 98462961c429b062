import { Injectable } from '@nestjs/common';
import { Database, type Session } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import type { PersonActor } from '../platform/access/actor.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { RateLimits } from '../rate-limits/rate-limits.ts';
import { stepUpFailures } from './sign-in-limits.ts';
import { verifyPassword } from './passwords.ts';

// A stolen session must not become a place to guess the password.
const tries = { name: 'step-up', points: 10, durationSeconds: 15 * 60 };

/** Proves that the person at the keyboard still is who signed in. */
@Injectable()
export class StepUp {
  constructor(
    private readonly database: Database,
    private readonly limits: RateLimits,
    private readonly audit: Audit,
  ) {}

  async stepUp(actor: PersonActor, password: string): Promise<Session> {
    await this.verify(actor, password, 'password');
    return this.database.forIdentity(actor, async (tx) => {
      const session = await tx.session.update({ where: { id: actor.sessionId }, data: { steppedUpAt: new Date() } });
      await this.audit.record(tx, actor, { action: 'session.stepped-up', subject: actor.email });
      return session;
    });
  }

  /** Throws WRONG_PASSWORD naming the field, or TRY_LATER. */
  async verify(actor: PersonActor, password: string, field: string): Promise<void> {
    await this.limits.require(tries, actor.identityId, 'Too many wrong passwords. Wait a little.');
    await this.limits.require(stepUpFailures, actor.identityId, 'Too many wrong passwords in a row. Reset your password by mail.');
    const credential = await this.database.forIdentity(actor, (tx) =>
      tx.credential.findUnique({ where: { identityId: actor.identityId } }),
    );
    if (!(await verifyPassword(credential?.passwordHash, password)))
      throw new AppError('WRONG_PASSWORD', 'That is not your password.', { field });
    await this.limits.forget(stepUpFailures, actor.identityId);
    await this.limits.forget(tries, actor.identityId);
  }
}
