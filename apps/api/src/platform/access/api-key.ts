import { randomBytes } from 'node:crypto';

const shape = /^phk_[A-Za-z0-9_-]{43}$/;

/** A new key: 256 random bits behind a prefix that people and secret scanners recognise. */
export const newApiKey = (): string => `phk_${randomBytes(32).toString('base64url')}`;

/** What of a key is kept in clear, for people to tell keys apart. */
export const prefixOf = (key: string): string => key.slice(0, 12);

/** Whether it could be one at all. */
export const isApiKey = (text: string): boolean => shape.test(text);

/**
 * What an Authorization header offers as API key: `Bearer phk_…`, or Basic with the key as password, for tools that know nothing else.
 * Undefined for credentials of another kind: a proxy in front may ask browsers for its own.
 */
export function offeredApiKey(authorization: string | undefined): string | undefined {
  const [, scheme = '', credentials = ''] = /^(bearer|basic) +(\S+) *$/i.exec(authorization ?? '') ?? [];
  const offered = scheme.toLowerCase() === 'basic' ? passwordOf(credentials) : credentials;
  return offered.startsWith('phk_') ? offered : undefined;
}

function passwordOf(credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
}
