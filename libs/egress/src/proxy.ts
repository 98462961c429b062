import type { Socket } from 'node:net';
import { EgressError } from './errors.ts';
import { connectByHttp } from './http-connect.ts';
import { connectBySocks } from './socks-connect.ts';

/**
 * A server that connects on our behalf: HTTP CONNECT (RFC 9110 section 9.3.6) or SOCKS version 5 (RFC 1928, RFC 1929). It is given
 * an address, never a name: what it would resolve a name to nobody has judged.
 */
export interface Proxy {
  kind: 'HTTP' | 'SOCKS5';
  host: string;
  port: number;
  /** null: no signing in at the proxy. Both kinds carry credentials in clear. */
  username: string | null;
  password: string | null;
}

/** Where a proxy is to connect to: a judged address. */
export interface Target {
  address: string;
  port: number;
}

/**
 * Asks the proxy at the other end of `socket` for a connection to `target`. The socket it resolves with is connected to the target
 * and not yet reading. `abandoned` destroys the socket.
 *
 * @throws EgressError PROXY_REFUSED, PROXY_AUTH, PROXY_FAILED. None carries what the proxy was shown.
 */
export async function askProxy(
  proxy: Proxy,
  socket: Socket,
  target: Target,
  limits: { timeoutMs: number; abandoned: AbortSignal },
): Promise<Socket> {
  const { timeoutMs, abandoned } = limits;
  const giveUp = (): void => void socket.destroy();
  abandoned.addEventListener('abort', giveUp, { once: true });
  try {
    if (proxy.kind === 'HTTP') return await connectByHttp(proxy, socket, target);
    return await connectBySocks(proxy, socket, target, timeoutMs);
  } catch (error) {
    socket.destroy();
    // Whatever else it is carries our options, and with them the password.
    throw error instanceof EgressError ? error : new EgressError('PROXY_FAILED', 'PROXY', 'the connection to the proxy broke');
  } finally {
    abandoned.removeEventListener('abort', giveUp);
  }
}
