import { Injectable } from '@nestjs/common';
import type { ChangePasswordInput, ResetPasswordInput } from '@posthorn/contracts';
import { Database, type Identity, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { AccountMailer, type AskedOperation } from '../account-mail/account-mailer.ts';
import { OneTimeTokens } from '../one-time-tokens/one-time-tokens.ts';
import { provenActor, type AnonymousActor, type PersonActor } from '../platform/access/actor.ts';
import { NewPasswords } from '../sessions/new-passwords.ts';
import { hashPassword } from '../sessions/passwords.ts';

/** A new password ends every session and every other link of the person, and tells them by mail. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly mailer: AccountMailer,
    private readonly audit: Audit,
    private readonly newPasswords: NewPasswords,
  ) {}

  /** By a reset link. Answers whose password it is. Throws LINK_UNUSABLE. */
  async reset(actor: AnonymousActor | PersonActor, input: ResetPasswordInput): Promise<string> {
    const link = await this.tokens.findUsable(input.token, 'PASSWORD_RESET');
    const identityId = link.identity_id!;
    await this.newPasswords.requireOf(identityId, input.password, 'password');
    const passwordHash = await hashPassword(input.password);
    await this.database.forIdentity({ identityId }, async (tx) => {
      await this.tokens.take(tx, input.token, 'PASSWORD_RESET');
      const identity = await tx.identity.findUniqueOrThrow({ where: { id: identityId } });
      const proven = link.mailed_to === identity.email;
      await tx.identity.update({
        where: { id: identityId },
        data: { resetRequired: false, ...(proven ? { verifiedAt: new Date() } : {}) },
      });
      await this.replace(tx, identity, passwordHash, { operation: 'FOLLOW_LINK' });
      await this.audit.record(tx, provenActor(actor, identityId, identity.name), {
        action: 'account.password-reset',
        subject: identity.email,
      });
    });
    return identityId;
  }

  /** By the old password, already verified. */
  async change(actor: PersonActor, input: ChangePasswordInput): Promise<void> {
    await this.newPasswords.requireOf(actor.identityId, input.newPassword, 'newPassword');
    const passwordHash = await hashPassword(input.newPassword);
    await this.database.forIdentity(actor, async (tx) => {
      const identity = await tx.identity.findUniqueOrThrow({ where: { id: actor.identityId } });
      await this.replace(tx, identity, passwordHash, { operation: 'CHANGE_PASSWORD', actor });
      await this.audit.record(tx, actor, { action: 'account.password-changed', subject: identity.email });
    });
  }

  private async replace(tx: Tx, identity: Identity, passwordHash: string, asked: AskedOperation): Promise<void> {
    const identityId = identity.id;
    await tx.credential.upsert({
      where: { identityId },
      create: { identityId, passwordHash },
      update: { passwordHash, changedAt: new Date() },
    });
    await tx.session.deleteMany({ where: { identityId } });
    // A browser that knew the old password proves nothing with the new one.
    await tx.knownBrowser.deleteMany({ where: { identityId } });
    await tx.identity.update({ where: { id: identityId }, data: { pendingEmail: null, pendingApprovalBy: null } });
    await this.tokens.revoke(tx, identityId, 'PASSWORD_RESET', 'EMAIL_CHANGE', 'EMAIL_APPROVAL', 'SIGN_IN', 'ACTIVATION');
    await this.mailer.enqueue(tx, {
      ...asked,
      to: identity.email,
      recipient: identity,
      identityId,
      causeTenantId: null,
      data: { kind: 'SECURITY_NOTICE', event: 'PASSWORD_CHANGED' },
    });
  }
}
