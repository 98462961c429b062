import type { EmailProfile } from '@posthorn/database';
import { invalidInput } from '../platform/errors/app-error.ts';
import { coversSender, type Senders } from '../tenant-mail/sender.ts';
import type { Mailbox } from '../tenant-mail/tenant-mail.ts';
import { readMailbox } from './mailbox.ts';

const maxNamed = 5;

/** The From of a mail: as written where the profile allows it, by default the profile's own. Throws INVALID_INPUT naming what is allowed. */
export function fromOf(written: string | null, name: string, senders: Senders): Mailbox {
  if (written === null) return { address: senders.fromAddress, name: senders.fromName };
  const mailbox = readMailbox(written);
  if (typeof mailbox === 'string') throw invalidInput('from', mailbox);
  if (!coversSender(mailbox.address, senders)) throw invalidInput('from', `The email profile “${name}” sends as ${allowed(senders)}.`);
  const isOwn = mailbox.address.toLowerCase() === senders.fromAddress.toLowerCase();
  return { ...mailbox, name: mailbox.name ?? (isOwn ? senders.fromName : null) };
}

/** Where answers go. Throws INVALID_INPUT naming the entry. */
export function replyToOf(written: readonly string[], { replyTo }: Pick<EmailProfile, 'replyTo'>): Mailbox[] {
  if (written.length === 0) return replyTo ? [{ address: replyTo, name: null }] : [];
  return written.map((text, index) => {
    const mailbox = readMailbox(text);
    if (typeof mailbox === 'string') throw invalidInput(`replyTo.${index}`, mailbox);
    return mailbox;
  });
}

function allowed({ fromAddress, allowedSenders }: Senders): string {
  const all = [fromAddress, ...allowedSenders.map((sender) => (sender.startsWith('@') ? `anybody${sender}` : sender))];
  const named = all.slice(0, maxNamed).join(', ');
  return all.length > maxNamed ? `${named} and ${all.length - maxNamed} more` : `${named} alone`;
}
