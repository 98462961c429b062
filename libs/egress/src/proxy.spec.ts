import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { startHttpProxy, startSocksProxy, startUnacceptingServer, until, type TestProxy, type TestProxyOptions } from '@posthorn/testing';
import { dial, type DialOptions } from './dial.ts';
import { EgressError } from './errors.ts';
import { forbiddenSpellings } from './forbidden-spellings.ts';
import { EgressPolicy } from './policy.ts';
import { refusedInOneTime } from './refused-in-one-time.ts';
import type { Proxy } from './proxy.ts';

const canary = 'canary-proxy-password';
const opened: { close(): unknown }[] = [];
let server: Server;
let port: number;

beforeEach(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write('220 hello\r\n');
    socket.on('data', (octets) => socket.write(octets));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const thing of opened.splice(0)) await thing.close();
  await new Promise((resolve) => server.close(resolve));
});

const kinds = ['HTTP', 'SOCKS5'] as const;

async function startProxy(kind: Proxy['kind'], options: TestProxyOptions = {}): Promise<TestProxy> {
  const proxy = await (kind === 'HTTP' ? startHttpProxy(options) : startSocksProxy(options));
  opened.push(proxy);
  return proxy;
}

const throughIt = (kind: Proxy['kind'], via: { host?: string; port: number }, changes: Partial<Proxy> = {}): Proxy => ({
  kind,
  host: via.host ?? '127.0.0.1',
  port: via.port,
  username: null,
  password: null,
  ...changes,
});

/** Opens the proxy and the server behind it. */
const opening = (via: { port: number }, allowCleartextAuth = true): EgressPolicy =>
  new EgressPolicy([
    { host: '127.0.0.1', port, allowCleartextAuth: false },
    { host: '127.0.0.1', port: via.port, allowCleartextAuth },
  ]);

async function refusalOf(options: Omit<DialOptions, 'timeoutMs' | 'port'> & Partial<DialOptions>): Promise<EgressError> {
  const error: unknown = await dial({ port, timeoutMs: 2_000, ...options }).catch((caught: unknown) => caught);
  if (error instanceof EgressError) return error;
  throw new Error('the connection was not refused');
}

/** What arrives, once it has as many lines, and a moment longer. */
async function hear(socket: Socket, lines: number): Promise<string> {
  let heard = '';
  socket.on('data', (octets: Buffer) => (heard += octets.toString()));
  await until(() => heard.split('\n').length > lines);
  await delay(30);
  return heard;
}

describe.each(kinds)('a proxy (%s)', (kind) => {
  it.each([false, true])('connects; the greeting arrives whole, on the heels of its own answer: %s', async (answersWithFirstOctets) => {
    const via = await startProxy(kind, { answersWithFirstOctets });
    const stages: string[] = [];

    const dialled = await dial({
      host: 'mail.test',
      port,
      policy: opening(via),
      timeoutMs: 2_000,
      proxy: throughIt(kind, via),
      resolve: () => Promise.resolve(['127.0.0.1']),
      onResolved: ({ addresses, proxyAddresses }) => stages.push(`resolved ${addresses.join()} via ${proxyAddresses?.join()}`),
      onProxyConnected: (address) => stages.push(`at ${address}`),
    });
    // Whoever owns the socket may take his time.
    await delay(50);
    dialled.socket.write('echo\r\n');
    const heard = await hear(dialled.socket, 2);
    dialled.socket.destroy();

    expect(heard).toBe('220 hello\r\necho\r\n');
    expect([via.targets, dialled.address]).toEqual([[`127.0.0.1:${port}`], '127.0.0.1']);
    expect(stages).toEqual(['resolved 127.0.0.1 via 127.0.0.1', 'at 127.0.0.1']);
    expect(dialled.proxyMs).toBeGreaterThan(0);
  });

  it('is handed the judged address and never the name, also by a resolver that changes its mind', async () => {
    const via = await startProxy(kind);
    let answers = 0;
    const resolve = (host: string): Promise<string[]> =>
      Promise.resolve(host === 'rebind.test' ? [answers++ === 0 ? '127.0.0.1' : '169.254.169.254'] : ['127.0.0.1']);

    const dialled = await dial({
      host: 'rebind.test',
      port,
      policy: opening(via),
      timeoutMs: 2_000,
      proxy: throughIt(kind, { host: 'proxy.test', port: via.port }),
      resolve,
    });
    dialled.socket.destroy();

    expect([answers, via.targets, via.heard.includes('rebind')]).toEqual([1, [`127.0.0.1:${port}`], false]);
  });

  it('that is public gets no host inside to connect to, however it is spelt', async () => {
    const via = await startProxy(kind);
    const policy = new EgressPolicy([{ host: '127.0.0.1', port: via.port, allowCleartextAuth: false }]);

    const answers = await Promise.all(
      forbiddenSpellings.map(async (host) => [host, (await refusalOf({ host, policy, proxy: throughIt(kind, via) })).code]),
    );

    expect(answers).toEqual(forbiddenSpellings.map((host) => [host, 'DESTINATION_BLOCKED']));
    expect(via.connections).toBe(0);
  });

  it('that is inside is blocked, however it is spelt, in the same words and time as a host', async () => {
    const policy = new EgressPolicy([{ host: '127.0.0.1', port, allowCleartextAuth: false }]);
    const throughProxyAt = (host: string) => refusalOf({ host: '127.0.0.1', policy, proxy: throughIt(kind, { host, port: 3_128 }) });

    const refusals = await Promise.all(forbiddenSpellings.map(throughProxyAt));
    const [refusedProxy, refusedHost] = [throughProxyAt('10.0.0.1'), refusalOf({ host: '10.0.0.1', policy })];
    const inOneTime = await refusedInOneTime(refusedProxy, refusedHost);
    const [atProxy, atHost] = await Promise.all([refusedProxy, refusedHost]);

    expect(refusals.map(({ code, endpoint }) => `${code} ${endpoint}`)).toEqual(forbiddenSpellings.map(() => 'DESTINATION_BLOCKED PROXY'));
    expect([atProxy.message, atProxy.stage]).toEqual([atHost.message, atHost.stage]);
    expect(inOneTime).toBe(true);
  });

  it('is shown credentials, and only its own', async () => {
    const via = await startProxy(kind, { username: 'ada', password: canary });

    const dialled = await dial({
      host: '127.0.0.1',
      port,
      policy: opening(via),
      timeoutMs: 2_000,
      proxy: throughIt(kind, via, { username: 'ada', password: canary }),
    });
    const heard = await hear(dialled.socket, 1);
    dialled.socket.destroy();

    expect([via.credentials, heard]).toEqual([[`ada:${canary}`], '220 hello\r\n']);
  });

  it('is not shown credentials where no rule permits that: they would travel in clear', async () => {
    const via = await startProxy(kind, { username: 'ada', password: canary });

    const error = await refusalOf({
      host: '127.0.0.1',
      policy: opening(via, false),
      proxy: throughIt(kind, via, { username: 'ada', password: canary }),
    });

    expect([error.code, error.stage, via.heard.length]).toEqual(['CLEARTEXT', 'PROXY', 0]);
  });

  it.each([
    ['wrong', { username: 'ada', password: canary }],
    ['missing', { username: null, password: null }],
    ['too long', { username: 'ada', password: canary.repeat(20) }],
  ])('that does not take the credentials (%s) is named, and they are in no error', async (_name, credentials) => {
    const via = await startProxy(kind, { username: 'ada', password: 'another' });

    const error = await refusalOf({ host: '127.0.0.1', policy: opening(via), proxy: throughIt(kind, via, credentials) });

    expect([error.code, error.stage, error.endpoint]).toEqual(['PROXY_AUTH', 'PROXY', 'PROXY']);
    expect(inspect(error, { depth: 10 }) + JSON.stringify(error)).not.toMatch(new RegExp(`${canary}|${btoa(`ada:${canary}`)}`, 'u'));
  });

  it('that refuses is quoted, without what it says at length', async () => {
    const via = await startProxy(kind, { refuse: kind === 'HTTP' ? '403 Not in this house' : '2' });

    const error = await refusalOf({ host: '127.0.0.1', policy: opening(via), proxy: throughIt(kind, via) });
    await until(() => via.open === 0);

    expect([error.code, error.stage]).toEqual(['PROXY_REFUSED', 'PROXY']);
    expect(error.message).toBe(kind === 'HTTP' ? '403 Not in this house' : 'not allowed');
    expect(via.open).toBe(0);
  });

  it('that cannot reach the first address is asked for the next', async () => {
    const refusal = kind === 'HTTP' ? '502 Bad Gateway' : '4';
    const via = await startProxy(kind, {
      refuse: (target) => (target.startsWith('[') ? refusal : null),
      connectTo: { host: '127.0.0.1', port },
    });

    const dialled = await dial({
      host: 'dual.test',
      port,
      policy: new EgressPolicy([{ host: '127.0.0.1', port: via.port, allowCleartextAuth: false }]),
      timeoutMs: 2_000,
      proxy: throughIt(kind, via),
      resolve: (host) => Promise.resolve(host === 'dual.test' ? ['2606:4700::1', '1.1.1.1'] : ['127.0.0.1']),
    });
    dialled.socket.destroy();

    expect([via.targets, dialled.address]).toEqual([[`[2606:4700::1]:${port}`, `1.1.1.1:${port}`], '1.1.1.1']);
  });

  it.each(['GARBAGE', 'DROP'] as const)('that is none is named: %s', async (misbehave) => {
    const via = await startProxy(kind, { misbehave });

    const error = await refusalOf({ host: '127.0.0.1', policy: opening(via), proxy: throughIt(kind, via) });

    expect([error.code, error.stage]).toEqual(['PROXY_FAILED', 'PROXY']);
    expect(inspect(error, { depth: 10 })).not.toContain('mail.test');
  });

  it('that says nothing is left after the time given, and nothing stays open', async () => {
    const via = await startProxy(kind, { misbehave: 'HANG' });

    const error = await refusalOf({ host: '127.0.0.1', policy: opening(via), proxy: throughIt(kind, via), timeoutMs: 150 });
    await until(() => via.open === 0);

    expect([error.code, error.stage, via.open]).toEqual(['TIMEOUT', 'PROXY', 0]);
  });

  it('is left at once when its caller aborts', async () => {
    const via = await startProxy(kind, { misbehave: 'HANG' });

    const error = await refusalOf({
      host: '127.0.0.1',
      policy: opening(via),
      proxy: throughIt(kind, via),
      signal: AbortSignal.timeout(100),
    });
    await until(() => via.open === 0);

    expect([error.code, error.stage, via.open]).toEqual(['ABORTED', 'PROXY', 0]);
  });

  it('that cannot be found is told from a host that cannot', async () => {
    const resolve = (host: string): Promise<string[]> => Promise.resolve(host === 'known.test' ? ['1.1.1.1'] : []);
    const policy = new EgressPolicy([]);

    const noProxy = await refusalOf({ host: 'known.test', policy, resolve, proxy: throughIt(kind, { host: 'gone.test', port: 1 }) });
    const noHost = await refusalOf({ host: 'gone.test', policy, resolve, proxy: throughIt(kind, { host: 'known.test', port: 1 }) });

    expect([noProxy.code, noProxy.stage, noProxy.endpoint]).toEqual(['DNS', 'DNS', 'PROXY']);
    expect([noHost.code, noHost.stage, noHost.endpoint]).toEqual(['DNS', 'DNS', 'HOST']);
  });

  it('where nobody listens is named as the proxy, with the reason', async () => {
    const via = await startProxy(kind);
    await via.close();

    const error = await refusalOf({ host: '127.0.0.1', policy: opening(via), proxy: throughIt(kind, via) });

    expect([error.code, error.stage, error.endpoint, error.systemCode]).toEqual(['CONNECT', 'CONNECT', 'PROXY', 'ECONNREFUSED']);
  });

  it('that accepts no connection is a matter of CONNECT', async () => {
    const silent = await startUnacceptingServer();
    opened.push(silent);

    const error = await refusalOf({ host: '127.0.0.1', policy: opening(silent), proxy: throughIt(kind, silent), timeoutMs: 150 });

    expect([error.code, error.stage]).toEqual(['TIMEOUT', 'CONNECT']);
  });
});
