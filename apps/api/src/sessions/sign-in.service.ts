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
    const credential = await this.browsers.credentialOf(key, browser);
    const turn = await this.limits.takeTurn(key, actor.origin, credential.knownBrowser);
    const fits = await verifyPassword(credential.row?.password_hash, input.password);
    if (!fits || !credential.row?.may_sign_in) throw new AppError('SIGN_IN_FAILED', 'The e-mail address or the password is not right.');

    await this.limits.succeeded(turn);
    return this.enter(credential.row.identity_id, actor, 'session.signed-in', credential.knownBrowser);
  }

  /** Opens a session for a person who has proved themselves, ending the one the browser had. */
  async enter(identityId: string, before: AnonymousActor | PersonActor, action: string, knownBrowser?: string): Promise<SignedIn> {
    const { origin } = before;
    const absoluteHours = await this.sessions.absoluteHours();
    const browser = knownBrowser ?? randomBytes(32).toString('base64url');
    const signedIn = await this.database.forIdentity({ identityId }, async (tx) => {
      const identity = await tx.identity.update({ where: { id: identityId }, data: { lastSignInAt: new Date() } });
      const browserKey = { identityId_hash: { identityId, hash: sha256(browser) } };
      await tx.knownBrowser.upsert({ where: browserKey, create: browserKey.identityId_hash, update: { lastUsedAt: new Date() } });
      const session = await this.sessions.open(tx, identityId, origin, absoluteHours);
      await this.audit.record(tx, provenActor({ origin }, identityId, identity.name), { action, subject: identity.email });
      return { ...session, browser };
    });
    if (before.kind === 'person') await this.sessions.replace(before);
    return signedIn;
  }
}
