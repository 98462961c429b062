import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, Prisma } from '@posthorn/database';
import { Strategy } from 'passport';
import type { Request } from 'express';
import type { PersonActor } from './actor.ts';
import type { ActorRequest } from './request.ts';
import { SessionCookie } from './session-cookie.ts';

interface SessionRow {
  session_id: string;
  identity_id: string;
  last_seen_at: Date;
  expires_at: Date;
  stepped_up_at: Date | null;
  name: string;
  email: string;
  system_admin: boolean;
  disabled: boolean;
  idle_minutes: number;
}

// Writing "last seen" on each request would make every read a write.
const touchAfterMs = 60_000;

export const sha256 = (value: string) => createHash('sha256').update(value).digest();

/** passport's strategy for the session cookie: success with a person, or no answer. It never fails a request by itself; guards decide. */
@Injectable()
export class SessionStrategy extends Strategy {
  static readonly strategyName = 'session-cookie';
  override name = SessionStrategy.strategyName;

  constructor(
    private readonly database: Database,
    private readonly cookie: SessionCookie,
  ) {
    super();
  }

  override authenticate(request: Request): void {
    this.personOf(request).then(
      (person) => (person ? this.success(person) : this.pass()),
      (error: unknown) => this.error(error),
    );
  }

  /** Who holds this cookie now; undefined when nobody, or no longer. */
  async personOf(request: Request): Promise<PersonActor | undefined> {
    const value = this.cookie.read(request.headers.cookie);
    if (!value || value.length > 200) return undefined;
    const row = await this.sessionOf(value);
    if (!row || hasEnded(row)) return undefined;
    if (Date.now() - row.last_seen_at.getTime() > touchAfterMs) await this.touch(row);
    return {
      kind: 'person',
      identityId: row.identity_id,
      sessionId: row.session_id,
      name: row.name,
      email: row.email,
      isSystemAdmin: row.system_admin,
      steppedUpAt: row.stepped_up_at,
      origin: (request as ActorRequest).origin,
    };
  }

  private async sessionOf(value: string): Promise<SessionRow | undefined> {
    const rows = await this.database.lookUp<SessionRow>(Prisma.sql`select * from app.session_by_hash(${sha256(value)})`);
    return rows[0];
  }

  private async touch(row: SessionRow): Promise<void> {
    await this.database.forIdentity({ identityId: row.identity_id }, (tx) =>
      tx.session.updateMany({ where: { id: row.session_id }, data: { lastSeenAt: new Date() } }),
    );
  }
}

function hasEnded(row: SessionRow): boolean {
  const now = Date.now();
  return row.disabled || row.expires_at.getTime() <= now || row.last_seen_at.getTime() + row.idle_minutes * 60_000 <= now;
}
