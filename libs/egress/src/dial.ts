import { lookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connectFirst, happyOrder } from './connect.ts';
import { within } from './deadline.ts';
import { EgressError, type Endpoint } from './errors.ts';
import { isInternalName } from './host-names.ts';
import type { EgressPolicy } from './policy.ts';
import { askProxy, type Proxy } from './proxy.ts';

/** Every address of a host. The default asks the system's resolver, hosts file included. */
export type Resolve = (host: string) => Promise<string[]>;

export interface DialOptions {
  host: string;
  port: number;
  policy: EgressPolicy;
  /** Milliseconds for each of the stages DNS, CONNECT and PROXY. */
  timeoutMs: number;
  /** For DNS alone. */
  dnsTimeoutMs?: number | undefined;
  proxy?: Proxy | undefined;
  signal?: AbortSignal | undefined;
  resolve?: Resolve | undefined;
  /** Called once the addresses are known and allowed, before the first connection attempt. */
  onResolved?: ((resolved: Resolved) => void) | undefined;
  /** With a proxy: called once it is connected to, before it is asked for anything. */
  onProxyConnected?: ((address: string) => void) | undefined;
}

export interface Resolved {
  /** Of the host. */
  addresses: string[];
  /** Of the proxy; null without one. */
  proxyAddresses: string[] | null;
  dnsMs: number;
}

export interface Dialled extends Resolved {
  /** Connected and not yet reading; errors are silent until its owner listens for them. */
  socket: Socket;
  /** The judged address the socket is connected to, through the proxy where there is one. */
  address: string;
  connectMs: number;
  /** Null without a proxy. */
  proxyMs: number | null;
}

/**
 * A refusal never comes sooner, so that a literal, a cached and a looked-up name that are all refused look alike from outside.
 * Not a provider's figure: longer than a lookup in a local resolver usually takes.
 */
const refusalMs = 300;

const resolveWithSystem: Resolve = async (host) => (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);

/**
 * Connects to a host a tenant chose: resolves it once, judges every address, and connects to one of those addresses itself, so
 * that a name which answers differently the second time (DNS rebinding) has no second time. With a proxy, its addresses are judged
 * as well, and it is handed a judged address of the host.
 *
 * @throws EgressError DESTINATION_BLOCKED if the policy refuses any of the addresses; DNS, CONNECT, TIMEOUT, ABORTED; with a proxy
 *   PROXY_REFUSED, PROXY_AUTH, PROXY_FAILED, CLEARTEXT
 */
export async function dial(options: DialOptions): Promise<Dialled> {
  const startedAt = performance.now();
  const [addresses, proxyAddresses] = await resolveBoth(options).catch(async (error: unknown) => {
    if (!(error instanceof EgressError) || error.code !== 'DNS' || !isUnknownInside(options, error)) throw error;
    await refuseAt(startedAt + refusalMs, options.signal);
    throw new EgressError('DESTINATION_BLOCKED', 'DNS', 'The destination is not allowed.', {
      endpoint: error.endpoint ?? 'HOST',
      addresses: [],
    });
  });
  const dnsMs = performance.now() - startedAt;
  const blocked = firstBlocked(options, addresses, proxyAddresses);
  if (blocked) {
    await refuseAt(startedAt + refusalMs, options.signal);
    throw new EgressError('DESTINATION_BLOCKED', 'DNS', 'The destination is not allowed.', blocked);
  }
  const resolved: Resolved = { addresses, proxyAddresses, dnsMs };
  options.onResolved?.(resolved);
  if (options.proxy && proxyAddresses)
    return { ...resolved, ...(await dialThrough(options, options.proxy, { proxyAddresses, addresses })) };
  const connectStartedAt = performance.now();
  const connected = await connectWithin(options, { endpoint: 'HOST', port: options.port, addresses });
  return { ...resolved, ...connected, connectMs: performance.now() - connectStartedAt, proxyMs: null };
}

/** An internal name that is unknown answers as one that is known and refused: what is there is nothing for a tenant to find out. */
function isUnknownInside({ policy, proxy, ...asked }: DialOptions, { endpoint }: EgressError): boolean {
  const { host, port } = endpoint === 'PROXY' && proxy ? proxy : asked;
  return isInternalName(host) && !policy.names(host, port);
}

function firstBlocked(
  { policy, host, port, proxy }: DialOptions,
  addresses: string[],
  proxyAddresses: string[] | null,
): { addresses: string[]; endpoint: Endpoint } | null {
  if (addresses.some((address) => policy.judge(address, host, port) !== 'allowed')) return { addresses, endpoint: 'HOST' };
  const viaBlocked = proxy && proxyAddresses?.some((address) => policy.judge(address, proxy.host, proxy.port) !== 'allowed');
  return viaBlocked ? { addresses: proxyAddresses ?? [], endpoint: 'PROXY' } : null;
}

/** Side by side and both to their end, so that the time taken does not tell which of the two is known here. */
async function resolveBoth(options: DialOptions): Promise<[string[], string[] | null]> {
  const { proxy } = options;
  const [ofHost, ofProxy] = await Promise.allSettled([
    resolveOnce(options, 'HOST', options.host),
    proxy ? resolveOnce(options, 'PROXY', proxy.host) : Promise.resolve(null),
  ]);
  if (ofHost.status === 'rejected') throw ofHost.reason;
  if (ofProxy.status === 'rejected') throw ofProxy.reason;
  return [ofHost.value, ofProxy.value];
}

async function resolveOnce(options: DialOptions, endpoint: Endpoint, typed: string): Promise<string[]> {
  const host = typed.trim().replace(/^\[(.*)\]$/u, '$1');
  if (isIP(host) > 0) return [host];
  if (host === '') throw new EgressError('DNS', 'DNS', 'The host is empty.', { endpoint });
  const resolve = options.resolve ?? resolveWithSystem;
  const failure = (reason: 'TIMEOUT' | 'ABORTED'): EgressError =>
    new EgressError(reason, 'DNS', `Looking up the host: ${reason}.`, { endpoint });
  const timeoutMs = options.dnsTimeoutMs ?? options.timeoutMs;
  try {
    const addresses = await within({ timeoutMs, signal: options.signal, failure }, () => resolve(host));
    if (addresses.length === 0) throw new EgressError('DNS', 'DNS', 'The host has no address.', { endpoint });
    return addresses;
  } catch (error) {
    if (error instanceof EgressError) throw error;
    throw new EgressError('DNS', 'DNS', 'The host cannot be resolved.', { endpoint, cause: error });
  }
}

interface Hop {
  endpoint: Endpoint;
  port: number;
  addresses: string[];
}

async function connectWithin(options: DialOptions, { endpoint, port, addresses }: Hop): Promise<{ socket: Socket; address: string }> {
  const failure = (reason: 'TIMEOUT' | 'ABORTED'): EgressError =>
    new EgressError(reason, 'CONNECT', `Connecting to the host: ${reason}.`, { endpoint, addresses });
  try {
    return await within({ timeoutMs: options.timeoutMs, signal: options.signal, failure }, (abandoned) =>
      connectFirst(addresses, port, abandoned),
    );
  } catch (error) {
    if (error instanceof EgressError) throw error;
    throw new EgressError('CONNECT', 'CONNECT', 'The host cannot be reached.', { endpoint, addresses, cause: error });
  }
}

async function dialThrough(
  options: DialOptions,
  proxy: Proxy,
  { proxyAddresses, addresses }: { proxyAddresses: string[]; addresses: string[] },
): Promise<Pick<Dialled, 'socket' | 'address' | 'connectMs' | 'proxyMs'>> {
  const { policy, timeoutMs, signal } = options;
  const startedAt = performance.now();
  const first = await connectWithin(options, { endpoint: 'PROXY', port: proxy.port, addresses: proxyAddresses });
  const connectedAt = performance.now();
  options.onProxyConnected?.(first.address);
  const inClear = policy.allowsCleartextAuth(proxy.host, proxy.port) || policy.allowsCleartextAuth(first.address, proxy.port);
  if (proxy.username !== null && !inClear) {
    first.socket.destroy();
    throw new EgressError('CLEARTEXT', 'PROXY', 'the credentials of the proxy would travel unencrypted');
  }
  const failure = (reason: 'TIMEOUT' | 'ABORTED'): EgressError => new EgressError(reason, 'PROXY', `Asking the proxy: ${reason}.`);
  const reached = await within({ timeoutMs, signal, failure }, async (abandoned) => {
    const again = async (): Promise<Socket> => (await connectFirst(proxyAddresses, proxy.port, abandoned)).socket;
    return askForOne(proxy, first.socket, { addresses, port: options.port, again, timeoutMs, abandoned });
  });
  return { ...reached, connectMs: connectedAt - startedAt, proxyMs: performance.now() - connectedAt };
}

interface Wanted {
  addresses: string[];
  port: number;
  /** Another connection to the proxy. */
  again: () => Promise<Socket>;
  timeoutMs: number;
  abandoned: AbortSignal;
}

/** A proxy without IPv6 refuses the address a resolver puts first: it is asked for one of the other family, or another, as well. */
async function askForOne(proxy: Proxy, socket: Socket, wanted: Wanted): Promise<{ socket: Socket; address: string }> {
  const { addresses, port, again, abandoned } = wanted;
  const [address = '', second] = happyOrder(addresses);
  try {
    return { socket: await askProxy(proxy, socket, { address, port }, wanted), address };
  } catch (error) {
    const refused = error instanceof EgressError && error.code === 'PROXY_REFUSED';
    if (!refused || second === undefined || abandoned.aborted) throw error;
  }
  return { socket: await askProxy(proxy, await again(), { address: second, port }, wanted), address: second };
}

async function refuseAt(at: number, signal: AbortSignal | undefined): Promise<void> {
  const remainingMs = at - performance.now();
  if (remainingMs <= 0) return;
  await delay(remainingMs, undefined, { signal }).catch((cause: unknown) => {
    throw new EgressError('ABORTED', 'DNS', 'Looking up the host: ABORTED.', { cause });
  });
}
