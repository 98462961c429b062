import ipaddr from 'ipaddr.js';

export type Address = ipaddr.IPv4 | ipaddr.IPv6;

/**
 * 'public': unicast that the internet routes. 'local': a network's own addresses (private, loopback, CGNAT, unique local...).
 * 'never': what no mail server has, and what answers with credentials (link-local and cloud metadata, multicast, unspecified,
 * broadcast, IPv4 wrapped in IPv6, anything not spelt canonically).
 */
export type AddressScope = 'public' | 'local' | 'never';

const localRanges: ReadonlySet<string> = new Set(['private', 'loopback', 'carrierGradeNat', 'uniqueLocal', 'reserved', 'as112', 'as112v6']);

/** Metadata services outside link-local: Azure's WireServer, Alibaba, Oracle, AWS over IPv6, Google over IPv6. */
const metadataServices: ReadonlySet<string> = new Set(['168.63.129.16', '100.100.100.200', '192.0.0.192', 'fd00:ec2::254', 'fd20:ce::254']);

/** IANA routes nothing outside 2000::/3 as global unicast; ipaddr.js calls `::127.0.0.1` and `4000::1` unicast all the same. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** The address, or null for any spelling a resolver would not return: short, octal, hex or decimal IPv4, zone ids, brackets, blanks. */
export function parseAddress(text: string): Address | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text) && !/(^|\.)0\d/u.test(text)) return ipaddr.IPv4.parse(text);
  if (/^[0-9a-f:.]+$/iu.test(text) && text.includes(':') && ipaddr.IPv6.isValid(text)) return ipaddr.IPv6.parse(text);
  return null;
}

export function scopeOf(address: Address): AddressScope {
  if (metadataServices.has(address.toString())) return 'never';
  const range = address.range();
  if (localRanges.has(range)) return 'local';
  if (range !== 'unicast') return 'never';
  return address instanceof ipaddr.IPv6 && !address.match(globalUnicast) ? 'never' : 'public';
}

/** True where `text` is this very address or a CIDR that holds it. A text that is neither holds nothing. */
export function holds(text: string, address: Address): boolean {
  const bare = text.trim().replace(/^\[(.*)\]$/u, '$1');
  const single = parseAddress(bare);
  if (single) return single.kind() === address.kind() && single.toString() === address.toString();
  if (!ipaddr.isValidCIDR(bare)) return false;
  const [network, bits] = ipaddr.parseCIDR(bare);
  return network.kind() === address.kind() && address.match(network, bits);
}
