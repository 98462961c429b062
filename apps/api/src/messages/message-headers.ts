import { senderOf, type Senders } from '../tenant-mail/sender.ts';
import { mailHeaders, tenantMailData, type MailHeader, type Mailbox, type StoredTenantMail } from '../tenant-mail/tenant-mail.ts';
import { furtherHeaders, isAutomatic } from '../tenant-mail/tenant-mime.ts';
import type { FullRow } from './message-rows.ts';

/** A mailbox as a header shows it, for people: encoded words are decoded. */
export const toMailboxText = ({ address, name }: Mailbox): string => (name ? `${name} <${address}>` : address);

const list = (name: string, mailboxes: readonly Mailbox[]): MailHeader[] =>
  mailboxes.length > 0 ? [{ name, value: mailboxes.map(toMailboxText).join(', ') }] : [];

/**
 * From and Reply-To as the recipient sees them: a fallback may have to send in its own name, as it is set now. `carrier`: what the profile
 * that carries the message says of senders.
 */
export function toSender({ mail, homeProfileId }: FullRow, carrier: Senders | null): Pick<StoredTenantMail, 'from' | 'replyTo'> {
  const ordered = tenantMailData.read(mail.data);
  return homeProfileId === null || carrier === null ? ordered : senderOf(ordered, carrier);
}

/** The headers of a tenant's mail in the order of RFC 5322; those of its parts are left out. */
export function headersOf(row: FullRow, carrier: Senders | null): MailHeader[] {
  const { mail, kind, lane } = row;
  const { to, cc, priority } = tenantMailData.read(mail.data);
  const { from, replyTo } = toSender(row, carrier);
  return [
    { name: 'Date', value: mail.createdAt.toUTCString().replace('GMT', '+0000') },
    ...list('From', [from]),
    ...list('Reply-To', replyTo),
    ...list('To', to),
    ...list('Cc', cc),
    { name: 'Message-ID', value: `<${mail.messageIdHeader}>` },
    { name: 'Subject', value: mail.subject ?? '' },
    ...furtherHeaders({ priority, automatic: isAutomatic({ kind, lane }), headers: mailHeaders.read(mail.headers) }),
  ];
}
