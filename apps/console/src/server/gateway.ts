import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { BlockList } from 'node:net';
import { Socket } from 'node:net';
import { clientAddress, limitListener, listenerLimits, proxySecretHeader } from '@posthorn/listeners';
import type { ListenerLimits } from '@posthorn/listeners';
import { createProxyServer } from 'httpxy';
import { setSecurityHeaders } from './security-headers.ts';

export interface GatewayOptions {
  apiUrl: URL;
  trustedProxies: BlockList;
  /** Whether the public URL is https: browsers are then told to use nothing else for a year. Default false. */
  isHttps?: boolean;
  /** Proves to the API that this is the console; without it the API sees one client, the console. */
  proxySecret?: string | undefined;
  /** Answers everything that is not the API's: Next. */
  page: (request: IncomingMessage, response: ServerResponse) => unknown;
  /** Called for each failure of the API to answer. */
  onUpstreamError?: (error: Error) => void;
  /** Called with what a page or this gateway threw; the client has its answer. */
  onFailure?: (error: unknown) => void;
  limits?: ListenerLimits;
}

export interface Gateway {
  server: Server;
  /** Stops listening, ends live streams and WebSockets, waits for answers under way. */
  close(): Promise<void>;
}

/**
 * One origin for the browser: `/graphql`, `/api`, `/healthz` and `/readyz` go to the API untouched and unbuffered,
 * WebSockets too; the rest is a page. Says who the client is, and lets nobody else say it.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const target = options.apiUrl.origin;
  const limits = options.limits ?? listenerLimits;
  // Shorter than the browser's side, so that an API that hangs is answered for and not only hung up on.
  const proxy = createProxyServer({ target, ws: true, upgradeTimeout: 10_000, proxyTimeout: limits.idleMs / 2 });
  const upgraded = new Set<Socket>();

  proxy.on('error', (error, request, response) => {
    options.onUpstreamError?.(error);
    if (response instanceof Socket) response.destroy();
    else if (response !== undefined) answerUnavailable(request?.headers.accept, response);
  });
  // An event stream's reader waits for the head; without this it would come with the first event only.
  proxy.on('proxyRes', (_answer, _request, response) => setImmediate(() => response.flushHeaders()));

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = ownUrl(request.url);
    if (url === null) {
      response.writeHead(400, { connection: 'close', 'content-type': 'text/plain; charset=utf-8' }).end('This is no path of this site.');
      return;
    }
    vouchForClient(request, options);
    // Of no other host of the domain: those are not ours to decide about.
    if (options.isHttps) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
    if (isForApi(request.url)) {
      await proxy.web(request, response);
      return;
    }
    request.headers['x-posthorn-path'] = pathOf(url);
    setSecurityHeaders(request, response);
    await options.page(request, response);
  };

  // What is thrown here must be answered here: nothing above it would, and the client's socket would stay open.
  const server = createServer({ connectionsCheckingInterval: Math.min(5_000, limits.headersMs) }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.onFailure?.(error);
      answerFailure(response);
    });
  });
  limitListener(server, limits);

  server.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if (ownUrl(request.url) === null || !isForApi(request.url)) {
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    vouchForClient(request, options);
    Promise.resolve(proxy.ws(request, socket, {}, head)).catch((error: unknown) => {
      options.onFailure?.(error);
      socket.destroy();
    });
  });

  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
      for (const socket of upgraded) socket.destroy();
    });
  return { server, close };
}

const self = 'http://console.invalid';

/** What a request line asks for; null where it names no path of this site, as `//`, `*` and `http://elsewhere/` do. */
function ownUrl(target = ''): URL | null {
  if (!target.startsWith('/') || !URL.canParse(target, self)) return null;
  const url = new URL(target, self);
  return url.origin === self ? url : null;
}

const isForApi = (target = ''): boolean => /^\/(graphql|api|healthz|readyz)(\/|\?|$)/.test(target);

/** Path and query as the reader sees them, for the way back after signing in; `_rsc` is Next's own. */
function pathOf({ pathname, searchParams }: URL): string {
  searchParams.delete('_rsc');
  const search = searchParams.toString();
  return search === '' ? pathname : `${pathname}?${search}`;
}

function vouchForClient(request: IncomingMessage, { trustedProxies: trusted, proxySecret }: GatewayOptions): void {
  const { headers, socket } = request;
  // Node joins repeated lines of this header with ', ', so a second forged line changes nothing.
  const forwardedFor = headers['x-forwarded-for'];
  const address = clientAddress(socket.remoteAddress ?? '', Array.isArray(forwardedFor) ? forwardedFor.join(',') : forwardedFor, trusted);
  for (const name of Object.keys(headers))
    if (/^(x-forwarded-|forwarded$|x-real-ip$|x-posthorn-(path|proxy)$)/.test(name)) delete headers[name];
  headers['x-forwarded-for'] = address;
  if (proxySecret) headers[proxySecretHeader] = proxySecret;
}

function answerFailure(response: ServerResponse): void {
  if (response.headersSent) response.destroy();
  else
    response.writeHead(500, { connection: 'close', 'content-type': 'text/plain; charset=utf-8' }).end('Something went wrong on our side.');
}

function answerUnavailable(accept: string | undefined, response: ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // A person comes here from an identity provider, and reads what stands on the page.
  const isPerson = accept?.includes('text/html') === true;
  response
    .writeHead(503, {
      'content-type': isPerson ? 'text/plain; charset=utf-8' : 'application/json',
      'retry-after': '2',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .end(
      isPerson
        ? 'Posthorn is not answering just now. Reload this page in a moment: it then says what counts.'
        : JSON.stringify(unavailable),
    );
}

const unavailable = {
  errors: [{ message: 'The API is not answering. Try again in a moment.', extensions: { code: 'TRY_LATER', retryAfterSeconds: 2 } }],
};
