import { request, type IncomingMessage } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import { EgressError } from './errors.ts';
import type { Proxy, Target } from './proxy.ts';

/** More than any proxy says, and little enough to hold. Octets. */
const maxAnswer = 8 * 1024;

/** HTTP CONNECT over a socket that is already connected to the proxy. Octets that came behind the answer are put back. */
export function connectByHttp(proxy: Proxy, socket: Socket, { address, port }: Target): Promise<Socket> {
  const authority = isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
  const outcome = Promise.withResolvers<Socket>();
  const connect = request({
    method: 'CONNECT',
    path: authority,
    headers: { host: authority, ...authorization(proxy) },
    maxHeaderSize: maxAnswer,
    createConnection: () => socket,
  });
  connect.once('connect', (response, tunnel, head) => {
    const refusal = refusalIn(response);
    if (refusal) return outcome.reject(refusal);
    if (head.length > 0) tunnel.unshift(head);
    outcome.resolve(socket);
  });
  // No cause: its fields are the proxy's words, or our own.
  connect.on('error', () => outcome.reject(new EgressError('PROXY_FAILED', 'PROXY', 'what answers there is no HTTP proxy')));
  connect.end();
  return outcome.promise;
}

function authorization({ username, password }: Proxy): { 'proxy-authorization'?: string } {
  if (username === null) return {};
  return { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
}

function refusalIn({ statusCode = 0, statusMessage = '' }: IncomingMessage): EgressError | null {
  if (statusCode >= 200 && statusCode < 300) return null;
  const words = `${statusCode} ${statusMessage.replace(/[^\u0020-\u007e]/gu, '?').slice(0, 120)}`.trim();
  return new EgressError(statusCode === 407 ? 'PROXY_AUTH' : 'PROXY_REFUSED', 'PROXY', words);
}
