import { Injectable } from '@nestjs/common';
import type { ActivateAccountInput } from '@posthorn/contracts';
import { Database, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { AccountMailer } from '../account-mail/account-mailer.ts';
import { OneTimeTokens, type TokenRow } from '../one-time-tokens/one-time-tokens.ts';
import { provenActor, type AnonymousActor, type PersonActor } from '../platform/access/actor.ts';
import { NewPasswords } from '../sessions/new-passwords.ts';
import { hashPassword } from '../sessions/passwords.ts';

/** The first password. A mailed link proves the address; a copied one leaves it unverified. */
@Injectable()
export class Activation {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly mailer: AccountMailer,
    private readonly audit: Audit,
    private readonly newPasswords: NewPasswords,
  ) {}

  /** Answers whose account it is. Throws LINK_UNUSABLE; of parallel callers with one link exactly one succeeds. */
  async activate(actor: AnonymousActor | PersonActor, input: ActivateAccountInput): Promise<string> {
    const link = await this.tokens.findUsable(input.token, 'ACTIVATION');
    const identityId = link.identity_id!;
    await this.newPasswords.requireFirstOf(identityId, input.password, input.name);
    const passwordHash = await hashPassword(input.password);
    await this.database.forIdentity({ identityId }, async (tx) => {
      await this.tokens.take(tx, input.token, 'ACTIVATION');
      await this.proveAndName(tx, link, input);
      await tx.credential.upsert({
        where: { identityId },
        create: { identityId, passwordHash },
        update: { passwordHash, changedAt: new Date() },
      });
      await tx.session.deleteMany({ where: { identityId } });
      await this.tokens.revoke(tx, identityId, 'ACTIVATION', 'PASSWORD_RESET', 'EMAIL_CHANGE', 'EMAIL_APPROVAL', 'SIGN_IN');
      if (link.tenant_id) await this.join(tx, identityId, link.tenant_id);
      await this.audit.record(tx, provenActor(actor, identityId, input.name), {
        action: 'account.activated',
        subject: link.identity_email ?? '',
        details: { mailed: link.mailed_to !== null },
      });
      await this.mailer.enqueue(tx, {
        operation: 'FOLLOW_LINK',
        to: link.identity_email!,
        recipient: { name: input.name, timeZone: input.timeZone },
        identityId,
        causeTenantId: null,
        data: { kind: 'SECURITY_NOTICE', event: 'ACTIVATED' },
      });
    });
    return identityId;
  }

  private async proveAndName(tx: Tx, link: TokenRow, { name, locale, timeZone }: ActivateAccountInput): Promise<void> {
    const identity = await tx.identity.findUniqueOrThrow({ where: { id: link.identity_id! } });
    const proven = link.mailed_to === identity.email;
    await tx.identity.update({
      where: { id: identity.id },
      data: {
        name,
        locale,
        timeZone,
        activatedAt: identity.activatedAt ?? new Date(),
        verifiedAt: proven ? new Date() : identity.verifiedAt,
        pendingEmail: null,
        pendingApprovalBy: null,
      },
    });
  }

  private async join(tx: Tx, identityId: string, tenantId: string): Promise<void> {
    await tx.membership.updateMany({
      where: { identityId, tenantId, status: 'INVITED' },
      data: { status: 'ACTIVE', joinedAt: new Date() },
    });
    await tx.identity.updateMany({ where: { id: identityId, defaultTenantId: null }, data: { defaultTenantId: tenantId } });
  }
}
