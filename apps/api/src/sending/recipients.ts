import { emailKey } from '@posthorn/contracts';
import type { Mailbox } from '../tenant-mail/tenant-mail.ts';
import { readMailbox } from './mailbox.ts';

interface Written {
  to: readonly string[];
  cc: readonly string[];
  bcc: readonly string[];
}

export interface RefusedRecipient {
  /** As it was written. */
  recipient: string;
  reason: string;
}

export interface Recipients {
  /** As the headers show them. */
  to: Mailbox[];
  cc: Mailbox[];
  /** The envelope: each address once, to before cc before bcc. */
  addresses: string[];
  refused: RefusedRecipient[];
}

/** Sorts good recipients from bad ones. Who is named twice gets one mail, and stands where they were named first. */
export function readRecipients(written: Written): Recipients {
  const seen = new Set<string>();
  const refused: RefusedRecipient[] = [];
  const read = (texts: readonly string[]): Mailbox[] =>
    texts.flatMap((recipient) => {
      const mailbox = readMailbox(recipient);
      if (typeof mailbox === 'string') {
        refused.push({ recipient, reason: mailbox });
        return [];
      }
      const key = emailKey(mailbox.address);
      if (seen.has(key)) return [];
      seen.add(key);
      return [mailbox];
    });
  const [to, cc, bcc] = [read(written.to), read(written.cc), read(written.bcc)];
  return { to, cc, addresses: [...to, ...cc, ...bcc].map(({ address }) => address), refused };
}
