import { cutTo, parseReply, printable } from './reply.ts';
import type { Reply } from './types.ts';

/** Octets of a challenge that are kept, so that the reply after it has room. */
const maxChallenge = 300;
const maxText = 512;

/**
 * A server's 334 line with its challenge made readable: `334 {"status":"401",...}` where it is a JSON object in base64, as after a
 * refused token (RFC 7628 section 3.2.2); anything else as it came.
 */
export function readableChallenge(text: string): string {
  if (!text.startsWith('334')) return text;
  const challenge = text.replace(/\r?\n334[ -]?/gu, '').slice(4);
  const json = jsonIn(Buffer.from(challenge.trim(), 'base64').toString('utf8'));
  return json === null ? text : `334 ${json}`;
}

function jsonIn(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? JSON.stringify(value) : null;
  } catch {
    return null;
  }
}

/** The reply that ended an exchange, after the challenge before it. An empty challenge tells nothing. */
export function withChallenge(reply: Reply, challenge: string | null): Reply {
  if (challenge === null || challenge.trim() === '334' || parseReply(challenge).code !== 334) return reply;
  const line = cutTo(maxChallenge, printable(challenge));
  return { ...reply, text: cutTo(maxText, `${line}\n${reply.text}`) };
}
