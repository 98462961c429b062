import { runsMasked } from './secret-runs.ts';
import { tokenResponse } from './token-response.ts';
import type { SubmissionSettings } from './types.ts';

export const masked = '[secret]';

/** Anything shorter is in half of all replies by chance, and masking it there would spell it out. */
const minSecret = 4;

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/**
 * Takes what the settings hold in confidence out of somebody else's words: a server may repeat what it was told. Knows passwords
 * as they are and in base64, the base64 forms in which PLAIN, LOGIN and proxies carry the user name, and tokens as they are, in
 * URLs, in base64 on their own or within something else, such as what XOAUTH2 and OAUTHBEARER say, and in large pieces.
 */
export function secretsMasked(settings: SubmissionSettings): (text: string) => string {
  const { username, password, proxy, oauth } = settings;
  const token = oauth && 'accessToken' in oauth ? oauth.accessToken : '';
  const spellings = [
    ...(password ? [password, base64(password)] : []),
    ...(username ? [base64(username), base64(`\0${username}\0${password ?? ''}`)] : []),
    ...(proxy?.password ? [proxy.password, base64(proxy.password)] : []),
    ...(proxy?.username ? [base64(`${proxy.username}:${proxy.password ?? ''}`)] : []),
    ...tokenSpellings(token, settings),
  ]
    .filter((spelling) => spelling.length >= minSecret)
    .sort((one, other) => other.length - one.length);
  const withoutRuns = token === '' ? null : runsMasked([token, encodeURIComponent(token), ...withinBase64(token)], masked);
  return (text) => {
    const left = spellings.reduce((rest, spelling) => rest.replaceAll(spelling, masked), text);
    return withoutRuns ? withoutRuns(left) : left;
  };
}

function tokenSpellings(token: string, settings: SubmissionSettings): string[] {
  if (token === '') return [];
  const responses = (['XOAUTH2', 'OAUTHBEARER'] as const).map((mechanism) => base64(tokenResponse(mechanism, settings, token)));
  return [token, encodeURIComponent(token), base64(token), ...responses, ...withinBase64(token)];
}

/** Base64 of a longer text that has the token somewhere in it: the characters that are the token's alone, by where it begins. */
function withinBase64(token: string): string[] {
  const octets = Buffer.from(token);
  return [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), octets]).toString('base64');
    const whole = Math.floor(((before + octets.length) * 8) / 6);
    return encoded.slice(Math.ceil((before * 8) / 6), whole);
  });
}
