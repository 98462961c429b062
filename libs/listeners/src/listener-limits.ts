import type { Server } from 'node:http';

/** How long a connection may keep this process waiting, in milliseconds. */
export interface ListenerLimits {
  /** From the first byte of a request to the end of its headers. */
  headersMs: number;
  /** From the first byte of a request to its last: a file of 25 MB over 1 Mbit/s takes 200 s. */
  requestMs: number;
  /** Without a byte in either direction. WebSockets have pings of their own, and no limit here. */
  idleMs: number;
  /** Between two requests. Longer than the 60 s that reverse proxies keep theirs, so that the proxy closes first. */
  keepAliveMs: number;
}

export const listenerLimits: ListenerLimits = { headersMs: 15_000, requestMs: 300_000, idleMs: 120_000, keepAliveMs: 65_000 };

/** For every HTTP server of ours, before it listens. */
export function limitListener(server: Server, limits: ListenerLimits = listenerLimits): void {
  server.headersTimeout = limits.headersMs;
  server.requestTimeout = limits.requestMs;
  server.keepAliveTimeout = limits.keepAliveMs;
  // Without a listener of its own for 'timeout', Node destroys the socket.
  server.setTimeout(limits.idleMs);
}
