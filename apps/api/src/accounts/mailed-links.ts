import { Injectable } from '@nestjs/common';
import { emailKey } from '@posthorn/contracts';
import { Prisma, type Identity, type Tx } from '@posthorn/database';
import type { AccountMailData } from '../account-mail/account-mail.ts';
import { AccountMailer, type AskedOperation } from '../account-mail/account-mailer.ts';
import { OneTimeTokens, type NewToken } from '../one-time-tokens/one-time-tokens.ts';
import { AppError } from '../platform/errors/app-error.ts';

/** What the services of an e-mail change have in common: mailing a link, and moving an account to another address. */
@Injectable()
export class MailedLinks {
  constructor(
    private readonly tokens: OneTimeTokens,
    private readonly mailer: AccountMailer,
  ) {}

  /** A one-time link and the mail that carries it: one address and one end for both. */
  async send(
    tx: Tx,
    asked: AskedOperation,
    recipient: Identity,
    link: Pick<NewToken, 'purpose' | 'email' | 'expiresAt' | 'keep'> & { to: string },
    data: AccountMailData,
  ): Promise<void> {
    const { id: identityId } = recipient;
    const { to, ...token } = link;
    const issued = await this.tokens.issue(tx, { ...token, identityId, mailedTo: to });
    const { expiresAt } = link;
    await this.mailer.enqueue(tx, {
      ...asked,
      to,
      recipient,
      identityId,
      causeTenantId: null,
      data,
      token: issued.token,
      tokenId: issued.id,
      expiresAt,
    });
  }

  /** Ends sessions and every link that was mailed to the address before, but for those that undo. Throws CONFLICT where it has an account. */
  async moveTo(tx: Tx, identity: Identity, email: string, data: Prisma.IdentityUpdateInput): Promise<Identity> {
    try {
      const moved = await tx.identity.update({
        where: { id: identity.id },
        data: { ...data, email, emailKey: emailKey(email), pendingEmail: null, pendingApprovalBy: null },
      });
      await tx.session.deleteMany({ where: { identityId: identity.id } });
      await this.tokens.revoke(tx, identity.id, 'PASSWORD_RESET', 'EMAIL_CHANGE', 'EMAIL_APPROVAL', 'SIGN_IN', 'ACTIVATION');
      return moved;
    } catch (error) {
      if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
        throw new AppError('CONFLICT', 'This address has an account of its own by now.');
      throw error;
    }
  }
}
