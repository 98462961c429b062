import { Injectable } from '@nestjs/common';
import { Database, type Identity, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { hoursFromNow, linkUnusable, OneTimeTokens } from '../one-time-tokens/one-time-tokens.ts';
import { provenActor, type AnonymousActor, type PersonActor } from '../platform/access/actor.ts';
import { invalidInput } from '../platform/errors/app-error.ts';
import { addressWithUndo } from './email-undo.service.ts';
import { MailedLinks } from './mailed-links.ts';

const confirmHours = 24;
const undoHours = 72;
/** Every address that was changed away keeps its undo link, however many changes follow. */
const everyUndo = 2_147_483_647;

/**
 * A new address counts once it confirms by a link mailed to it; the old one gets a notice, and may undo the change for 72 hours. As long
 * as it may, a further change needs its click first: a stolen password moves the account once, and no further.
 */
@Injectable()
export class EmailChange {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly links: MailedLinks,
    private readonly audit: Audit,
  ) {}

  async request(actor: PersonActor, email: string): Promise<void> {
    if (email === actor.email) throw invalidInput('email', 'That already is your address.');
    await this.database.asSystem('ask for an e-mail change, and an old address where one may undo', async (tx) => {
      await this.tokens.revoke(tx, actor.identityId, 'EMAIL_CHANGE', 'EMAIL_APPROVAL');
      const approvedBy = await addressWithUndo(tx, actor.identityId);
      const identity = await tx.identity.update({
        where: { id: actor.identityId },
        data: { pendingEmail: email, pendingApprovalBy: approvedBy },
      });
      const link = { email, expiresAt: hoursFromNow(confirmHours) };
      const asked = { operation: 'REQUEST_EMAIL_CHANGE', actor } as const;
      if (approvedBy === null) {
        await this.links.send(
          tx,
          asked,
          identity,
          { ...link, purpose: 'EMAIL_CHANGE', to: email },
          { kind: 'EMAIL_CHANGE', newEmail: email },
        );
      } else {
        const data = { kind: 'EMAIL_APPROVAL', presentEmail: identity.email, newEmail: email } as const;
        await this.links.send(tx, asked, identity, { ...link, purpose: 'EMAIL_APPROVAL', to: approvedBy }, data);
      }
      await this.audit.record(tx, actor, { action: 'account.email-change-requested', subject: identity.email, details: { to: email } });
    });
  }

  async cancel(actor: PersonActor): Promise<void> {
    await this.database.forIdentity(actor, async (tx) => {
      await tx.identity.update({ where: { id: actor.identityId }, data: { pendingEmail: null, pendingApprovalBy: null } });
      await this.tokens.revoke(tx, actor.identityId, 'EMAIL_CHANGE', 'EMAIL_APPROVAL');
      await this.audit.record(tx, actor, { action: 'account.email-change-cancelled', subject: actor.email });
    });
  }

  /** From the mail to the old address: the new one may be asked now. */
  async approve(actor: AnonymousActor | PersonActor, token: string): Promise<boolean> {
    const link = await this.tokens.findUsable(token, 'EMAIL_APPROVAL');
    const identityId = link.identity_id!;
    await this.database.forIdentity({ identityId }, async (tx) => {
      await this.tokens.take(tx, token, 'EMAIL_APPROVAL');
      const identity = await tx.identity.update({ where: { id: identityId }, data: { pendingApprovalBy: null } });
      const email = link.email!;
      if (identity.pendingEmail !== email) throw linkUnusable();
      const confirmation = { purpose: 'EMAIL_CHANGE', email, expiresAt: hoursFromNow(confirmHours), to: email } as const;
      await this.links.send(tx, { operation: 'FOLLOW_LINK' }, identity, confirmation, { kind: 'EMAIL_CHANGE', newEmail: email });
      await this.audit.record(tx, provenActor(actor, identityId, identity.name), {
        action: 'account.email-change-approved',
        subject: identity.email,
        details: { to: email, by: link.mailed_to ?? '' },
      });
    });
    return true;
  }

  /** From the mail to the new address. */
  async confirm(actor: AnonymousActor | PersonActor, token: string): Promise<boolean> {
    const link = await this.tokens.findUsable(token, 'EMAIL_CHANGE');
    const identityId = link.identity_id!;
    await this.database.forIdentity({ identityId }, async (tx) => {
      await this.tokens.take(tx, token, 'EMAIL_CHANGE');
      const before = await tx.identity.findUniqueOrThrow({ where: { id: identityId } });
      await this.links.moveTo(tx, before, link.email!, { verifiedAt: new Date() });
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

  private async tellOldAddress(tx: Tx, before: Identity, newEmail: string): Promise<void> {
    const undo = {
      purpose: 'EMAIL_UNDO',
      email: before.email,
      expiresAt: hoursFromNow(undoHours),
      keep: everyUndo,
      to: before.email,
    } as const;
    await this.links.send(tx, { operation: 'FOLLOW_LINK' }, before, undo, { kind: 'SECURITY_NOTICE', event: 'EMAIL_CHANGED', newEmail });
  }
}
