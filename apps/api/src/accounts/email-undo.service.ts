import { Injectable } from '@nestjs/common';
import { emailKey } from '@posthorn/contracts';
import { Database, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { minutesFromNow, OneTimeTokens } from '../one-time-tokens/one-time-tokens.ts';
import { provenActor, type AnonymousActor, type PersonActor } from '../platform/access/actor.ts';
import { PlatformSettingsService } from '../platform-settings/platform-settings.service.ts';
import { MailedLinks } from './mailed-links.ts';

/** The address that may take a change back, the oldest of several: the account was its before all of them. */
export async function addressWithUndo(tx: Tx, identityId: string): Promise<string | null> {
  const undo = await tx.oneTimeToken.findFirst({
    where: { identityId, purpose: 'EMAIL_UNDO', usedAt: null, revokedAt: null, expiresAt: { gt: new Date() } },
    orderBy: { id: 'asc' },
  });
  return undo?.email ?? null;
}

/** Takes an e-mail change back, and with it every later one. */
@Injectable()
export class EmailUndo {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly links: MailedLinks,
    private readonly audit: Audit,
    private readonly settings: PlatformSettingsService,
  ) {}

  /** From the notice to the old address: back to it, all sessions end, and signing in waits for a reset. */
  async undo(actor: AnonymousActor | PersonActor, token: string): Promise<boolean> {
    const link = await this.tokens.findUsable(token, 'EMAIL_UNDO');
    const identityId = link.identity_id!;
    const email = link.email!;
    const { resetMinutes } = await this.settings.read();
    await this.database.asSystem('undo an e-mail change', async (tx) => {
      await this.tokens.take(tx, token, 'EMAIL_UNDO');
      // The links of the addresses the account moved to afterwards: they are not its owner's.
      const later = { identityId, purpose: 'EMAIL_UNDO', id: { gt: link.id }, usedAt: null, revokedAt: null } as const;
      await tx.oneTimeToken.updateMany({ where: later, data: { revokedAt: new Date() } });
      const before = await tx.identity.findUniqueOrThrow({ where: { id: identityId } });
      await this.clearAddress(tx, identityId, email);
      const identity = await this.links.moveTo(tx, before, email, { verifiedAt: new Date(), resetRequired: true });
      const reset = { purpose: 'PASSWORD_RESET', expiresAt: minutesFromNow(resetMinutes), to: email } as const;
      await this.links.send(tx, { operation: 'FOLLOW_LINK' }, identity, reset, { kind: 'PASSWORD_RESET' });
      await this.audit.record(tx, provenActor(actor, identityId, identity.name), {
        action: 'account.email-change-undone',
        subject: email,
        details: { from: before.email },
      });
    });
    return true;
  }

  /**
   * Somebody may have had the free address invited meanwhile, so that the undo would meet an account of its own. Who never proved the
   * address has no claim to it: their account loses it, and the invitations to it are the owner's.
   */
  private async clearAddress(tx: Tx, identityId: string, email: string): Promise<void> {
    const squatter = await tx.identity.findUnique({ where: { emailKey: emailKey(email) } });
    if (!squatter || squatter.id === identityId || squatter.verifiedAt) return;
    const released = `released-${squatter.id}@posthorn.invalid`;
    await tx.identity.update({
      where: { id: squatter.id },
      data: { email: released, emailKey: released, disabledAt: new Date(), pendingEmail: null, pendingApprovalBy: null },
    });
    await tx.session.deleteMany({ where: { identityId: squatter.id } });
    await this.tokens.revoke(tx, squatter.id, 'ACTIVATION', 'INVITATION', 'PASSWORD_RESET', 'EMAIL_CHANGE', 'EMAIL_APPROVAL', 'SIGN_IN');
    const mine = await tx.membership.findMany({ where: { identityId }, select: { tenantId: true } });
    await tx.membership.updateMany({
      where: { identityId: squatter.id, status: 'INVITED', tenantId: { notIn: mine.map(({ tenantId }) => tenantId) } },
      data: { identityId },
    });
  }
}
