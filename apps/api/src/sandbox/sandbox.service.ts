import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, platformTenantId, type Prisma, type SandboxMessage as SandboxRow } from '@posthorn/database';
import PostalMime from 'postal-mime';
import { Audit } from '../audit/audit.service.ts';
import { sha256 } from '../platform/access/session-strategy.ts';
import type { SystemActor, TenantActor } from '../platform/access/actor.ts';
import { Config } from '../platform/config/config.ts';
import { notFound } from '../platform/errors/app-error.ts';
import { pageQuery, searchText, toPage, type Page, type PageInput } from '../platform/graphql/page.ts';
import { sandboxAddress } from './sandbox-address.ts';
import type { Sandbox, SandboxFilter, SandboxMessage, SandboxPassword } from './sandbox.types.ts';

type Viewer = TenantActor | SystemActor;

const sortable = { subject: 'subject', size: 'sizeBytes', at: 'id' } as const;

/** What the sandbox captured for the viewer's tenant; a system admin's view is the platform's. */
@Injectable()
export class SandboxService {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly audit: Audit,
  ) {}

  async describe(actor: Viewer): Promise<Sandbox> {
    const { inbox, messageCount } = await this.database.forTenant(actor, async (tx) => ({
      inbox: await tx.sandboxInbox.findUnique({ where: { tenantId: actor.tenantId } }),
      messageCount: await tx.sandboxMessage.count({ where: { tenantId: actor.tenantId } }),
    }));
    const running = this.config.environment.POSTHORN_SANDBOX === '1';
    const username = actor.kind === 'system' ? null : usernameOf(actor.tenantId);
    return { ...sandboxAddress(this.config), username, passwordSet: inbox !== null, messageCount, running };
  }

  async list(actor: Viewer, { search }: SandboxFilter, page: PageInput): Promise<Page<SandboxMessage>> {
    const text = searchText(search);
    const where: Prisma.SandboxMessageWhereInput = {
      tenantId: actor.tenantId,
      ...(text ? { OR: [{ subject: { contains: text, mode: 'insensitive' } }, { recipients: { has: search!.trim() } }] } : {}),
    };
    const rows = await this.database.forTenant(actor, (tx) =>
      tx.sandboxMessage.findMany({ where, ...pageQuery<Prisma.SandboxMessageOrderByWithRelationInput>(page, sortable) }),
    );
    const messages = await Promise.all(rows.map(toMessage));
    return toPage(messages, page, (message) => message);
  }

  async find(actor: Viewer, id: string): Promise<SandboxMessage> {
    return toMessage(await this.findRow(actor, id));
  }

  /** The HTML part, or its text in a pre element. */
  async html(actor: Viewer, id: string): Promise<string> {
    const mail = await PostalMime.parse((await this.findRow(actor, id)).raw);
    return mail.html ?? `<pre style="white-space: pre-wrap">${escapeHtml(mail.text ?? '')}</pre>`;
  }

  async resetPassword(actor: TenantActor): Promise<SandboxPassword> {
    const password = randomBytes(18).toString('base64url');
    const username = usernameOf(actor.tenantId);
    const passwordHash = sha256(password);
    await this.database.forTenant(actor, async (tx) => {
      await tx.sandboxInbox.upsert({
        where: { tenantId: actor.tenantId },
        create: { tenantId: actor.tenantId, username, passwordHash },
        update: { passwordHash },
      });
      await this.audit.record(tx, actor, { action: 'sandbox.password-changed', subject: username });
    });
    return { username, password };
  }

  async clear(actor: Viewer): Promise<number> {
    return this.database.forTenant(actor, async (tx) => {
      const { count } = await tx.sandboxMessage.deleteMany({ where: { tenantId: actor.tenantId } });
      await this.audit.record(tx, actor, { action: 'sandbox.cleared', subject: 'Sandbox', details: { count } });
      return count;
    });
  }

  private async findRow(actor: Viewer, id: string): Promise<SandboxRow> {
    const row = await this.database.forTenant(actor, (tx) => tx.sandboxMessage.findFirst({ where: { id, tenantId: actor.tenantId } }));
    if (!row) throw notFound('captured mail');
    return row;
  }
}

const usernameOf = (tenantId: string) => `sandbox-${tenantId}`;

async function toMessage(row: SandboxRow): Promise<SandboxMessage> {
  const mail = await PostalMime.parse(row.raw);
  return {
    id: row.id,
    receivedAt: row.receivedAt,
    from: row.envelopeFrom,
    recipients: row.recipients,
    subject: row.subject,
    sizeBytes: row.sizeBytes,
    text: mail.text ?? '',
    headers: headersOf(row.raw),
    previewPath: row.tenantId === platformTenantId ? `/api/sandbox/${row.id}/preview` : `/api/t/${row.tenantId}/sandbox/${row.id}/preview`,
  };
}

function headersOf(raw: Uint8Array): string {
  const text = Buffer.from(raw).toString('utf8');
  const end = text.search(/\r?\n\r?\n/);
  return end === -1 ? text : text.slice(0, end);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character]!);
