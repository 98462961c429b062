import type { MailHeader, Mailbox, StoredTenantMail } from '../tenant-mail/tenant-mail.ts';
import type { MailRow } from './message-rows.ts';

/** A mailbox as a header shows it, for people: encoded words are decoded. */
export const shownMailbox = ({ address, name }: Mailbox): string => (name ? `${name} <${address}>` : address);

const list = (name: string, mailboxes: readonly Mailbox[]): MailHeader[] =>
  mailboxes.length > 0 ? [{ name, value: mailboxes.map(shownMailbox).join(', ') }] : [];

/** The headers of a tenant's mail as it was ordered, in the order of RFC 5322; those of its parts are left out. */
export function headersOf(mail: MailRow): MailHeader[] {
  const { from, replyTo, to, cc, priority } = mail.data as unknown as StoredTenantMail;
  return [
    { name: 'Date', value: mail.createdAt.toUTCString().replace('GMT', '+0000') },
    ...list('From', [from]),
    ...list('Reply-To', replyTo),
    ...list('To', to),
    ...list('Cc', cc),
    { name: 'Message-ID', value: `<${mail.messageIdHeader}>` },
    { name: 'Subject', value: mail.subject ?? '' },
    ...(priority === 3 ? [] : [{ name: 'X-Priority', value: String(priority) }]),
    ...(mail.headers as unknown as MailHeader[]),
  ];
}
