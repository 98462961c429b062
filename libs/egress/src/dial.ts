import { lookup } from 'node:dns/promises';
import { isIP, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connectFirst } from './connect.ts';
import { within } from './deadline.ts';
import { EgressError } from './errors.ts';
import type { EgressPolicy } from './policy.ts';

/** Every address of a host. The default asks the system's resolver, hosts file included. */
export type Resolve = (host: string) => Promise<string[]>;

export interface DialOptions {
  host: string;
  port: number;
  policy: EgressPolicy;
  /** Milliseconds for each of the two stages, DNS and CONNECT. */
  timeoutMs: number;
  signal?: AbortSignal | undefined;
  resolve?: Resolve | undefined;
  /** Called once the addresses are known and allowed, before the first connection attempt. */
  onResolved?: ((addresses: string[], dnsMs: number) => void) | undefined;
}

export interface Dialled {
  /** Connected and not yet reading; errors are silent until its owner listens for them. */
  socket: Socket;
  /** The judged address the socket is connected to. */
  address: string;
  addresses: string[];
  dnsMs: number;
  connectMs: number;
}

/**
 * A refusal never comes sooner, so that a literal, a cached and a looked-up name that are all refused look alike from outside.
 * Not a provider's figure: longer than a lookup in a local resolver usually takes.
 */
const REFUSAL_MS = 300;

const resolveWithSystem: Resolve = async (host) => (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address);

/**
 * Connects to a host a tenant chose: resolves it once, judges every address, and connects to one of those addresses itself, so
 * that a name which answers differently the second time (DNS rebinding) has no second time.
 *
 * @throws EgressError DESTINATION_BLOCKED if the policy refuses any of the addresses; DNS, CONNECT, TIMEOUT, ABORTED
 */
export async function dial(options: DialOptions): Promise<Dialled> {
  const startedAt = performance.now();
  const addresses = await resolveOnce(options);
  const dnsMs = performance.now() - startedAt;
  if (addresses.some((address) => options.policy.judge(address, options.host, options.port) !== 'allowed')) {
    await refuseAt(startedAt + REFUSAL_MS, options.signal);
    throw new EgressError('DESTINATION_BLOCKED', 'DNS', 'The destination is not allowed.', { addresses });
  }
  options.onResolved?.(addresses, dnsMs);
  const connectStartedAt = performance.now();
  const { socket, address } = await connectWithin(options, addresses);
  return { socket, address, addresses, dnsMs, connectMs: performance.now() - connectStartedAt };
}

async function resolveOnce(options: DialOptions): Promise<string[]> {
  const host = options.host.trim().replace(/^\[(.*)\]$/u, '$1');
  if (isIP(host) > 0) return [host];
  if (host === '') throw new EgressError('DNS', 'DNS', 'The host is empty.');
  const resolve = options.resolve ?? resolveWithSystem;
  const failure = (reason: 'TIMEOUT' | 'ABORTED'): EgressError => new EgressError(reason, 'DNS', `Looking up the host: ${reason}.`);
  try {
    const addresses = await within({ timeoutMs: options.timeoutMs, signal: options.signal, failure }, () => resolve(host));
    if (addresses.length === 0) throw new EgressError('DNS', 'DNS', 'The host has no address.');
    return addresses;
  } catch (error) {
    if (error instanceof EgressError) throw error;
    throw new EgressError('DNS', 'DNS', 'The host cannot be resolved.', { cause: error });
  }
}

async function connectWithin(options: DialOptions, addresses: string[]): Promise<{ socket: Socket; address: string }> {
  const failure = (reason: 'TIMEOUT' | 'ABORTED'): EgressError =>
    new EgressError(reason, 'CONNECT', `Connecting to the host: ${reason}.`, { addresses });
  try {
    return await within({ timeoutMs: options.timeoutMs, signal: options.signal, failure }, (abandoned) =>
      connectFirst(addresses, options.port, abandoned),
    );
  } catch (error) {
    if (error instanceof EgressError) throw error;
    throw new EgressError('CONNECT', 'CONNECT', 'The host cannot be reached.', { addresses, cause: error });
  }
}

async function refuseAt(at: number, signal: AbortSignal | undefined): Promise<void> {
  const remainingMs = at - performance.now();
  if (remainingMs <= 0) return;
  await delay(remainingMs, undefined, { signal }).catch((cause: unknown) => {
    throw new EgressError('ABORTED', 'DNS', 'Looking up the host: ABORTED.', { cause });
  });
}
