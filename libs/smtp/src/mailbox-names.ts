import { domainToASCII } from 'node:url';

/** RFC 5321 section 4.5.3.1: a path is at most 256 octets with its brackets. */
const maxAddress = 254;

/**
 * An envelope address as it goes over the wire, its domain in ASCII; null where it is none. Control characters, blanks and
 * angle brackets are refused here, where the address enters: one CRLF in it would be a command of somebody else's choosing.
 */
export function envelopeAddress(address: string): { wire: string; needsUtf8: boolean } | null {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u0020\u007f-\u00a0\u2028\u2029<>]/u.test(address) || !address.isWellFormed()) return null;
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (at < 1 || domain === '') return null;
  // An address literal such as [192.0.2.1] is no name to convert.
  const ascii = /^\[[\w.:-]+\]$/u.test(domain) ? domain : domainToASCII(domain);
  if (ascii === '') return null;
  const wire = `${local}@${ascii}`;
  return Buffer.byteLength(wire) > maxAddress ? null : { wire, needsUtf8: /[^\u0021-\u007e]/u.test(local) };
}
