import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, type Session, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import type { Origin, PersonActor } from '../platform/access/actor.ts';
import { sha256 } from '../platform/access/session-strategy.ts';
import { notFound } from '../platform/errors/app-error.ts';
import { hoursFromNow, minutesFromNow } from '../one-time-tokens/one-time-tokens.ts';
import { PlatformSettingsService } from '../platform-settings/platform-settings.service.ts';

/** A session just opened: its cookie's value exists in clear only here and in the browser. */
export interface OpenedSession {
  id: string;
  identityId: string;
  value: string;
  maxAgeSeconds: number;
}

/** Sessions of one person: opened, listed, ended. Only the SHA-256 of the cookie's value is kept. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly settings: PlatformSettingsService,
    private readonly audit: Audit,
  ) {}

  /** The hours a session may last. Read before the transaction that opens one. */
  async absoluteHours(): Promise<number> {
    return (await this.settings.read()).sessionAbsoluteHours;
  }

  /** In a transaction of this identity. */
  async open(tx: Tx, identityId: string, origin: Origin, absoluteHours: number): Promise<OpenedSession> {
    const value = randomBytes(32).toString('base64url');
    const session = await tx.session.create({
      data: {
        identityId,
        hash: sha256(value),
        expiresAt: hoursFromNow(absoluteHours),
        steppedUpAt: new Date(),
        ipAddress: origin.ipAddress,
        userAgent: origin.userAgent,
      },
    });
    return { id: session.id, identityId, value, maxAgeSeconds: absoluteHours * 3600 };
  }

  async list(actor: PersonActor): Promise<Session[]> {
    const { sessionIdleMinutes } = await this.settings.read();
    const live = { expiresAt: { gt: new Date() }, lastSeenAt: { gt: minutesFromNow(-sessionIdleMinutes) } };
    return this.database.forIdentity(actor, (tx) =>
      tx.session.findMany({ where: { identityId: actor.identityId, ...live }, orderBy: { lastSeenAt: 'desc' } }),
    );
  }

  /** Ends the session that the browser's new one replaces. */
  async replace({ identityId, sessionId }: PersonActor): Promise<void> {
    await this.database.forIdentity({ identityId }, (tx) => tx.session.deleteMany({ where: { id: sessionId, identityId } }));
  }

  async revoke(actor: PersonActor, id: string): Promise<boolean> {
    return this.database.forIdentity(actor, async (tx) => {
      const { count } = await tx.session.deleteMany({ where: { id, identityId: actor.identityId } });
      if (count === 0) throw notFound('session');
      await this.audit.record(tx, actor, { action: 'session.revoked', subject: actor.email });
      return true;
    });
  }

  async revokeOthers(actor: PersonActor): Promise<number> {
    return this.database.forIdentity(actor, async (tx) => {
      const { count } = await tx.session.deleteMany({ where: { identityId: actor.identityId, id: { not: actor.sessionId } } });
      await this.audit.record(tx, actor, { action: 'session.others-revoked', subject: actor.email, details: { count } });
      return count;
    });
  }
}
