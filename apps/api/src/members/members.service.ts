import { Injectable } from '@nestjs/common';
import {
  Database,
  type Invitation as InvitationRow,
  type Membership,
  type MembershipRole,
  type MessageState,
  type Prisma,
  type Tx,
} from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { OneTimeTokens } from '../one-time-tokens/one-time-tokens.ts';
import type { TenantActor } from '../platform/access/actor.ts';
import { notFound } from '../platform/errors/app-error.ts';
import { pageQuery, searchText, toPage, type Page, type PageInput } from '../platform/graphql/page.ts';
import { invitationSentence, invitationState } from './invitation-state.ts';
import { requireAnotherAdmin } from './last-admin.ts';
import type { Member, MemberFilter } from './member.types.ts';

interface MailRow {
  message_id: string;
  state: MessageState;
  finished_at: Date | null;
  failure_class: string | null;
}
type MemberRow = Membership & { invitation: InvitationRow | null };

const sortable = { role: 'role', created: 'id' } as const;

/** The people of one tenant. */
@Injectable()
export class Members {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly audit: Audit,
  ) {}

  async list(actor: TenantActor, filter: MemberFilter, page: PageInput): Promise<Page<Member>> {
    return this.database.forTenant(actor, async (tx) => {
      const where = { tenantId: actor.tenantId, ...conditions(filter) };
      const rows = await tx.membership.findMany({
        where,
        include: { invitation: true },
        ...pageQuery<Prisma.MembershipOrderByWithRelationInput>(page, sortable),
      });
      const members = await describe(tx, rows);
      return toPage(members, page, (member) => member);
    });
  }

  async find(scope: { tenantId: string }, id: string): Promise<Member> {
    return this.database.forTenant(scope, async (tx) => {
      const row = await findOrFail(tx, scope.tenantId, id);
      return (await describe(tx, [row]))[0]!;
    });
  }

  async changeRole(actor: TenantActor, id: string, role: MembershipRole): Promise<Member> {
    await this.database.forTenant(actor, async (tx) => {
      const membership = await findOrFail(tx, actor.tenantId, id);
      if (membership.role === role) return;
      if (isActiveAdmin(membership)) await requireAnotherAdmin(tx, membership);
      await tx.membership.update({ where: { id }, data: { role } });
      const details = { from: membership.role, to: role };
      await this.audit.record(tx, actor, {
        action: 'member.role-changed',
        subject: membership.invitedEmail,
        aboutTenantId: actor.tenantId,
        details,
      });
    });
    return this.find(actor, id);
  }

  /** Takes a person out of the tenant, or withdraws their invitation. Their account stays: it is theirs. */
  async remove(actor: TenantActor, id: string): Promise<boolean> {
    return this.database.forTenant(actor, async (tx) => {
      const membership = await findOrFail(tx, actor.tenantId, id);
      if (isActiveAdmin(membership)) await requireAnotherAdmin(tx, membership);
      await this.tokens.revokeInvitation(tx, membership.identityId, actor.tenantId);
      await tx.membership.delete({ where: { id } });
      await this.audit.record(tx, actor, { action: 'member.removed', subject: membership.invitedEmail, aboutTenantId: actor.tenantId });
      return true;
    });
  }
}

const isActiveAdmin = (membership: Membership) => membership.role === 'TENANT_ADMIN' && membership.status === 'ACTIVE';

async function findOrFail(tx: Tx, tenantId: string, id: string): Promise<MemberRow> {
  const membership = await tx.membership.findFirst({ where: { tenantId, id }, include: { invitation: true } });
  if (!membership) throw notFound('member');
  return membership;
}

async function describe(tx: Tx, rows: MemberRow[]): Promise<Member[]> {
  const people = await tx.identity.findMany({
    where: { id: { in: rows.map((row) => row.identityId) } },
    select: { id: true, name: true, email: true },
  });
  const joined = new Map(people.map((person) => [person.id, person]));
  const messageIds = rows.flatMap((row) => row.invitation?.messageId ?? []);
  const mails = await tx.$queryRaw<
    MailRow[]
  >`select message_id, state, finished_at, failure_class from app.invitation_mail(${messageIds}::uuid[])`;
  const mailOf = new Map(mails.map((mail) => [mail.message_id, mail]));
  return rows.map((row) => {
    const person = row.status === 'ACTIVE' ? joined.get(row.identityId) : undefined;
    const mail = mailOf.get(row.invitation?.messageId ?? '');
    return {
      ...row,
      // A UUIDv7 tells when the person was first invited anywhere.
      identityId: person?.id ?? null,
      name: person?.name ?? row.invitedName,
      email: person?.email ?? row.invitedEmail,
      invitation: row.invitation && toInvitation(row, row.invitation, mail),
    };
  });
}

function toInvitation(row: MemberRow, invitation: InvitationRow, mail: MailRow | undefined): Member['invitation'] {
  const facts = {
    status: row.status,
    copiedAt: invitation.copiedAt,
    expiresAt: invitation.expiresAt,
    mail: mail && { state: mail.state, failureClass: mail.failure_class },
  };
  const state = invitationState(facts);
  return {
    state,
    sentAt: invitation.sentAt,
    acceptedByServerAt: mail?.state === 'ACCEPTED' ? mail.finished_at : null,
    expiresAt: invitation.expiresAt,
    failureClass: mail?.failure_class ?? null,
    sentence: invitationSentence(state, facts),
    canCopyLink: row.status === 'INVITED',
  };
}

function conditions({ search, status, role }: MemberFilter): Prisma.MembershipWhereInput {
  const text = searchText(search);
  const contains = { contains: text, mode: 'insensitive' } as const;
  return {
    ...(text
      ? { OR: [{ invitedName: contains }, { invitedEmail: contains }, { identity: { OR: [{ name: contains }, { email: contains }] } }] }
      : {}),
    ...(status ? { status } : {}),
    ...(role ? { role } : {}),
  };
}
