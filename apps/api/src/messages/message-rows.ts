import {
  platformTenantId,
  type Attempt,
  type Mail,
  type MailAttachment,
  type Message,
  type MessageState,
  type Prisma,
  type Tx,
} from '@posthorn/database';
import { notFound } from '../platform/errors/app-error.ts';
import { searchText } from '../platform/graphql/page.ts';
import type { MessageFilter } from './message.types.ts';

/** Bodies and transcripts stay behind: a page of messages would hold megabytes of them. They are read when they are asked for. */
export const withAll = {
  mail: {
    omit: { html: true, text: true },
    include: { attachments: { orderBy: { position: 'asc' }, include: { content: { select: { sizeBytes: true } } } } },
  },
  attempts: { omit: { transcript: true }, orderBy: { number: 'asc' } },
} as const satisfies Prisma.MessageInclude;

export type AttemptRow = Omit<Attempt, 'transcript'>;
export type MailRow = Omit<Mail, 'html' | 'text'> & { attachments: (MailAttachment & { content: { sizeBytes: number } })[] };
export type FullRow = Message & { mail: MailRow; attempts: AttemptRow[] };

export async function findOrFail(tx: Tx, tenantId: string, id: string): Promise<FullRow> {
  const row = await tx.message.findFirst({ where: { id, tenantId }, include: withAll });
  if (!row) throw notFound('message');
  return row;
}

/**
 * What the filter lets through of one tenant's messages. `tenantId` of the filter is the tenant that caused account mail. NOT_FOUND for a
 * tenant or profile that is not the reader's to ask for.
 */
export async function conditions(tx: Tx, tenantId: string, filter: MessageFilter): Promise<Prisma.MessageWhereInput> {
  if (filter.tenantId && ![platformTenantId, filter.tenantId].includes(tenantId)) throw notFound('tenant');
  if (filter.profileId && (await tx.emailProfile.count({ where: { id: filter.profileId } })) === 0) throw notFound('email profile');
  return matching(tenantId, filter);
}

function matching(tenantId: string, filter: MessageFilter): Prisma.MessageWhereInput {
  const { states, kind, profileId, tag, from, to } = filter;
  const text = searchText(filter.search);
  return {
    tenantId,
    ...(text ? { recipient: { contains: text, mode: 'insensitive' } } : {}),
    ...(states?.length
      ? { state: { in: states.flatMap((state): MessageState[] => (state === 'QUEUED' ? ['QUEUED', 'CLAIMED'] : [state])) } }
      : {}),
    ...(kind ? { kind } : {}),
    ...(filter.tenantId && tenantId === platformTenantId ? { causeTenantId: filter.tenantId } : {}),
    ...(profileId ? { OR: [{ profileId }, { homeProfileId: profileId }] } : {}),
    ...(tag ? { tags: { has: tag } } : {}),
    ...(from || to ? { createdAt: { ...(from ? { gte: from } : {}), ...(to ? { lt: to } : {}) } } : {}),
  };
}
