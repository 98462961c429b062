import { Injectable } from '@nestjs/common';
import type { SendMailInput } from '@posthorn/contracts';
import { Database, type EmailProfile, type Tx } from '@posthorn/database';
import type { SendingActor } from '../platform/access/actor.ts';
import { EmailProfiles } from '../email-profiles/email-profiles.service.ts';
import { AppError, invalidInput } from '../platform/errors/app-error.ts';
import { TenantMailer } from '../tenant-mail/tenant-mailer.ts';
import { sendersOf } from '../tenant-mail/sender.ts';
import type { MailOrigin, MailPriority, TenantMailOrder } from '../tenant-mail/tenant-mail.ts';
import { canonicalHash } from './canonical.ts';
import { IdempotentSends } from './idempotent-sends.ts';
import { MailFiles, type MailFile } from './mail-files.ts';
import { readRecipients, type Recipients } from './recipients.ts';
import { fromOf, replyToOf } from './sender-of.ts';
import { judgeTimes } from './sending-times.ts';
import type { SentMail } from './sending.types.ts';
import { textOfHtml } from './text-of-html.ts';

export interface SendOptions {
  /** Files that came with the request, stored already. */
  files?: readonly MailFile[];
  /** Default: MAIL. */
  kind?: TenantMailOrder['kind'];
  /** What else the transaction of the send writes. */
  record?: (tx: Tx, profile: EmailProfile, sent: SentMail) => Promise<void>;
}

/** Sends a tenant's mail: everything is judged, written in one transaction, and delivered by a worker. Answers at once. */
@Injectable()
export class Sending {
  constructor(
    private readonly database: Database,
    private readonly profiles: EmailProfiles,
    private readonly files: MailFiles,
    private readonly repeats: IdempotentSends,
    private readonly mailer: TenantMailer,
  ) {}

  /**
   * Bad recipients are left out and named; with no good one INVALID_INPUT. NOT_ALLOWED where a key may not use the profile or the lane,
   * CONFLICT where its idempotency key stands for another mail.
   */
  async send(actor: SendingActor, input: SendMailInput, { files = [], kind = 'MAIL', record }: SendOptions = {}): Promise<SentMail> {
    const { idempotencyKey: key, ...mail } = input;
    // Equal files have one content id for as long as the first mail is kept.
    const named = key === null ? null : { key, bodyHash: canonicalHash({ mail, files }) };
    const earlier = named && (await this.repeats.earlier(actor, named));
    if (earlier) return earlier;

    judgeTimes(input);
    const recipients = requireRecipients(input);
    const attachments = [...(await this.files.store(actor, input.attachments)), ...files];
    return this.database.forTenant(actor, async (tx) => {
      const duplicate = named && (await this.repeats.take(tx, actor, named));
      if (duplicate) return duplicate;
      const resolved = await this.files.resolve(tx, attachments);
      const profile = await this.profiles.resolve(tx, actor.tenantId, input.profile);
      if (actor.kind === 'key') await requirePermission(tx, actor, profile, input.lane);
      const order = { ...orderOf(actor, input, recipients, profile), kind, attachments: resolved };
      const sent = { ...(await this.mailer.enqueue(tx, actor.tenantId, order)), refused: recipients.refused };
      await record?.(tx, profile, sent);
      if (named) await this.repeats.keep(tx, actor, named, sent);
      return sent;
    });
  }
}

function requireRecipients(input: SendMailInput): Recipients {
  const recipients = readRecipients(input);
  if (recipients.addresses.length > 0) return recipients;
  const [first] = recipients.refused;
  throw invalidInput('to', `No recipient is good. ${first ? `${first.recipient}: ${first.reason}` : ''}`.trim());
}

async function requirePermission(
  tx: Tx,
  key: Extract<SendingActor, { kind: 'key' }>,
  { id, name }: EmailProfile,
  lane: SendMailInput['lane'],
) {
  if (key.profileIds.length > 0 && !key.profileIds.includes(id)) {
    const allowed = await tx.emailProfile.findMany({ where: { id: { in: [...key.profileIds] } }, select: { name: true } });
    const names = allowed.map((profile) => `“${profile.name}”`).join(', ');
    throw new AppError('NOT_ALLOWED', `This API key may not send through “${name}”, only through ${names}.`, { field: 'profile' });
  }
  if (!key.lanes.includes(lane))
    throw new AppError('NOT_ALLOWED', `This API key may not send in the lane ${lane}, only in ${key.lanes.join(' and ')}.`, {
      field: 'lane',
    });
}

function orderOf(actor: SendingActor, input: SendMailInput, { to, cc, addresses }: Recipients, profile: EmailProfile) {
  const { html, text, retries, sendAt, ...rest } = input;
  return {
    profileId: profile.id,
    lane: rest.lane,
    to,
    cc,
    recipients: addresses,
    html,
    from: fromOf(rest.from, profile.name, sendersOf(profile)),
    replyTo: replyToOf(rest.replyTo, profile),
    text: text ?? (html === null ? '' : textOfHtml(html)),
    subject: rest.subject,
    headers: rest.headers,
    tags: rest.tags,
    expiresAt: rest.expiresAt,
    priority: rest.priority as MailPriority,
    notBefore: sendAt,
    maxAttempts: retries === null ? null : retries + 1,
    source: sourceOf(actor),
  };
}

const sourceOf = (actor: SendingActor): MailOrigin =>
  actor.kind === 'key'
    ? { kind: 'API_KEY', id: actor.keyId, name: actor.name }
    : { kind: 'PERSON', id: actor.identityId, name: actor.name };
