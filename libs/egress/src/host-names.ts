import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/**
 * One spelling for a host, so that `MAIL.Example.com.`, `mail.example.com` and its punycode compare equal.
 * Brackets around an IPv6 literal go; anything that is no name and no literal becomes '' and equals nothing.
 */
export function canonicalHost(host: string): string {
  const bare = host.trim().replace(/^\[(.*)\]$/u, '$1');
  if (isIP(bare) > 0) return bare.toLowerCase();
  return domainToASCII(bare).replace(/\.$/u, '').toLowerCase();
}
