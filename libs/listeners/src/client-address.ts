import { BlockList, isIP } from 'node:net';

/**
 * The peers whose X-Forwarded-For is believed.
 *
 * @param cidrs addresses or CIDR blocks, separated by commas; empty means none.
 * @throws Error naming the entry that is neither.
 */
export function parseTrustedProxies(cidrs: string): BlockList {
  try {
    return parseNetworks(cidrs);
  } catch (error) {
    throw new Error(`POSTHORN_TRUSTED_PROXIES: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

/**
 * Networks by their CIDR blocks or addresses, separated by commas.
 *
 * @throws Error naming the entry that is neither.
 */
export function parseNetworks(cidrs: string): BlockList {
  const networks = new BlockList();
  for (const entry of cidrs.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const [address = '', length, ...rest] = entry.split('/');
    const family = isIP(address);
    const bits = length === undefined ? (family === 4 ? 32 : 128) : Number(length);
    if (family === 0 || rest.length > 0 || !Number.isInteger(bits) || bits < 0 || bits > (family === 4 ? 32 : 128) || length === '') {
      throw new Error(`"${entry}" is neither an address nor a CIDR block`);
    }
    networks.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
  }
  return networks;
}

/**
 * Whose request this is: the peer itself or, behind trusted proxies, the rightmost address of X-Forwarded-For that is
 * not one of them. Everything left of that was written by the client and is never looked at.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trusted: BlockList): string {
  let address = plain(peer);
  const hops = (forwardedFor ?? '').split(',').map((hop) => withoutPort(hop.trim()));
  while (isIn(address, trusted)) {
    const hop = hops.pop();
    if (hop === undefined || isIP(hop) === 0) return address;
    address = plain(hop);
  }
  return address;
}

/** Whether the address lies in one of the networks. */
export function isIn(address: string, trusted: BlockList): boolean {
  const family = isIP(address);
  return family !== 0 && trusted.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

// A dual-stack socket reports IPv4 peers as ::ffff:a.b.c.d; limits and audit must see one spelling.
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

// Some proxies append the client's port: 192.0.2.1:4711 or [2001:db8::1]:4711.
const withoutPort = (hop: string): string => /^\[([^\]]+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
