import { Injectable } from '@nestjs/common';
import { Database, type Identity as IdentityRow, type Prisma, type Tx } from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import { OneTimeTokens } from '../one-time-tokens/one-time-tokens.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { AppError, notFound } from '../platform/errors/app-error.ts';
import { pageQuery, searchText, toPage, type Page, type PageInput } from '../platform/graphql/page.ts';
import { toIdentity, type Identity, type IdentityFilter } from './identity.types.ts';

const counted = { _count: { select: { memberships: true } } } as const;
type Counted = IdentityRow & { _count: { memberships: number } };

const sortable = { name: 'name', email: 'emailKey', created: 'id' } as const;

/** People as the system admin sees them: who they are and whether they may sign in, across all tenants. */
@Injectable()
export class Identities {
  constructor(
    private readonly database: Database,
    private readonly tokens: OneTimeTokens,
    private readonly audit: Audit,
  ) {}

  async list(filter: IdentityFilter, page: PageInput): Promise<Page<Identity>> {
    const rows = await this.database.asSystem('list people', (tx) =>
      tx.identity.findMany({
        where: conditions(filter),
        include: counted,
        ...pageQuery<Prisma.IdentityOrderByWithRelationInput>(page, sortable),
      }),
    );
    return toPage(rows, page, fromCounted);
  }

  /** Keeps a person out: sessions and links end at once. The last system admin can't be kept out. */
  async disable(actor: SystemActor, id: string): Promise<Identity> {
    return this.change(actor, id, 'identity.disabled', async (tx, identity) => {
      if (identity.systemAdmin) await requireAnotherSystemAdmin(tx, id);
      await tx.session.deleteMany({ where: { identityId: id } });
      await this.tokens.revoke(
        tx,
        id,
        'ACTIVATION',
        'INVITATION',
        'PASSWORD_RESET',
        'EMAIL_CHANGE',
        'EMAIL_APPROVAL',
        'EMAIL_UNDO',
        'SIGN_IN',
      );
      return { disabledAt: identity.disabledAt ?? new Date() };
    });
  }

  async enable(actor: SystemActor, id: string): Promise<Identity> {
    return this.change(actor, id, 'identity.enabled', () => Promise.resolve({ disabledAt: null }));
  }

  /** A changed role ends the person's sessions, so that no cookie outlives the role it was given under. */
  async setSystemAdmin(actor: SystemActor, id: string, systemAdmin: boolean): Promise<Identity> {
    return this.change(actor, id, systemAdmin ? 'identity.made-system-admin' : 'identity.no-longer-system-admin', async (tx, identity) => {
      if (systemAdmin && (!identity.activatedAt || identity.disabledAt)) {
        throw new AppError('CONFLICT', 'Only somebody who has activated their account can administer the platform.');
      }
      if (systemAdmin && !identity.verifiedAt)
        throw new AppError(
          'CONFLICT',
          'Their address is not proven: they must follow a link mailed to it first, such as a password reset.',
        );
      if (!systemAdmin && identity.systemAdmin) await requireAnotherSystemAdmin(tx, id);
      if (id !== actor.identityId && identity.systemAdmin !== systemAdmin) await tx.session.deleteMany({ where: { identityId: id } });
      return { systemAdmin };
    });
  }

  private async change(
    actor: SystemActor,
    id: string,
    action: string,
    decide: (tx: Tx, identity: IdentityRow) => Promise<Prisma.IdentityUpdateInput>,
  ): Promise<Identity> {
    return this.database.asSystem(action, async (tx) => {
      const identity = await tx.identity.findUnique({ where: { id } });
      if (!identity) throw notFound('person');
      const data = await decide(tx, identity);
      const changed = await tx.identity.update({ where: { id }, data, include: counted });
      await this.audit.record(tx, actor, { action, subject: identity.email });
      return fromCounted(changed);
    });
  }
}

const fromCounted = (row: Counted): Identity => toIdentity(row, row._count.memberships);

async function requireAnotherSystemAdmin(tx: Tx, id: string): Promise<void> {
  // Two admins who remove each other at once must not both succeed.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('posthorn.system-admins'))`;
  const others = await tx.identity.count({ where: { systemAdmin: true, disabledAt: null, activatedAt: { not: null }, id: { not: id } } });
  if (others === 0) throw new AppError('CONFLICT', 'The last system admin can’t go. Make somebody else one first.');
}

function conditions({ search, status, systemAdmin }: IdentityFilter): Prisma.IdentityWhereInput {
  const text = searchText(search);
  const byStatus = {
    INVITED: { disabledAt: null, activatedAt: null },
    ACTIVE: { disabledAt: null, activatedAt: { not: null } },
    DISABLED: { disabledAt: { not: null } },
  };
  return {
    ...(text ? { OR: [{ email: { contains: text, mode: 'insensitive' } }, { name: { contains: text, mode: 'insensitive' } }] } : {}),
    ...(status ? byStatus[status] : {}),
    ...(systemAdmin == null ? {} : { systemAdmin }),
  };
}
