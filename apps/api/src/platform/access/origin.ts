import type { IncomingMessage } from 'node:http';
import { v7 as uuidv7 } from 'uuid';
import type { Origin } from './actor.ts';

const loopback = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * The client's address: the console's own server in front replaces X-Forwarded-For by the one address it vouches for, so the API believes
 * the last entry, and only from a peer on this machine or one it was told to trust (the console is the only hop).
 */
export function originOf(request: IncomingMessage & { id?: unknown }): Origin {
  const peer = request.socket.remoteAddress ?? '';
  const forwarded = String(request.headers['x-forwarded-for'] ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  const address = forwarded && (loopback.has(peer) || isPrivate(peer)) ? forwarded : peer;
  return {
    ipAddress: address.replace(/^::ffff:/, '').slice(0, 45),
    userAgent: String(request.headers['user-agent'] ?? '').slice(0, 300),
    requestId: typeof request.id === 'string' ? request.id : uuidv7(),
  };
}

// In a compose network the console is another container: a private peer.
const isPrivate = (peer: string) => /^(::ffff:)?(10\.|172\.(1[6-9]|2\d|3[01])\.|192\.168\.)|^f[cd]/.test(peer);
