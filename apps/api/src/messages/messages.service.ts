import { Injectable } from '@nestjs/common';
import {
  Database,
  platformScope,
  platformTenantId,
  type Attempt as AttemptRow,
  type Mail,
  type Message as Row,
  type MessageState,
  type PlatformSettings,
  type Prisma,
  type Tx,
} from '@posthorn/database';
import { Audit } from '../audit/audit.service.ts';
import type { StoredAccountMail } from '../delivery/account-mail.ts';
import { brandingOf, renderStoredMail, storedMailText } from '../delivery/render-stored-mail.ts';
import { DeliveryWake } from '../delivery/wake.ts';
import type { SystemActor } from '../platform/access/actor.ts';
import { AppError, notAllowed, notFound } from '../platform/errors/app-error.ts';
import { pageQuery, searchText, toPage, type Page, type PageInput } from '../platform/graphql/page.ts';
import { canResend, canRetry, refusalOfRetry } from './message-acts.ts';
import type { Attempt, Message, MessageFilter, MessageScope } from './message.types.ts';

const withAll = { mail: true, attempts: { orderBy: { number: 'asc' } } } as const;
type FullRow = Row & { mail: Mail; attempts: AttemptRow[] };

/** What stands in a shown mail for its link, which is gone or would work. */
const linkPlaceholder = '[link]';
const lifeOfRetryMs = 24 * 60 * 60_000;
const stageOrder = ['DNS', 'CONNECT', 'TLS', 'GREETING', 'EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA'];

const sortable = { recipient: 'recipient', kind: 'kind', attempts: 'attemptCount', created: 'id' } as const;

/** The log of account mail: what was sent to whom, how it went, and the mail rendered again. */
@Injectable()
export class Messages {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly wake: DeliveryWake,
  ) {}

  async list(scope: MessageScope, filter: MessageFilter, page: PageInput): Promise<Page<Message>> {
    demandAccount(scope);
    const where = conditions(filter);
    const { rows, look } = await this.database.forTenant(platformScope, async (tx) => ({
      rows: await tx.message.findMany({ where, include: withAll, ...pageQuery<Prisma.MessageOrderByWithRelationInput>(page, sortable) }),
      look: await lookOf(tx),
    }));
    const names = await this.tenantNames(rows);
    return toPage(rows, page, (row) => toMessage(row, look, names));
  }

  async find(id: string): Promise<Message> {
    const { row, look } = await this.database.forTenant(platformScope, async (tx) => ({
      row: await findOrFail(tx, id),
      look: await lookOf(tx),
    }));
    return toMessage(row, look, await this.tenantNames([row]));
  }

  /** The live topic of a scope's messages; app.announce_message names it in SQL. */
  topicOf(scope: MessageScope): string {
    demandAccount(scope);
    return `messages:${platformTenantId}`;
  }

  /** Queues it again. CONFLICT where that would repeat it, or where its link is over. */
  async retry(actor: SystemActor, id: string): Promise<Message> {
    await this.database.forTenant(actor, async (tx) => {
      const message = await findOrFail(tx, id);
      const refusal = refusalOfRetry(message);
      if (refusal) throw refusal;
      const now = new Date();
      const { count } = await tx.message.updateMany({
        where: { id, fence: message.fence },
        data: {
          state: 'QUEUED',
          fence: message.fence + 1,
          notBefore: now,
          finishedAt: null,
          ...(message.tokenId === null ? { expiresAt: new Date(now.getTime() + lifeOfRetryMs) } : {}),
        },
      });
      if (count === 0) throw new AppError('CONFLICT', 'This message is on its way already.');
      await this.audit.record(tx, actor, { action: 'message.retried', subject: message.recipient, details: { kind: message.kind } });
      this.database.afterCommit(() => this.wake.wake('ACCOUNT'));
    });
    return this.find(id);
  }

  /** The mail as it was or will be sent, with a placeholder for its link. */
  async html(id: string): Promise<string> {
    const { row, settings } = await this.database.forTenant(platformScope, async (tx) => ({
      row: await findOrFail(tx, id),
      settings: await tx.platformSettings.findFirstOrThrow(),
    }));
    return (await renderStoredMail(storedOf(row), brandingOf(settings), linkPlaceholder, row.expiresAt)).html;
  }

  private async tenantNames(rows: readonly Row[]): Promise<Map<string, string>> {
    const ids = [...new Set(rows.flatMap(({ causeTenantId }) => causeTenantId ?? []))];
    if (ids.length === 0) return new Map();
    const tenants = await this.database.asSystem('name the tenants that caused mail', (tx) =>
      tx.tenant.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
    );
    return new Map(tenants.map(({ id, name }) => [id, name]));
  }
}

/** A system admin sees account mail; of tenants' mail only figures. */
function demandAccount(scope: MessageScope): void {
  if (scope !== 'ACCOUNT') throw notAllowed();
}

function conditions({ search, states, kind, tenantId }: MessageFilter): Prisma.MessageWhereInput {
  const text = searchText(search);
  return {
    tenantId: platformTenantId,
    ...(text ? { recipient: { contains: text, mode: 'insensitive' } } : {}),
    ...(states?.length
      ? { state: { in: states.flatMap((state): MessageState[] => (state === 'QUEUED' ? ['QUEUED', 'CLAIMED'] : [state])) } }
      : {}),
    ...(kind ? { kind } : {}),
    ...(tenantId ? { causeTenantId: tenantId } : {}),
  };
}

async function findOrFail(tx: Tx, id: string): Promise<FullRow> {
  const row = await tx.message.findFirst({ where: { id, tenantId: platformTenantId }, include: withAll });
  if (!row) throw notFound('message');
  return row;
}

interface Look {
  settings: PlatformSettings;
  fromAddress: string;
}

async function lookOf(tx: Tx): Promise<Look> {
  const mailSettings = await tx.platformMailSettings.findFirst({ select: { fromAddress: true } });
  return { settings: await tx.platformSettings.findFirstOrThrow(), fromAddress: mailSettings?.fromAddress ?? '' };
}

const storedOf = ({ mail }: FullRow) => mail.data as unknown as StoredAccountMail;

function toMessage(row: FullRow, { settings, fromAddress }: Look, tenantNames: Map<string, string>): Message {
  const planned = row.state === 'QUEUED' || row.state === 'CLAIMED' || row.state === 'DEFERRED';
  return {
    ...row,
    ...storedMailText(storedOf(row), brandingOf(settings), linkPlaceholder, row.expiresAt),
    state: row.state === 'CLAIMED' ? 'QUEUED' : row.state,
    fromAddress,
    messageId: row.mail.messageIdHeader,
    notBefore: planned ? row.notBefore : null,
    tenantId: row.causeTenantId,
    tenantName: tenantNames.get(row.causeTenantId ?? '') ?? null,
    canRetry: canRetry(row),
    canResend: canResend(row),
    attempts: row.attempts.map(toAttempt),
    previewPath: `/api/messages/${row.id}/preview`,
  };
}

function toAttempt({ timings, ...row }: AttemptRow): Attempt {
  const measured = Object.entries(timings as Record<string, number>).map(([stage, ms]) => ({ stage, ms: Math.round(ms) }));
  return { ...row, timings: measured.sort((a, b) => stageOrder.indexOf(a.stage) - stageOrder.indexOf(b.stage)) };
}
