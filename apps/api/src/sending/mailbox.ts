import { emailAddress } from '@posthorn/contracts';
import addressparser from 'nodemailer/lib/addressparser';
import type { Mailbox } from '../tenant-mail/tenant-mail.ts';

const address = emailAddress('The address');

/** One mailbox from `anna@example.org` or `Anna <anna@example.org>`; otherwise the sentence that says why not. */
export function readMailbox(text: string): Mailbox | string {
  const parsed = addressparser(text);
  const [only] = parsed;
  if (!only) return 'This is no address.';
  if (parsed.length > 1) return 'Name one address in each entry.';
  if ('group' in only) return 'A group of addresses is not taken; name each one.';
  const judged = address.safeParse(only.address || text);
  if (!judged.success) return judged.error.issues[0]?.message ?? 'This is no address.';
  // The parser finds an address in nearly anything; what it left out may have been meant.
  const isWhole = text === only.address || text.endsWith(`<${only.address}>`);
  if (!isWhole) return 'Write it as anna@example.org or Anna <anna@example.org>.';
  return { address: judged.data, name: only.name.trim() || null };
}
