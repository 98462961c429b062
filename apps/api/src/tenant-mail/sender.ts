import { domainToASCII } from 'node:url';
import type { EmailProfile } from '@posthorn/database';
import { advancedOf } from '../submissions/submission-settings.ts';
import type { Mailbox } from './tenant-mail.ts';

/** What an email profile says of senders. */
export interface Senders {
  fromAddress: string;
  fromName: string | null;
  /** Addresses, and whole domains as `@example.org`. */
  allowedSenders: readonly string[];
}

/** What may stand as From on mail of this profile. */
export function sendersOf({ fromAddress, fromName, advanced }: Pick<EmailProfile, 'fromAddress' | 'fromName' | 'advanced'>): Senders {
  return { fromAddress, fromName, allowedSenders: advancedOf(advanced).allowedSenders };
}

/** Whether mail from this address may leave through a profile: its own From, an allowed sender, or one of an allowed domain. */
export function coversSender(address: string, { fromAddress, allowedSenders }: Senders): boolean {
  const asked = comparable(address);
  const domain = asked.slice(asked.lastIndexOf('@'));
  return [fromAddress, ...allowedSenders].some((allowed) => [asked, domain].includes(comparable(allowed)));
}

/**
 * The From and Reply-To that a profile may put on a mail, whichever profile the mail was given to: the ordered From where the profile covers
 * it, else the profile's own, and answers go to where they would have gone.
 */
export function senderOf(mail: { from: Mailbox; replyTo: Mailbox[] }, profile: Senders): { from: Mailbox; replyTo: Mailbox[] } {
  if (coversSender(mail.from.address, profile)) return { from: mail.from, replyTo: mail.replyTo };
  const from = { address: profile.fromAddress, name: profile.fromName };
  return { from, replyTo: mail.replyTo.length > 0 ? mail.replyTo : [mail.from] };
}

/** Servers may tell the case of local parts apart, but none is known to; a domain is one in either spelling (RFC 5890). */
function comparable(address: string): string {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at)}@${domainToASCII(domain) || domain}`.normalize('NFC').toLowerCase();
}
