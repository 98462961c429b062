import type { MessageDetailFragment } from '@/generated/graphql.ts';

type Mail = Pick<MessageDetailFragment, 'fromAddress' | 'fromName' | 'to' | 'cc' | 'subject' | 'messageId' | 'headers'>;

/** The headers of a mail as text, a line each: those every mail has, then its own, which win where both name one. */
export function headersOf({ fromAddress, fromName, to, cc, subject, messageId, headers }: Mail): string {
  const own = new Set(headers.map(({ name }) => name.toLowerCase()));
  const usual = [
    { name: 'From', value: fromName ? `${fromName} <${fromAddress}>` : fromAddress },
    { name: 'To', value: to.join(', ') },
    { name: 'Cc', value: cc.join(', ') },
    { name: 'Subject', value: subject },
    { name: 'Message-ID', value: `<${messageId}>` },
  ].filter(({ name, value }) => value !== '' && !own.has(name.toLowerCase()));
  return [...usual, ...headers].map(({ name, value }) => `${name}: ${value}`).join('\n');
}
