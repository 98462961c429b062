import { Injectable } from '@nestjs/common';
import {
  Database,
  platformScope,
  platformTenantId,
  type PlatformSettings,
  type Prisma,
  type TenantScope,
  type Tx,
} from '@posthorn/database';
import { accountMailColumn } from '../account-mail/account-mail.ts';
import { brandingOf, storedMailText } from '../account-mail/render-stored-mail.ts';
import type { KeyActor, SystemActor, TenantActor } from '../platform/access/actor.ts';
import { notAllowed, notFound } from '../platform/errors/app-error.ts';
import { pageQuery, toPage, type Page, type PageInput } from '../platform/graphql/page.ts';
import { sendersOf } from '../tenant-mail/sender.ts';
import { linkPlaceholder } from './message-preview.service.ts';
import { conditions, findOrFail, withAll, type FullRow } from './message-rows.ts';
import {
  accountMessage,
  tenantMessage,
  type AccountContent,
  type ReadAttempt,
  type ReadMessage,
  type ProfileView,
} from './message-view.ts';
import type { MessageFilter, MessageScope } from './message.types.ts';

/** Who reads messages: the platform its account mail, a tenant its own. */
export type Reader = SystemActor | TenantActor;

const sortable = { recipient: 'recipient', kind: 'kind', attempts: 'attemptCount', created: 'id' } as const;

interface Look {
  settings: PlatformSettings | null;
  /** By profile; the platform's own under its tenant's id. */
  profiles: Map<string, ProfileView>;
  from: Pick<AccountContent, 'fromAddress' | 'fromName'>;
}

/** Characters of a mail's text that are shown; the mail itself has them all. */
const maxText = 50_000;

/** The log of messages: what was sent to whom, and how it went. Each reader sees one world. */
@Injectable()
export class Messages {
  constructor(private readonly database: Database) {}

  async list(reader: Reader, scope: MessageScope, filter: MessageFilter, page: PageInput): Promise<Page<ReadMessage>> {
    requireOwn(reader, scope);
    const { rows, look } = await this.database.forTenant(reader, async (tx) => {
      const where = await conditions(tx, reader.tenantId, filter);
      const rows = await tx.message.findMany({
        where,
        include: withAll,
        ...pageQuery<Prisma.MessageOrderByWithRelationInput>(page, sortable),
      });
      return { rows, look: await lookOf(tx, reader, rows) };
    });
    const names = await this.tenantNames(rows);
    return toPage(rows, page, (row) => toMessage(row, look, names));
  }

  /** By default a message of the platform. */
  async find(id: string, reader: TenantScope = platformScope): Promise<ReadMessage> {
    const { row, look } = await this.database.forTenant(reader, async (tx) => {
      const row = await findOrFail(tx, reader.tenantId, id);
      return { row, look: await lookOf(tx, reader, [row]) };
    });
    return toMessage(row, look, await this.tenantNames([row]));
  }

  /** A message as a program may see it: of the profiles its key is bound to. */
  async findFor(actor: TenantActor | KeyActor, id: string): Promise<ReadMessage> {
    const message = await this.find(id, actor);
    if (actor.kind === 'key' && actor.profileIds.length > 0 && !actor.profileIds.includes(message.homeProfileId ?? message.profileId ?? ''))
      throw notFound('message');
    return message;
  }

  /** The mail as plain text, with a placeholder for its link. */
  async textOf({ accountText, scopeTenantId, mailId }: ReadMessage): Promise<string> {
    if (accountText !== null) return accountText;
    // Cut where it is read: a page of the longest mails would be hundreds of MB.
    const [mail] = await this.database.forTenant(
      { tenantId: scopeTenantId },
      (tx) => tx.$queryRaw<{ text: string | null; left_out: number }[]>`
      select left(text, ${maxText}::int) as text, greatest(length(text) - ${maxText}::int, 0) as left_out from mail where id = ${mailId}::uuid`,
    );
    if (!mail?.text) return '';
    return mail.left_out > 0 ? `${mail.text}\n\n[${mail.left_out.toLocaleString('en')} more characters]` : mail.text;
  }

  async transcriptOf({ tenantId, id }: ReadAttempt): Promise<string | null> {
    const attempt = await this.database.forTenant({ tenantId }, (tx) =>
      tx.attempt.findFirst({ where: { id }, select: { transcript: true } }),
    );
    return attempt?.transcript ?? null;
  }

  /** The live topic of a reader's messages; app.announce_message names it in SQL. */
  topicOf(reader: Reader, scope: MessageScope): string {
    requireOwn(reader, scope);
    return `messages:${reader.tenantId}`;
  }

  private async tenantNames(rows: readonly FullRow[]): Promise<Map<string, string>> {
    const ids = [...new Set(rows.flatMap(({ causeTenantId }) => causeTenantId ?? []))];
    if (ids.length === 0) return new Map();
    const tenants = await this.database.asSystem('name the tenants that caused mail', (tx) =>
      tx.tenant.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
    );
    return new Map(tenants.map(({ id, name }) => [id, name]));
  }
}

/** A system admin sees account mail and of tenants' mail only figures; a tenant sees its own. */
function requireOwn(reader: Reader, scope: MessageScope): void {
  if (scope !== (reader.kind === 'system' ? 'ACCOUNT' : 'TENANT')) throw notAllowed();
}

async function lookOf(tx: Tx, { tenantId }: TenantScope, rows: readonly FullRow[]): Promise<Look> {
  if (tenantId === platformTenantId) return lookOfPlatform(tx);
  const ids = new Set(rows.flatMap((row) => [row.profileId, row.homeProfileId, ...row.attempts.map(({ profileId }) => profileId)]));
  const profiles = await tx.emailProfile.findMany({
    where: { id: { in: [...ids].filter((id) => id !== null) } },
    select: { id: true, name: true, host: true, port: true, security: true, fromAddress: true, fromName: true, advanced: true },
  });
  return {
    settings: null,
    profiles: new Map(profiles.map((profile) => [profile.id, { ...profile, senders: sendersOf(profile) }])),
    from: { fromAddress: '', fromName: null },
  };
}

async function lookOfPlatform(tx: Tx): Promise<Look> {
  const mail = await tx.platformMailSettings.findFirst();
  const profile: [string, ProfileView][] = mail ? [[platformTenantId, { ...mail, name: 'Platform mail', senders: null }]] : [];
  return {
    settings: await tx.platformSettings.findFirstOrThrow(),
    profiles: new Map(profile),
    from: { fromAddress: mail?.fromAddress ?? '', fromName: mail?.fromName ?? null },
  };
}

function toMessage(row: FullRow, { settings, profiles, from }: Look, names: Map<string, string>): ReadMessage {
  if (!settings) return tenantMessage(row, { profiles, tenantName: null });
  const stored = accountMailColumn.read(row.mail.data);
  const content = { ...storedMailText(stored, brandingOf(settings), linkPlaceholder, row.expiresAt), ...from };
  return accountMessage(row, content, { profiles, tenantName: names.get(row.causeTenantId ?? '') ?? null });
}
