import { Injectable } from '@nestjs/common';
import type { PersonActor } from '../platform/access/actor.ts';
import type { GraphqlContext } from '../platform/access/request.ts';
import { SessionCookie } from '../platform/access/session-cookie.ts';
import type { OpenedSession } from './sessions.service.ts';

/** Hands a new session to the browser and makes the running operation its person's. */
@Injectable()
export class SessionEntry {
  constructor(private readonly cookie: SessionCookie) {}

  admit({ req, res }: GraphqlContext, session: OpenedSession & { browser?: string }): PersonActor {
    if (!res) throw new Error('A subscription cannot sign in.');
    this.cookie.write(res, session.value, session.maxAgeSeconds);
    if (session.browser) this.cookie.writeBrowser(res, session.browser);
    const person = { kind: 'person', identityId: session.identityId, sessionId: session.id, origin: req.origin } as PersonActor;
    req.person = person;
    return person;
  }

  browserOf({ req }: GraphqlContext): string | undefined {
    return this.cookie.readBrowser(req.headers.cookie);
  }

  leave({ res }: GraphqlContext): void {
    if (res) this.cookie.clear(res);
  }
}
