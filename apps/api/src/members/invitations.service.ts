import { Injectable } from '@nestjs/common';
import { emailKey, type InviteUserInput } from '@posthorn/contracts';
import { Database, Prisma, type Membership, type Tenant, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { AccountMailer, type AccountMailContent, type AskedOperation } from '../account-mail/account-mailer.ts';
import { hoursFromNow, OneTimeTokens } from '../one-time-tokens/one-time-tokens.ts';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { AppError, notFound } from '../platform/errors/app-error.ts';
import { PlatformSettingsService } from '../platform-settings/platform-settings.service.ts';

interface Invitee {
  id: string;
  email: string;
  verified: boolean;
}

/**
 * Asks people into a tenant. Identity and membership exist whether or not mail works. Who never proved their address gets an activation
 * link, who did gets an invitation to accept after signing in; the inviting tenant can't tell which.
 */
@Injectable()
export class Invitations {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly mailer: AccountMailer,
    private readonly audit: Audit,
    private readonly settings: PlatformSettingsService,
  ) {}

  /** Answers the membership's id. A system admin names the tenant; a tenant admin acts in their own. */
  async invite(actor: TenantActor | SystemActor, tenantId: string, input: InviteUserInput): Promise<string> {
    const expiresAt = await this.expiry();
    return this.reach(actor, tenantId, async (tx) => {
      const tenant = await tenantOrFail(tx, tenantId);
      const invitee = await inviteeOf(tx, input);
      await requireAllowance(tx, tenant);
      const membership = await createMembership(tx, tenantId, invitee.id, input);
      await this.send(tx, actor, tenant, membership, invitee, expiresAt);
      await this.audit.record(tx, actor, {
        action: 'member.invited',
        subject: input.email,
        aboutTenantId: tenantId,
        details: { role: input.role },
      });
      return membership.id;
    });
  }

  async resend(actor: TenantActor, membershipId: string): Promise<void> {
    await this.again(actor, actor.tenantId, { id: membershipId });
  }

  /** A system admin sends the invitation behind an account message again. Answers the new message's id. */
  async resendBehind(actor: SystemActor, messageId: string): Promise<string> {
    const message = await this.database.forTenant(actor, (tx) => tx.message.findFirst({ where: { id: messageId } }));
    if (!message?.causeTenantId || !message.identityId) throw notFound('invitation');
    return this.again(actor, message.causeTenantId, { identityId: message.identityId });
  }

  private async again(actor: TenantActor | SystemActor, tenantId: string, which: { id: string } | { identityId: string }): Promise<string> {
    const expiresAt = await this.expiry();
    return this.reach(actor, tenantId, async (tx) => {
      const tenant = await tenantOrFail(tx, tenantId);
      const membership = await pendingOrFail(tx, { tenantId, ...which });
      const invitee = await inviteeBehind(tx, membership);
      await requireAllowance(tx, tenant);
      const messageId = await this.send(tx, actor, tenant, membership, invitee, expiresAt);
      await this.audit.record(tx, actor, { action: 'member.invitation-resent', subject: membership.invitedEmail, aboutTenantId: tenantId });
      return messageId;
    });
  }

  /**
   * A link to hand over; leaves the address unverified. Where the person has an account, or another tenant invited them too, it opens no
   * account and asks them to sign in: it looks the same, so that nobody who may invite learns from it who has one.
   */
  async copyLink(actor: TenantActor, membershipId: string): Promise<{ token: string; expiresAt: Date }> {
    const expiresAt = await this.expiry();
    return this.database.forTenant(actor, async (tx) => {
      const membership = await pendingOrFail(tx, { tenantId: actor.tenantId, id: membershipId });
      const { identityId, tenantId } = membership;
      const purpose = (await isSoleInvitation(tx, membership)) ? 'ACTIVATION' : 'INVITATION';
      // The mailed link keeps working beside the copied one.
      const email = membership.invitedEmail;
      const { token } = await this.tokens.issue(tx, {
        purpose,
        identityId,
        tenantId,
        expiresAt,
        ...(purpose === 'INVITATION' ? { email } : {}),
      });
      await tx.invitation.updateMany({ where: { tenantId, membershipId }, data: { copiedAt: new Date(), expiresAt } });
      await this.audit.record(tx, actor, { action: 'member.link-copied', subject: membership.invitedEmail, aboutTenantId: tenantId });
      return { token: token.reveal(), expiresAt };
    });
  }

  private async send(
    tx: Tx,
    actor: TenantActor | SystemActor,
    tenant: Tenant,
    membership: Membership,
    invitee: Invitee,
    expiresAt: Date,
  ): Promise<string> {
    const order = {
      operation: 'INVITE' as const,
      actor,
      to: invitee.email,
      recipient: { name: membership.invitedName, timeZone: 'UTC' },
      identityId: invitee.id,
      causeTenantId: tenant.id,
      expiresAt,
    };
    const messageId = invitee.verified
      ? await this.mailer.enqueue(tx, { ...order, data: { kind: 'INVITATION', tenantName: tenant.name, invitedByName: actor.name } })
      : await this.sendActivation(tx, tenant, order, expiresAt);
    const facts = { messageId, invitedById: actor.identityId, sentAt: new Date(), expiresAt, copiedAt: null };
    await tx.invitation.upsert({
      where: { tenantId_membershipId: { tenantId: tenant.id, membershipId: membership.id } },
      create: { tenantId: tenant.id, membershipId: membership.id, ...facts },
      update: facts,
    });
    return messageId;
  }

  private async sendActivation(
    tx: Tx,
    tenant: Tenant,
    order: AskedOperation & Omit<AccountMailContent, 'data'>,
    expiresAt: Date,
  ): Promise<string> {
    const { to, identityId } = order;
    const issued = await this.tokens.issue(tx, { purpose: 'ACTIVATION', identityId, tenantId: tenant.id, mailedTo: to, expiresAt });
    const data = { kind: 'ACTIVATION', tenantName: tenant.name } as const;
    return this.mailer.enqueue(tx, { ...order, data, token: issued.token, tokenId: issued.id });
  }

  private async expiry(): Promise<Date> {
    return hoursFromNow((await this.settings.read()).activationHours);
  }

  private reach<T>(actor: TenantActor | SystemActor, tenantId: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    return actor.kind === 'system' ? this.database.asSystem('invite a tenant admin', work) : this.database.forTenant({ tenantId }, work);
  }
}

async function tenantOrFail(tx: Tx, tenantId: string): Promise<Tenant> {
  const tenant = await tx.tenant.findUnique({ where: { id: tenantId } });
  if (!tenant || tenant.nameKey.startsWith(' ')) throw notFound('tenant');
  return tenant;
}

async function pendingOrFail(tx: Tx, which: Prisma.MembershipWhereInput): Promise<Membership> {
  const membership = await tx.membership.findFirst({ where: which });
  if (!membership) throw notFound('member');
  if (membership.status !== 'INVITED') throw new AppError('CONFLICT', 'This person has joined already.');
  return membership;
}

async function inviteeOf(tx: Tx, { email, name }: { email: string; name: string }): Promise<Invitee> {
  const rows = await tx.$queryRaw<
    Invitee[]
  >`select id, email, verified from app.identity_for_invitation(${email}, ${emailKey(email)}, ${name})`;
  return rows[0]!;
}

/** The person as they are today: their address may have changed since they were invited. */
async function inviteeBehind(tx: Tx, { id }: Membership): Promise<Invitee> {
  const rows = await tx.$queryRaw<Invitee[]>`select id, email, verified from app.identity_of_membership(${id}::uuid)`;
  return rows[0]!;
}

async function requireAllowance(tx: Tx, tenant: Tenant): Promise<void> {
  // Of invitations sent at once each would count without the others.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('posthorn.invitations-by'), hashtext(${tenant.id}))`;
  const [used] = await tx.$queryRaw<{ tenant: number }[]>`select app.invitations_by(${tenant.id}::uuid) as tenant`;
  if ((used?.tenant ?? 0) >= tenant.invitationsPerDay) {
    throw new AppError(
      'LIMIT_REACHED',
      `This tenant may send ${tenant.invitationsPerDay} invitations in 24 hours. Try again tomorrow, or ask your system admin for more.`,
    );
  }
}

async function createMembership(tx: Tx, tenantId: string, identityId: string, input: InviteUserInput): Promise<Membership> {
  const existing = await tx.membership.findFirst({ where: { tenantId, identityId } });
  if (existing) throw new AppError('CONFLICT', 'This address is in the list already.', { field: 'email' });
  try {
    return await tx.membership.create({
      data: { tenantId, identityId, role: input.role, invitedName: input.name, invitedEmail: input.email },
    });
  } catch (error) {
    if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002')
      throw new AppError('CONFLICT', 'This address is in the list already.', { field: 'email' });
    throw error;
  }
}

/** Whether the person never had an account and is invited by nobody else. */
async function isSoleInvitation(tx: Tx, { identityId, tenantId }: Membership): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ sole: boolean }[]>`select app.is_sole_invitation(${identityId}::uuid, ${tenantId}::uuid) as sole`;
  return row?.sole ?? false;
}
