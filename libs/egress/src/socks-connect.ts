import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SocksClient } from 'socks';
import { EgressError } from './errors.ts';
import type { Proxy, Target } from './proxy.ts';

/** RFC 1929 section 2 gives each of the two one octet of length. */
const maxCredential = 255;

/** SOCKS 5 over a socket that is already connected to the proxy. The library's own clock, which it never stops, is set to come after ours. */
export async function connectBySocks(proxy: Proxy, socket: Socket, { address, port }: Target, timeoutMs: number): Promise<Socket> {
  const { host, username, password } = proxy;
  const tooLong = [username, password].some((text) => Buffer.byteLength(text ?? '') > maxCredential);
  if (tooLong) throw new EgressError('PROXY_AUTH', 'PROXY', 'SOCKS 5 carries user names and passwords of at most 255 octets');
  const early: Buffer[] = [];
  const keep = (octets: Buffer): void => void early.push(octets);
  try {
    await SocksClient.createConnection({
      command: 'connect',
      proxy: { host, port: proxy.port, type: 5, ...(username === null ? {} : { userId: username, password: password ?? '' }) },
      destination: { host: address, port },
      existing_socket: socket,
      timeout: timeoutMs * 2,
    });
  } catch (error) {
    // Without cause: the library's error carries its options, and with them the password.
    throw refusalFrom(String((error as { message?: unknown }).message));
  }
  // The library hands over in a turn of its own: it emits octets it read too far, then lets the socket run whoever listens or not.
  socket.on('data', keep);
  await nextTurn();
  await nextTurn();
  socket.off('data', keep);
  socket.pause();
  if (early.length > 0) socket.unshift(Buffer.concat(early));
  // Paused by nobody, so that the first listener starts it: what node's http does with the socket of a CONNECT.
  (socket as { readableFlowing: boolean | null }).readableFlowing = null;
  return socket;
}

function refusalFrom(message: string): EgressError {
  const words = /^Socks5 proxy rejected connection - (\w+)$/u.exec(message)?.[1];
  // `NotAllowed`, `HostUnreachable`: the library's names for the codes of RFC 1928 section 6.
  if (words !== undefined) return new EgressError('PROXY_REFUSED', 'PROXY', words.replace(/(?<=[a-z])(?=[A-Z])/gu, ' ').toLowerCase());
  if (/authentication (failed|type)/iu.test(message)) return new EgressError('PROXY_AUTH', 'PROXY', 'the proxy takes no such user');
  return new EgressError('PROXY_FAILED', 'PROXY', 'what answers there is no SOCKS 5 proxy');
}
