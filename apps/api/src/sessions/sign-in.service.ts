import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { emailKey, type SignInInput } from '@posthorn/contracts';
import { Database } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { provenActor, type AnonymousActor, type PersonActor } from '../platform/access/actor.ts';
import { sha256 } from '../platform/access/session-strategy.ts';
import { AppError } from '../platform/errors/app-error.ts';
import { KnownBrowsers } from './known-browsers.ts';
import { SignInLimits } from './sign-in-limits.ts';
import { Sessions, type OpenedSession } from './sessions.service.ts';
import { verifyPassword } from './passwords.ts';

export interface SignedIn extends OpenedSession {
  /** Marks this browser as one that signed in before. */
  browser: string;
}

/** Sign-in by password. Unknown, wrong, inactive and disabled answer alike and take alike long. */
@Injectable()
export class SignIn {
  constructor(
    private readonly database: Database,
    private readonly limits: SignInLimits,
    private readonly sessions: Sessions,
    private readonly audit: Audit,
    private readonly browsers: KnownBrowsers,
  ) {}

  async withPassword(actor: AnonymousActor | PersonActor, input: SignInInput, browser: string | undefined): Promise<SignedIn> {
    const key = emailKey(input.email);
    const { row, knownBrowser } = await this.browsers.credentialOf(key, browser);
    const concerned = row
      ? { identityId: row.identity_id, address: input.email }
      : { addressHash: sha256(key).toString('hex').slice(0, 16) };
    const turn = await this.limits.takeTurn(key, actor.origin, knownBrowser).catch((error: unknown) => {
      throw error instanceof AppError ? error.about({ kind: 'SIGN_IN_DELAYED', ...concerned }) : error;
    });
    const fits = await verifyPassword(row?.password_hash, input.password);
    if (!fits || !row?.may_sign_in) {
      const refusal = new AppError('SIGN_IN_FAILED', 'The e-mail address or the password is not right.');
      throw refusal.about({ kind: 'SIGN_IN_FAILED', ...concerned, failures: turn.failures });
    }

    await this.limits.succeeded(turn);
    return this.enter(row.identity_id, actor, 'session.signed-in', knownBrowser);
  }

  /** Opens a session for a person who has proved themselves, ending the one the browser had. */
  async enter(identityId: string, before: AnonymousActor | PersonActor, action: string, knownBrowser?: string): Promise<SignedIn> {
    const { origin } = before;
    const absoluteHours = await this.sessions.absoluteHours();
    const browser = knownBrowser ?? randomBytes(32).toString('base64url');
    const { signedIn, email, isNewBrowser } = await this.database.forIdentity({ identityId }, async (tx) => {
      const { lastSignInAt } = await tx.identity.findUniqueOrThrow({ where: { id: identityId }, select: { lastSignInAt: true } });
      const identity = await tx.identity.update({ where: { id: identityId }, data: { lastSignInAt: new Date() } });
      // Not by the count of known browsers: a new password forgets them all.
      const isNewBrowser = !knownBrowser && lastSignInAt !== null;
      const browserKey = { identityId_hash: { identityId, hash: sha256(browser) } };
      await tx.knownBrowser.upsert({ where: browserKey, create: browserKey.identityId_hash, update: { lastUsedAt: new Date() } });
      const session = await this.sessions.open(tx, identityId, origin, absoluteHours);
      await this.audit.record(tx, provenActor({ origin }, identityId, identity.name), { action, subject: identity.email });
      return { signedIn: { ...session, browser }, email: identity.email, isNewBrowser };
    });
    await this.limits.entered(identityId);
    if (knownBrowser || action !== 'session.signed-in') await this.limits.proved(emailKey(email));
    if (isNewBrowser && action === 'session.signed-in') this.browsers.announceNew({ identityId, address: email, origin });
    if (before.kind === 'person') await this.sessions.replace(before);
    return signedIn;
  }
}
