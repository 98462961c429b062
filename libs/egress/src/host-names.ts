import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';

/** Names that no public name server knows: single labels, and RFC 6761, 6762, 8375 and ICANN's list of what networks use inside. */
const internal = /^[^.]+$|\.(local|localdomain|localhost|internal|intranet|private|corp|home|lan|home\.arpa)$/u;

/** Whether a name means something inside a network only, so that whether it exists there is nothing to tell. */
export const isInternalName = (host: string): boolean => isIP(host) === 0 && internal.test(canonicalHost(host));

/**
 * One spelling for a host, so that `MAIL.Example.com.`, `mail.example.com` and its punycode compare equal.
 * Brackets around an IPv6 literal go; anything that is no name and no literal becomes '' and equals nothing.
 */
export function canonicalHost(host: string): string {
  const bare = host.trim().replace(/^\[(.*)\]$/u, '$1');
  if (isIP(bare) > 0) return bare.toLowerCase();
  return domainToASCII(bare).replace(/\.$/u, '').toLowerCase();
}
