import { platformScope, type Database, type EmailProfile, type Mail, type MailAttachment } from '@posthorn/database';
import type { EgressPolicy } from '@posthorn/egress';
import { isFailure, type Failure } from '@posthorn/smtp';
import type { Vault } from '@posthorn/vault';
import type { ClaimedMessage } from './claimed-message.ts';
import {
  isTokenWait,
  withoutToken,
  type Draft,
  type DraftedMail,
  type MailSource,
  type Preparation,
  type Profile,
  type Submission,
  type TokenWait,
} from './mail-source.ts';
import { grantOf, tokenOf } from './submission-grant.ts';
import { advancedOf, openSubmission } from '../submissions/submission-settings.ts';
import { currentPolicy } from '../platform/egress/current-policy.ts';
import { AccessTokens, type TokenAnswer } from '../grants/refresh/token-source.ts';
import { secretOwner } from '../submissions/secret-owner.ts';
import { openAttachment } from './attachment-reader.ts';
import { senderOf, sendersOf } from '../tenant-mail/sender.ts';
import { mailHeaders, tenantMailData } from '../tenant-mail/tenant-mail.ts';
import { buildTenantMime, isAutomatic, needsUtf8, type MimeAttachment } from '../tenant-mail/tenant-mime.ts';

type StoredMail = Mail & { attachments: (MailAttachment & { content: { sizeBytes: number } })[] };

interface TenantRows {
  profile: EmailProfile | null;
  /** null: it signs in with a password, or not at all. */
  token: TokenAnswer | null;
  mails: StoredMail[];
}

const deleted: Failure = {
  class: 'AUTH_POLICY',
  stage: 'DNS',
  reply: null,
  retry: 'PARK',
  sentence: 'The email profile this mail was given to is deleted. Send the mail again through another one.',
  fix: null,
};

const withAttachments = { attachments: { orderBy: { position: 'asc' }, include: { content: { select: { sizeBytes: true } } } } } as const;

/** Mail of tenants: read in the tenant's own transactions, as it was stored when it was ordered. */
export class TenantMailSource implements MailSource {
  private readonly database: Database;
  private readonly vault: Vault;
  private readonly tokens: AccessTokens;

  constructor(database: Database, vault: Vault) {
    this.database = database;
    this.vault = vault;
    this.tokens = new AccessTokens(database, vault);
  }

  async prepare(asked: Profile, messages: readonly ClaimedMessage[]): Promise<Preparation> {
    const mailIds = [...new Set(messages.map(({ mailId }) => mailId))];
    const [rows, policy] = await Promise.all([this.readRows(asked, mailIds), this.readPolicy()]);
    const { profile, mails } = rows;
    const submission = this.submission(rows, policy);
    if (!profile || isFailure(submission) || isTokenWait(submission)) return { submission, drafts: new Map() };
    const lanes = new Map(messages.map(({ mailId, lane }) => [mailId, lane]));
    const drafts = mails.map((mail): [string, Draft] => [mail.id, () => this.compose(mail, profile, lanes.get(mail.id) ?? 'BULK')]);
    return { submission, drafts: new Map(drafts) };
  }

  async submissionOf(asked: Profile): Promise<Submission | Failure> {
    const [rows, policy] = await Promise.all([this.readRows(asked, []), this.readPolicy()]);
    const submission = this.submission(rows, policy);
    return isTokenWait(submission) ? withoutToken(submission.why, 'RETRY') : submission;
  }

  private readRows({ tenantId, profileId }: Profile, mailIds: string[]): Promise<TenantRows> {
    return this.database.forTenant({ tenantId }, async (tx) => {
      const profile = await tx.emailProfile.findUnique({ where: { id: profileId } });
      const mails = mailIds.length === 0 ? [] : await tx.mail.findMany({ where: { id: { in: mailIds } }, include: withAttachments });
      const token = profile?.authentication === 'OAUTH2' ? await this.tokens.readIn(tx, profileId) : null;
      return { profile, token, mails };
    });
  }

  /** The system admin's, for every tenant alike. */
  private readPolicy(): Promise<EgressPolicy> {
    return this.database.forTenant(platformScope, currentPolicy);
  }

  private submission({ profile, token }: TenantRows, policy: EgressPolicy): Submission | Failure | TokenWait {
    if (!profile || profile.deletedAt) return deleted;
    const { tenantId, id, version, fromAddress, advanced, debugUntil } = profile;
    const grant = grantOf({ tenantId, profileId: id }, profile, token);
    if (grant && (isFailure(grant) || isTokenWait(grant))) return grant;
    const settings = openSubmission(this.vault, profile, secretOwner(tenantId, id), tokenOf(grant));
    if (isFailure(settings)) return settings;
    const from = advancedOf(advanced).envelopeSender ?? fromAddress;
    return { tenantId, profileId: id, version, settings, policy, from, debugUntil, ...(grant ? { grant } : {}) };
  }

  private async compose(mail: StoredMail, profile: EmailProfile, lane: ClaimedMessage['lane']): Promise<DraftedMail> {
    const { to, cc, priority, ...ordered } = tenantMailData.read(mail.data);
    const { from, replyTo } = senderOf(ordered, sendersOf(profile));
    const mime = {
      from,
      replyTo,
      to,
      cc,
      priority,
      subject: mail.subject ?? '',
      text: mail.text,
      html: mail.html,
      headers: mailHeaders.read(mail.headers),
      automatic: isAutomatic({ kind: mail.kind, lane }),
      attachments: mail.attachments.map((attachment) => this.attachment(attachment)),
      messageId: mail.messageIdHeader,
      date: mail.createdAt,
    };
    const raw = await buildTenantMime(mime);
    const rawInAscii = needsUtf8(mime) ? await buildTenantMime(mime, { inAscii: true }) : raw;
    return { raw, rawInAscii, from: advancedOf(profile.advanced).envelopeSender ?? from.address };
  }

  private attachment({
    tenantId,
    contentId,
    name,
    contentType,
    cid,
    content: { sizeBytes },
  }: StoredMail['attachments'][number]): MimeAttachment {
    return { name, contentType, cid, sizeBytes, open: () => openAttachment(this.database, tenantId, contentId, sizeBytes) };
  }
}
