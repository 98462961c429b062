import { once } from 'node:events';
import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, RequestOptions, Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { WebSocket, WebSocketServer } from 'ws';
import { parseTrustedProxies } from '@posthorn/listeners';
import { createGateway } from './gateway.ts';
import type { Gateway, GatewayOptions } from './gateway.ts';

/** What the API saw of a request. */
interface Seen {
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** An API that answers with what it saw, streams on `/api/stream`, echoes WebSockets. */
async function startApi() {
  const server = createServer((request, response) => {
    if (request.url === '/api/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      void once(request.socket, 'close').then(() => response.end());
      setTimeout(() => response.write('data: one\n\n'), 50);
      return;
    }
    const answer = (body: string) => {
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.end(JSON.stringify({ url: request.url ?? '', headers: request.headers, body } satisfies Seen));
    };
    void text(request).then(answer, () => response.destroy());
  });
  const sockets = new WebSocketServer({ server, path: '/graphql' });
  sockets.on('connection', (socket, request) => {
    socket.send(String(request.headers['x-forwarded-for']));
    socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  });
  const port = await listen(server);
  closing.push(async () => {
    for (const client of sockets.clients) client.terminate();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port, url: new URL(`http://127.0.0.1:${port}`) };
}

async function startConsole(apiUrl: URL, trusted = '', options: Partial<GatewayOptions> = {}): Promise<{ gateway: Gateway; port: number }> {
  const gateway = createGateway({
    apiUrl,
    trustedProxies: parseTrustedProxies(trusted),
    page: (request, response) =>
      response.end(JSON.stringify({ url: request.url ?? '', headers: request.headers, body: '' } satisfies Seen)),
    ...options,
  });
  const port = await listen(gateway.server);
  closing.push(() => gateway.close());
  return { gateway, port };
}

async function ask(port: number, path: string, options: RequestOptions = {}, body = ''): Promise<IncomingMessage> {
  const request = httpRequest({ host: '127.0.0.1', port, path, agent: false, ...options });
  request.end(body);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

/** What comes back for these bytes until the other side hangs up. */
async function sendRaw(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes, 'latin1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  return Buffer.concat(chunks).toString('latin1');
}

const seenBy = async (response: IncomingMessage): Promise<Seen> => JSON.parse(await text(response)) as Seen;

describe('the console in front of the API', () => {
  it('forwards method, path, query, body, cookies and the host as they came', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url);

    const response = await ask(
      port,
      '/graphql?a=%20b',
      { method: 'POST', headers: { cookie: 'posthorn=x', host: 'mail.example.org' } },
      'räksmörgås',
    );

    expect(response.headers['set-cookie']).toEqual(['a=1', 'b=2']);
    expect(await seenBy(response)).toMatchObject({
      url: '/graphql?a=%20b',
      body: 'räksmörgås',
      headers: { cookie: 'posthorn=x', host: 'mail.example.org' },
    });
  });

  it('tells the API two clients apart by their own addresses and drops what they claim about themselves', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url);
    const forged = {
      'x-forwarded-for': '203.0.113.66',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      'x-real-ip': '203.0.113.66',
      forwarded: 'for=203.0.113.66',
    };

    const first = await seenBy(await ask(port, '/api/x', { localAddress: '127.0.0.2', headers: forged }));
    const second = await seenBy(await ask(port, '/api/x', { localAddress: '127.0.0.3', headers: forged }));

    expect(first.headers['x-forwarded-for']).toBe('127.0.0.2');
    expect(second.headers['x-forwarded-for']).toBe('127.0.0.3');
    expect(JSON.stringify([first, second])).not.toMatch(/203\.0\.113\.66|evil|x-forwarded-proto/);
  });

  it('believes the rightmost foreign address when the peer is a trusted proxy', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url, '127.0.0.0/8');

    const seen = await seenBy(await ask(port, '/api/x', { headers: { 'x-forwarded-for': '203.0.113.66, 198.51.100.4, 127.0.0.9' } }));

    expect(seen.headers['x-forwarded-for']).toBe('198.51.100.4');
  });

  it('proves itself to the API by the secret alone, and lets no client offer one', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url, '', { proxySecret: 'the secret of this installation' });
    const { port: without } = await startConsole(api.url);
    const forged = { 'x-posthorn-proxy': 'the secret of this installation' };

    expect((await seenBy(await ask(port, '/api/x', { headers: { 'x-posthorn-proxy': 'forged' } }))).headers['x-posthorn-proxy']).toBe(
      'the secret of this installation',
    );
    expect((await seenBy(await ask(without, '/api/x', { headers: forged }))).headers['x-posthorn-proxy']).toBeUndefined();
  });

  it('passes a stream on before it ends, head first', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url);

    const response = await ask(port, '/api/stream');
    const [chunk] = (await once(response, 'data')) as [Buffer];

    expect(response.headers['content-type']).toBe('text/event-stream');
    expect(chunk.toString()).toBe('data: one\n\n');
    expect(response.complete).toBe(false);
    response.destroy();
  });

  it('carries WebSockets both ways, text and bytes, and vouches for the client there too', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, {
      localAddress: '127.0.0.4',
      headers: { 'x-forwarded-for': '203.0.113.66' },
    });

    const [address] = (await once(socket, 'message')) as [Buffer];
    socket.send('ping');
    const [echoed] = (await once(socket, 'message')) as [Buffer];
    socket.send(Buffer.alloc(200_000, 7));
    const [bytes, isBinary] = (await once(socket, 'message')) as [Buffer, boolean];

    expect(address.toString()).toBe('127.0.0.4');
    expect(echoed.toString()).toBe('ping');
    expect(isBinary && bytes.equals(Buffer.alloc(200_000, 7))).toBe(true);
    socket.terminate();
  });

  it('answers 503 with Retry-After while the API is down, and refuses WebSockets', async () => {
    const { port } = await startConsole(new URL('http://127.0.0.1:1'));

    const response = await ask(port, '/graphql', { method: 'POST' }, '{}');
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`);
    const [refusal] = (await once(socket, 'error')) as [Error];

    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('2');
    expect(JSON.parse(await text(response))).toMatchObject({ errors: [{ extensions: { code: 'TRY_LATER' } }] });
    expect(refusal.message).toBe('socket hang up');
  });

  it('tells a person who comes back from a provider in words that the API is down', async () => {
    const { port } = await startConsole(new URL('http://127.0.0.1:1'));

    const response = await ask(port, '/api/oauth/callback/1?code=c&state=s', { headers: { accept: 'text/html,*/*;q=0.8' } });

    expect([response.statusCode, response.headers['content-type']]).toEqual([503, 'text/plain; charset=utf-8']);
    expect(response.headers['referrer-policy']).toBe('no-referrer');
    expect(await text(response)).toMatch(/^Posthorn is not answering just now. Reload this page/u);
  });

  it('gives pages a fresh nonce, the strict headers and their own path, never a forged one', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url);

    const response = await ask(port, '/system/mail?tab=1&_rsc=abc', { headers: { 'x-posthorn-path': '/forged', 'x-nonce': 'forged' } });
    const again = await ask(port, '/');
    const { headers } = await seenBy(response);
    again.resume();

    const policy = response.headers['content-security-policy'] ?? '';
    expect(headers['x-posthorn-path']).toBe('/system/mail?tab=1');
    expect(policy).toContain(`'nonce-${String(headers['x-nonce'])}'`);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toBe(again.headers['content-security-policy']);
    expect(response.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' });
  });

  it('keeps its own headers off the answers of the API, which frames previews by its own policy', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url);

    const response = await ask(port, '/api/preview/1');

    expect(response.headers['content-security-policy']).toBeUndefined();
    response.resume();
  });

  it('tells browsers to use https alone where people reach it so, of pages and API alike, and nowhere else', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url, '', { isHttps: true });
    const { port: plain } = await startConsole(api.url);

    const answers = [await ask(port, '/'), await ask(port, '/api/x'), await ask(plain, '/'), await ask(plain, '/api/x')];

    expect(answers.map(({ headers }) => headers['strict-transport-security'])).toEqual([
      'max-age=31536000',
      'max-age=31536000',
      undefined,
      undefined,
    ]);
    for (const answer of answers) answer.resume();
  });

  it('closes while a WebSocket is open', async () => {
    const api = await startApi();
    const { gateway, port } = await startConsole(api.url);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`);
    await once(socket, 'message');

    const closed = once(socket, 'close');
    await gateway.close();

    await closed;
    expect(gateway.server.listening).toBe(false);
  });
});

describe('what is no request of ours', () => {
  const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3}) /.exec(answer)?.[1]);

  it.each(['//', '//evil.example/', '/\\evil.example', '///x', '*', 'http://[', 'http://evil.example/', 'x'])(
    'is answered with 400: GET %s',
    async (target) => {
      const api = await startApi();
      const { port } = await startConsole(api.url);

      const answer = await sendRaw(port, `GET ${target} HTTP/1.1\r\nhost: x\r\n\r\n`);

      expect(statusOf(answer)).toBe(400);
    },
  );

  it('is answered, whatever the request line asks for', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url);
    const piece = fc.constantFrom('/', '//', '\\', '..', '%', '%2f', '?', '#', ':', '@', '[', 'http:', 'graphql', 'api', '*', 'x', '\xff');

    await fc.assert(
      fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 7 }), async (pieces) => {
        const answer = await sendRaw(port, `GET ${pieces.join('')} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);

        expect(statusOf(answer)).toBeGreaterThanOrEqual(200);
      }),
      { numRuns: 400 },
    );
  });

  it('does not open a WebSocket', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url);

    const answer = await sendRaw(port, 'GET // HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');

    expect(statusOf(answer)).toBe(404);
  });

  it('is answered with 500 where a page throws, at once or later, and the next one is served', async () => {
    const api = await startApi();
    const failures: unknown[] = [];
    const page = (request: IncomingMessage): unknown => {
      if (request.url === '/later') return Promise.reject(new Error('later'));
      throw new Error('at once');
    };
    const { port } = await startConsole(api.url, '', { page, onFailure: (error) => failures.push(error) });

    const answers = [await ask(port, '/at-once'), await ask(port, '/later'), await ask(port, '/graphql')];

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([500, 500, 200]);
    expect(failures.map(String)).toEqual(['Error: at once', 'Error: later']);
    for (const answer of answers) answer.resume();
  });
});

describe('a connection that keeps the console waiting', () => {
  const limits = { headersMs: 300, requestMs: 300, idleMs: 300, keepAliveMs: 300 };

  it.each([
    ['says nothing', ''],
    ['never ends its headers', 'GET / HTTP/1.1\r\nhost: x\r\n'],
    ['never ends its body', 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n{'],
    ['has its answer and asks for no more', 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'],
  ])('is closed where it %s', async (_what, bytes) => {
    const api = await startApi();
    const { port } = await startConsole(api.url, '', { limits });

    await sendRaw(port, bytes);
  });

  it('is closed where the page never answers', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url, '', { limits, page: () => undefined });

    expect(await sendRaw(port, 'GET / HTTP/1.1\r\nhost: x\r\n\r\n')).toBe('');
  });

  it('is answered with 503 where the API never answers', async () => {
    const silent = createServer(() => undefined);
    const { port } = await startConsole(new URL(`http://127.0.0.1:${await listen(silent)}`), '', { limits: { ...limits, idleMs: 2_000 } });
    closing.push(() => Promise.resolve(silent.closeAllConnections()).then(() => silent.close()));

    const answer = await sendRaw(port, 'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}');

    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
  });

  it('is kept where it is a WebSocket that rests', async () => {
    const api = await startApi();
    const { port } = await startConsole(api.url, '', { limits });
    const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`);
    await once(socket, 'message');

    await new Promise((resolve) => setTimeout(resolve, limits.idleMs * 4));
    socket.send('ping');

    expect(String(await once(socket, 'message'))).toBe('ping,false');
    socket.terminate();
  });
});
