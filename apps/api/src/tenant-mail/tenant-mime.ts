import { isAscii } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { Message } from '@posthorn/database';
import type { StreamedMessage } from '@posthorn/smtp';
import MailComposer from 'nodemailer/lib/mail-composer';
import type Mail from 'nodemailer/lib/mailer';
import type { Mailbox, MailHeader, MailPriority } from './tenant-mail.ts';

/** An attachment whose octets are read only while the server takes them. */
export interface MimeAttachment {
  name: string;
  contentType: string;
  cid: string | null;
  sizeBytes: number;
  open: () => Readable;
}

export interface TenantMime {
  from: Mailbox;
  replyTo: Mailbox[];
  to: Mailbox[];
  cc: Mailbox[];
  subject: string;
  text: string | null;
  html: string | null;
  headers: MailHeader[];
  priority: MailPriority;
  /** Written by no person: RFC 3834 section 5. */
  automatic: boolean;
  attachments: MimeAttachment[];
  /** Without angle brackets. */
  messageId: string;
  date: Date;
}

/**
 * A tenant's mail as it goes over the wire: whole where it carries nothing, else as a stream that holds a few hundred kilobytes at a time.
 * Reads no file and no URL, whatever the content says. `inAscii`: for a transaction without SMTPUTF8, see {@link needsUtf8}.
 */
export async function buildTenantMime(mail: TenantMime, { inAscii = false } = {}): Promise<Buffer | StreamedMessage> {
  const baseBoundary = mail.messageId.replace(/[^\w-]/g, '').slice(0, 40);
  const withoutContents = mail.attachments.map(() => Buffer.alloc(0));
  const frame = await composer(mail, inAscii, baseBoundary, withoutContents).build();
  if (mail.attachments.length === 0) return frame;
  // Contents are base64, so that the size is known without reading them.
  const octets = mail.attachments.reduce((sum, { sizeBytes }) => sum + base64Octets(sizeBytes), frame.length);
  const open = (): Readable =>
    composer(
      mail,
      inAscii,
      baseBoundary,
      mail.attachments.map((attachment) => attachment.open()),
    ).createReadStream();
  return { octets, ascii: isAscii(frame), open };
}

/** Lines of 76 characters, the last one without its end (RFC 2045 section 6.8). */
export function base64Octets(octets: number): number {
  const characters = Math.ceil(octets / 3) * 4;
  return characters + 2 * Math.floor(Math.max(0, characters - 1) / 76);
}

function composer(mail: TenantMime, inAscii: boolean, baseBoundary: string, contents: (Buffer | Readable)[]) {
  const list = (mailboxes: Mailbox[]) => mailboxes.map((one) => (inAscii && hasUtf8(one) ? namedOnly(one) : mailbox(one)));
  const options: Mail.Options & { newline: string; baseBoundary: string } = {
    from: mailbox(mail.from),
    to: list(mail.to),
    cc: list(mail.cc),
    replyTo: list(mail.replyTo),
    subject: mail.subject,
    date: mail.date,
    messageId: `<${mail.messageId}>`,
    ...(mail.text === null ? {} : { text: mail.text }),
    ...(mail.html === null ? {} : { html: mail.html }),
    headers: furtherHeaders(mail).map(({ name, value }) => ({ key: name, value })),
    attachments: mail.attachments.map((attachment, index) => attachmentOf(attachment, mail.html !== null, contents[index] as Buffer)),
    newline: 'windows',
    baseBoundary,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
  return new MailComposer(options).compile();
}

const mailbox = ({ address, name }: Mailbox) => ({ address, name: name ?? '' });

const hasUtf8 = ({ address }: Mailbox): boolean => !isAscii(Buffer.from(address.slice(0, address.lastIndexOf('@'))));

/** Whether a recipient or Reply-To in the headers can stand there only with SMTPUTF8. From decides on the envelope as well. */
export const needsUtf8 = ({ to, cc, replyTo }: Pick<TenantMime, 'to' | 'cc' | 'replyTo'>): boolean =>
  [...to, ...cc, ...replyTo].some(hasUtf8);

/**
 * An address that only SMTPUTF8 carries, as a group without members: shown to who reads, and ASCII once encoded (RFC 6857 section 3.2).
 * As text, because nodemailer takes a group in no other form; what could end the quoted name is left out, no address holds any of it.
 */
const namedOnly = ({ address, name }: Mailbox): string =>
  `"${[name, address]
    .filter(Boolean)
    .join(' ')
    .replace(/["\\<>,;:()[\]]/g, '')}":;`;

/** Beside those of RFC 5322: how urgent it is, that no person wrote it, and the sender's own. */
export function furtherHeaders({ priority, automatic, headers }: Pick<TenantMime, 'priority' | 'automatic' | 'headers'>): MailHeader[] {
  const saysItself = headers.some(({ name }) => name.toLowerCase() === 'auto-submitted');
  return [...priorityHeaders(priority), ...(automatic && !saysItself ? [autoSubmitted] : []), ...headers];
}

/** Whether no person wrote it, nor a program in somebody's name. */
export const isAutomatic = ({ kind, lane }: Pick<Message, 'kind' | 'lane'>): boolean => lane === 'ALARM' || kind !== 'MAIL';

const autoSubmitted: MailHeader = { name: 'Auto-Submitted', value: 'auto-generated' };

/** X-Priority is Outlook's and everybody's, Importance RFC 4021's. */
function priorityHeaders(priority: MailPriority): MailHeader[] {
  if (priority === 3) return [];
  return [
    { name: 'X-Priority', value: String(priority) },
    { name: 'Importance', value: priority < 3 ? 'high' : 'low' },
  ];
}

function attachmentOf({ name, contentType, cid }: MimeAttachment, hasHtml: boolean, content: Buffer | Readable): Mail.Attachment {
  return {
    filename: name,
    // A message/* part may not be encoded (RFC 2046 section 5.2.1), and what was uploaded as one need not fit 7bit.
    contentType: /^(message|multipart)\//i.test(contentType) ? 'application/octet-stream' : contentType,
    contentTransferEncoding: 'base64',
    contentDisposition: cid !== null && hasHtml ? 'inline' : 'attachment',
    ...(cid === null ? {} : { cid }),
    content,
  };
}
