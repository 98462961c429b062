import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { EgressPolicy } from '@posthorn/egress';
import { issueAuthority, startUnacceptingServer } from '@posthorn/testing';
import { egressFetch, type EgressFetchOptions } from './egress-fetch.ts';
import { HttpError } from './http-error.ts';

const closing: (() => Promise<unknown>)[] = [];
const opened = new Set<Socket>();
const authority = issueAuthority();
const canary = 'canary-in-the-body';

afterEach(async () => {
  for (const socket of opened) socket.destroy();
  for (const close of closing.splice(0)) await close();
});

async function listen(server: Server): Promise<number> {
  server.on('connection', (socket: Socket) => {
    opened.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

async function secureServer(names: string[], answer: RequestListener): Promise<{ port: number; ca: string }> {
  const { key, cert, ca } = await (await authority).issue({ names });
  return { port: await listen(createHttpsServer({ key, cert }, answer)), ca };
}

const opening = (port: number, allowCleartextAuth = false): EgressFetchOptions => ({
  policy: new EgressPolicy([{ host: '127.0.0.1', port, allowCleartextAuth }]),
  connectTimeoutMs: 1_000,
  requestTimeoutMs: 1_000,
  resolve: () => Promise.resolve(['127.0.0.1']),
});

const post = { method: 'POST', headers: { 'content-type': 'text/plain' }, body: canary };
const get = { method: 'GET', headers: {}, body: null };

async function failureOf(work: Promise<unknown>): Promise<HttpError> {
  const error: unknown = await work.then(
    () => null,
    (caught: unknown) => caught,
  );
  if (!(error instanceof HttpError)) throw new Error(`not the failure it should be: ${inspect(error)}`);
  expect(inspect(error, { depth: 12, showHidden: true })).not.toContain(canary);
  return error;
}

it('asks over TLS for the name it was given, at the address that was judged', async () => {
  const heard: string[] = [];
  const { port, ca } = await secureServer(['id.test'], (request, response) => {
    heard.push(`${request.method} ${request.url} ${request.headers.host}`);
    request.on('data', (octets: Buffer) => heard.push(octets.toString()));
    request.on('end', () => response.writeHead(201, { 'x-answer': 'yes' }).end('done'));
  });

  const answer = await egressFetch(`https://id.test:${port}/token?a=1`, post, { ...opening(port), ca });

  expect(heard).toEqual([`POST /token?a=1 id.test:${port}`, canary]);
  expect([answer.status, answer.headers.get('x-answer'), await answer.text()]).toEqual([201, 'yes', 'done']);
});

it('takes no certificate of another name, of nobody it knows, or none at all', async () => {
  let requests = 0;
  const { port, ca } = await secureServer(['other.test'], () => (requests += 1));
  const plain = await listen(createHttpServer(() => (requests += 1)));
  const known = { ...opening(port), ca };

  const failures = await Promise.all([
    failureOf(egressFetch(`https://id.test:${port}/`, post, known)),
    failureOf(
      egressFetch(`https://127.0.0.2:${port}/`, post, {
        ...known,
        policy: new EgressPolicy([{ host: '127.0.0.2', port, allowCleartextAuth: false }]),
      }),
    ),
    failureOf(egressFetch(`https://other.test:${port}/`, post, opening(port))),
    failureOf(egressFetch(`https://other.test:${plain}/`, post, opening(plain))),
  ]);

  expect(failures.map(({ code, systemCode }) => `${code} ${systemCode}`)).toEqual([
    'TLS ERR_TLS_CERT_ALTNAME_INVALID',
    expect.stringMatching(/^CONNECT /u),
    'TLS UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'TLS ERR_SSL_WRONG_VERSION_NUMBER',
  ]);
  expect(requests).toBe(0);
});

it('sends nothing in clear unless a rule permits secrets there', async () => {
  let requests = 0;
  const port = await listen(
    createHttpServer((_request, response) => {
      requests += 1;
      response.end('ok');
    }),
  );

  const failure = await failureOf(egressFetch(`http://127.0.0.1:${port}/`, post, opening(port)));
  const answer = await egressFetch(`http://127.0.0.1:${port}/`, post, opening(port, true));

  expect([failure.code, requests, await answer.text()]).toEqual(['CLEARTEXT', 1, 'ok']);
});

it.each([
  'https://127.0.0.1/',
  'https://[::1]/',
  'https://2130706433/',
  'https://0x7f.1/',
  'https://[::ffff:127.0.0.1]/',
  'https://169.254.169.254/latest/meta-data',
  'https://inside.test/',
])('does not go to %s', async (url) => {
  const policy = new EgressPolicy([]);

  const failure = await failureOf(egressFetch(url, post, { policy, resolve: () => Promise.resolve(['10.0.0.1']) }));

  expect([failure.code, /\d+\.\d+\.\d+\.\d+/u.test(failure.message.replace(new URL(url).hostname, ''))]).toEqual([
    'DESTINATION_BLOCKED',
    false,
  ]);
});

it('resolves once: a name that answers differently the second time has no second time', async () => {
  const { port, ca } = await secureServer(['rebind.test'], (_request, response) => response.end('ok'));
  let asked = 0;
  const resolve = (): Promise<string[]> => Promise.resolve([asked++ === 0 ? '127.0.0.1' : '169.254.169.254']);

  await egressFetch(`https://rebind.test:${port}/`, get, { ...opening(port), ca, resolve });

  expect(asked).toBe(1);
});

it.each(['', 'id.test', 'ftp://id.test/', 'file:///etc/passwd', 'javascript:alert(1)', 'https://user:password@id.test/', 'https://'])(
  'takes %p for no URL to ask',
  async (url) => {
    const failure = await failureOf(egressFetch(url, get, { policy: new EgressPolicy([]) }));

    expect([failure.code, failure.message.includes('password')]).toEqual(['BAD_URL', false]);
  },
);

it.each<[string, RequestListener, string]>([
  ['a redirect', (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end(), 'REDIRECTED'],
  ['a status of its own', (_request, response) => response.writeHead(799).end(), 'NOT_HTTP'],
  ['a compressed answer', (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'), 'COMPRESSED'],
  ['too much', (_request, response) => response.end('x'.repeat(1_001)), 'TOO_LARGE'],
  ['headers without end', (_request, response) => response.writeHead(200, { 'x-much': 'x'.repeat(20_000) }).end(), 'NOT_HTTP'],
  [
    'half an answer',
    (_request, response) => void response.writeHead(200, { 'content-length': '9' }).write('x', () => response.destroy()),
    'DROPPED',
  ],
  ['nothing', (_request, response) => response.destroy(), 'DROPPED'],
  ['no answer in time', () => undefined, 'TIMEOUT'],
  ['an answer without end', (_request, response) => void response.writeHead(200).write('x'), 'TIMEOUT'],
])('ends with %s', async (_name, answer, code) => {
  const port = await listen(createHttpServer(answer));
  const limits = { maxAnswerOctets: 1_000, requestTimeoutMs: 200 };

  expect((await failureOf(egressFetch(`http://127.0.0.1:${port}/`, post, { ...opening(port, true), ...limits }))).code).toBe(code);
});

it('knows what is no HTTP', async () => {
  const port = await listen(createTcpServer((socket) => socket.end('220 mail.test ESMTP\r\n')));

  expect((await failureOf(egressFetch(`http://127.0.0.1:${port}/`, get, opening(port, true)))).code).toBe('NOT_HTTP');
});

it('takes a handshake that is cut off for a matter of the network', async () => {
  const port = await listen(createTcpServer((socket) => socket.once('data', () => socket.destroy())));

  expect((await failureOf(egressFetch(`https://id.test:${port}/`, get, opening(port)))).code).toBe('DROPPED');
});

it('reads an answer of just the size it may have, and one without a body', async () => {
  const port = await listen(
    createHttpServer((request, response) => {
      if (request.url === '/empty') response.writeHead(204).end();
      else response.end('x'.repeat(1_000));
    }),
  );
  const options = { ...opening(port, true), maxAnswerOctets: 1_000 };

  const [full, empty] = await Promise.all(['full', 'empty'].map((path) => egressFetch(`http://127.0.0.1:${port}/${path}`, get, options)));

  expect([(await full?.text())?.length, empty?.status, await empty?.text()]).toEqual([1_000, 204, '']);
});

it('gives up connecting after its own time, also in the middle of the handshake', async () => {
  const silent = await listen(createTcpServer(() => undefined));
  const unaccepting = await startUnacceptingServer();
  closing.push(() => unaccepting.close());
  const hurried = (to: number): EgressFetchOptions => ({ ...opening(to), connectTimeoutMs: 150, requestTimeoutMs: 600_000 });

  const failures = await Promise.all(
    [silent, unaccepting.port].map((to) => failureOf(egressFetch(`https://id.test:${to}/`, post, hurried(to)))),
  );

  expect(failures.map(({ code }) => code)).toEqual(['TIMEOUT', 'TIMEOUT']);
});

it('stops when it is called off', async () => {
  const port = await listen(createHttpServer(() => undefined));
  const caller = new AbortController();
  const asking = failureOf(egressFetch(`http://127.0.0.1:${port}/`, post, { ...opening(port, true), signal: caller.signal }));

  setTimeout(() => caller.abort(), 50);

  expect((await asking).code).toBe('ABORTED');
});

it('leaves no connection behind, whatever came', async () => {
  const port = await listen(createHttpServer((request, response) => (request.url === '/ok' ? response.end('ok') : undefined)));
  const options = { ...opening(port, true), requestTimeoutMs: 100 };

  await egressFetch(`http://127.0.0.1:${port}/ok`, get, options);
  await failureOf(egressFetch(`http://127.0.0.1:${port}/hang`, get, options));
  const before = performance.now();
  while ([...opened].some((socket) => !socket.destroyed) && performance.now() - before < 20_000)
    await new Promise((resolve) => setImmediate(resolve));

  expect([...opened].filter((socket) => !socket.destroyed)).toEqual([]);
});
