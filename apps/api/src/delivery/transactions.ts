import type { ClaimedMessage } from './claimed-message.ts';

/** RFC 5321 section 4.5.3.1.8: every server takes 100 recipients at least. */
const maxRecipients = 100;

/** What one claim took, as SMTP transactions: messages of one mail of a tenant go together, account mail goes alone. */
export function transactionsOf(messages: readonly ClaimedMessage[]): ClaimedMessage[][] {
  const byMail = Map.groupBy(messages, ({ lane, id, mailId }) => (lane === 'ACCOUNT' ? id : mailId));
  return [...byMail.values()].flatMap((together) => {
    const parts: ClaimedMessage[][] = [];
    for (let start = 0; start < together.length; start += maxRecipients) parts.push(together.slice(start, start + maxRecipients));
    return parts;
  });
}
