import { Injectable } from '@nestjs/common';
import { emailKey } from '@posthorn/contracts';
import { Database, Prisma, type Identity, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import type { AccountMailData } from '../account-mail/account-mail.ts';
import { AccountMailer } from '../account-mail/account-mailer.ts';
import { hoursFromNow, minutesFromNow, OneTimeTokens, type NewToken } from '../one-time-tokens/one-time-tokens.ts';
import { provenActor, type AnonymousActor, type PersonActor } from '../platform/access/actor.ts';
import { AppError, invalidInput } from '../platform/errors/app-error.ts';
import { PlatformSettingsService } from '../platform-settings/platform-settings.service.ts';

const confirmHours = 24;
const undoHours = 72;

/** A new address counts once it confirms by a link mailed to it; the old one is told, and may undo that for 72 hours. */
@Injectable()
export class EmailChange {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly mailer: AccountMailer,
    private readonly audit: Audit,
    private readonly settings: PlatformSettingsService,
  ) {}

  async request(actor: PersonActor, email: string): Promise<void> {
    if (email === actor.email) throw invalidInput('email', 'That already is your address.');
    const { identityId } = actor;
    await this.database.forIdentity(actor, async (tx) => {
      const identity = await tx.identity.update({ where: { id: identityId }, data: { pendingEmail: email } });
      const link = { purpose: 'EMAIL_CHANGE', email, expiresAt: hoursFromNow(confirmHours) } as const;
      await this.mailLink(tx, identity, email, link, { kind: 'EMAIL_CHANGE', newEmail: email });
      await this.audit.record(tx, actor, { action: 'account.email-change-requested', subject: identity.email, details: { to: email } });
    });
  }

  async cancel(actor: PersonActor): Promise<void> {
    await this.database.forIdentity(actor, async (tx) => {
      await tx.identity.update({ where: { id: actor.identityId }, data: { pendingEmail: null } });
      await this.tokens.revoke(tx, actor.identityId, 'EMAIL_CHANGE');
      await this.audit.record(tx, actor, { action: 'account.email-change-cancelled', subject: actor.email });
    });
  }

  /** From the mail to the new address. */
  async confirm(actor: AnonymousActor | PersonActor, token: string): Promise<boolean> {
    const link = await this.tokens.findUsable(token, 'EMAIL_CHANGE');
    const identityId = link.identity_id!;
    await this.database.forIdentity({ identityId }, async (tx) => {
      await this.tokens.take(tx, token, 'EMAIL_CHANGE');
      const before = await tx.identity.findUniqueOrThrow({ where: { id: identityId } });
      await this.moveTo(tx, before, link.email!, { verifiedAt: new Date() });
      // Invitations were to the address that was never proven. Proving another one must not open them.
      if (!before.verifiedAt) await tx.membership.deleteMany({ where: { identityId, status: 'INVITED' } });
      await this.tellOldAddress(tx, before, link.email!);
      await this.audit.record(tx, provenActor(actor, identityId, before.name), {
        action: 'account.email-changed',
        subject: link.email!,
        details: { from: before.email, to: link.email! },
      });
    });
    return true;
  }

  /** From the notice to the old address: back to it, everybody out, and nobody in again without a reset. */
  async undo(actor: AnonymousActor | PersonActor, token: string): Promise<boolean> {
    const link = await this.tokens.findUsable(token, 'EMAIL_UNDO');
    const identityId = link.identity_id!;
    const { resetMinutes } = await this.settings.read();
    await this.database.forIdentity({ identityId }, async (tx) => {
      await this.tokens.take(tx, token, 'EMAIL_UNDO');
      const before = await tx.identity.findUniqueOrThrow({ where: { id: identityId } });
      const identity = await this.moveTo(tx, before, link.email!, { verifiedAt: new Date(), resetRequired: true });
      const reset = { purpose: 'PASSWORD_RESET', expiresAt: minutesFromNow(resetMinutes) } as const;
      await this.mailLink(tx, identity, identity.email, reset, { kind: 'PASSWORD_RESET' });
      await this.audit.record(tx, provenActor(actor, identityId, identity.name), {
        action: 'account.email-change-undone',
        subject: identity.email,
        details: { from: before.email },
      });
    });
    return true;
  }

  private async moveTo(tx: Tx, identity: Identity, email: string, data: Prisma.IdentityUpdateInput): Promise<Identity> {
    try {
      const moved = await tx.identity.update({
        where: { id: identity.id },
        data: { ...data, email, emailKey: emailKey(email), pendingEmail: null },
      });
      await tx.session.deleteMany({ where: { identityId: identity.id } });
      await this.tokens.revoke(tx, identity.id, 'PASSWORD_RESET', 'EMAIL_CHANGE', 'SIGN_IN', 'ACTIVATION');
      return moved;
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
        throw new AppError('CONFLICT', 'This address has an account of its own by now.');
      throw error;
    }
  }

  private async tellOldAddress(tx: Tx, before: Identity, newEmail: string): Promise<void> {
    const undo = { purpose: 'EMAIL_UNDO', email: before.email, expiresAt: hoursFromNow(undoHours) } as const;
    await this.mailLink(tx, before, before.email, undo, { kind: 'SECURITY_NOTICE', event: 'EMAIL_CHANGED', newEmail });
  }

  /** A one-time link and the mail that carries it: one address and one end for both. */
  private async mailLink(
    tx: Tx,
    recipient: Identity,
    to: string,
    link: Pick<NewToken, 'purpose' | 'email' | 'expiresAt'>,
    data: AccountMailData,
  ): Promise<void> {
    const { id: identityId } = recipient;
    const { id: tokenId, token } = await this.tokens.issue(tx, { ...link, identityId, mailedTo: to });
    const { expiresAt } = link;
    await this.mailer.enqueue(tx, { to, recipient, identityId, causeTenantId: null, data, token, tokenId, expiresAt });
  }
}
