import type { SubmissionSettings } from './types.ts';

export const masked = '[secret]';

/** Anything shorter is in half of all replies by chance, and masking it there would spell it out. */
const SHORTEST_SECRET = 4;

/**
 * Takes what the settings hold in confidence out of somebody else's words: a server may repeat what it was told. Knows passwords
 * as they are and in base64, and the base64 forms in which PLAIN, LOGIN and proxies carry the user name.
 */
export function secretsMasked({ username, password, proxy }: SubmissionSettings): (text: string) => string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const spellings = [
    ...(password ? [password, base64(password)] : []),
    ...(username ? [base64(username), base64(`\0${username}\0${password ?? ''}`)] : []),
    ...(proxy?.password ? [proxy.password, base64(proxy.password)] : []),
    ...(proxy?.username ? [base64(`${proxy.username}:${proxy.password ?? ''}`)] : []),
  ]
    .filter((spelling) => spelling.length >= SHORTEST_SECRET)
    .sort((one, other) => other.length - one.length);
  return (text) => spellings.reduce((left, spelling) => left.replaceAll(spelling, masked), text);
}
