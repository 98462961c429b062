import { Injectable } from '@nestjs/common';
import { emailKey } from '@posthorn/contracts';
import { Database, platformTenantId, type Identity, type ResetRequest, type Tx } from '@posthorn/database';
import { z } from 'zod';
import { Audit } from '../audit/audit.service.ts';
import { resetLimits } from '../account-mail/account-mail-limits.ts';
import { AccountMailer, type AccountMailContent } from '../account-mail/account-mailer.ts';
import { hoursFromNow, minutesFromNow, OneTimeTokens } from '../one-time-tokens/one-time-tokens.ts';
import { workerActor } from '../platform/access/actor.ts';
import { RunsJob, type Job } from '../platform/jobs/job.ts';
import { passwordResetJob } from './reset-requests.service.ts';

/** How many reset links of a person may work at once: as many as can be asked for, so that a stranger's requests don't end the person's own. */
const liveResetLinks = resetLimits.address.points * 2 + resetLimits.knownBrowser.points;

/** Answers an asked reset: a reset link to who has a password, an activation link to who never chose one, nothing to nobody. */
@RunsJob()
@Injectable()
export class PasswordResetJob implements Job<{ requestId: string }> {
  readonly name = passwordResetJob.name;
  readonly payload = z.object({ requestId: z.uuid() });

  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly mailer: AccountMailer,
    private readonly audit: Audit,
  ) {}

  async run({ requestId }: { requestId: string }): Promise<void> {
    await this.database.asSystem('answer a password reset', async (tx) => {
      const { count } = await tx.resetRequest.updateMany({
        where: { id: requestId, processedAt: null },
        data: { processedAt: new Date() },
      });
      if (count === 0) return;
      const request = await tx.resetRequest.findUniqueOrThrow({ where: { id: requestId } });
      const identity = await tx.identity.findUnique({ where: { emailKey: emailKey(request.email) } });
      if (!identity || identity.disabledAt) return;
      await (identity.activatedAt ? this.sendReset(tx, request, identity) : this.sendActivation(tx, request, identity));
    });
  }

  private async sendReset(tx: Tx, request: ResetRequest, identity: Identity): Promise<void> {
    const settings = await tx.platformSettings.findUniqueOrThrow({ where: { tenantId: platformTenantId } });
    const expiresAt = minutesFromNow(settings.resetMinutes);
    const issued = await this.tokens.issue(tx, {
      purpose: 'PASSWORD_RESET',
      identityId: identity.id,
      mailedTo: identity.email,
      expiresAt,
      keep: liveResetLinks,
    });
    const data = { kind: 'PASSWORD_RESET' } as const;
    await this.mail(tx, request, identity, { causeTenantId: null, data, token: issued.token, tokenId: issued.id, expiresAt });
  }

  private async sendActivation(tx: Tx, request: ResetRequest, identity: Identity): Promise<void> {
    const settings = await tx.platformSettings.findUniqueOrThrow({ where: { tenantId: platformTenantId } });
    const membership = await tx.membership.findFirst({
      where: { identityId: identity.id },
      include: { tenant: true },
      orderBy: { createdAt: 'desc' },
    });
    if (!membership) return;
    const expiresAt = hoursFromNow(settings.activationHours);
    const { tenantId } = membership;
    const issued = await this.tokens.issue(tx, {
      purpose: 'ACTIVATION',
      identityId: identity.id,
      tenantId,
      mailedTo: identity.email,
      expiresAt,
    });
    const content = { causeTenantId: tenantId, token: issued.token, tokenId: issued.id, expiresAt };
    const data = { kind: 'ACTIVATION', tenantName: membership.tenant.name } as const;
    const messageId = await this.mail(tx, request, identity, { ...content, data });
    await tx.invitation.updateMany({
      where: { membershipId: membership.id },
      data: { messageId, copiedAt: null, sentAt: new Date(), expiresAt },
    });
  }

  private async mail(
    tx: Tx,
    { network }: ResetRequest,
    identity: Identity,
    content: Omit<AccountMailContent, 'to' | 'recipient' | 'identityId'>,
  ): Promise<string> {
    await this.audit.record(tx, workerActor(this.name), {
      action: `account.${content.data.kind.toLowerCase().replace('_', '-')}-mailed`,
      subject: identity.email,
    });
    return this.mailer.enqueue(tx, {
      ...content,
      operation: 'ANSWER_RESET',
      network,
      to: identity.email,
      recipient: { name: identity.name, timeZone: identity.timeZone },
      identityId: identity.id,
    });
  }
}
