import type { KeyScope, SendingLane } from '@/generated/graphql.ts';

interface ExampleKey {
  scopes: readonly KeyScope[];
  lanes: readonly SendingLane[];
  profiles: readonly { name: string }[];
}

/** A shell's word, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * A line for a shell that sends a mail with the key to `to`, as the key may: in its lane, through its profile. Null for a key that
 * can't send.
 */
export function curlExample(publicUrl: string, secret: string, key: ExampleKey, to: string): string | null {
  if (!key.scopes.includes('MESSAGES_SEND')) return null;
  const [profile] = key.profiles;
  const message = {
    to,
    subject: 'Hello from Posthorn',
    text: 'The key works.',
    ...(profile !== undefined && { profile: profile.name }),
    ...(!key.lanes.includes('BULK') && { lane: 'ALARM' }),
  };
  return [
    `curl ${publicUrl.replace(/\/$/, '')}/api/v1/messages \\`,
    `  -H ${quoted(`Authorization: Bearer ${secret}`)} \\`,
    `  -H ${quoted('Content-Type: application/json')} \\`,
    `  -d ${quoted(JSON.stringify(message))}`,
  ].join('\n');
}
