import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TestProxyOptions {
  /** Asked for where given. Default: everybody may use it. */
  username?: string;
  password?: string;
  /** What it says to every request. HTTP: a status line's end such as `403 Forbidden`; SOCKS: a reply code such as `2`. */
  refuse?: string | ((target: string) => string | null);
  /** HANG: takes everything and says nothing. GARBAGE: answers something else. DROP: hangs up on the first octet. */
  misbehave?: 'HANG' | 'GARBAGE' | 'DROP';
  /** Connects here, whatever it was asked for. Default: where it was asked to. */
  connectTo?: { host: string; port: number };
  /** Waits for the first octets of the other side and sends them right behind its own answer. */
  answersWithFirstOctets?: boolean;
}

export interface TestProxy {
  host: string;
  port: number;
  /** What it was asked to connect to, `address:port` each, in order. */
  targets: string[];
  /** Credentials it was shown, `user:password` each. */
  credentials: string[];
  /** Every octet it was sent before it connected anybody. */
  readonly heard: Buffer;
  readonly connections: number;
  /** Connections still open. */
  readonly open: number;
  close(): Promise<void>;
}

interface Visit {
  socket: Socket;
  options: TestProxyOptions;
  state: ProxyState;
}

interface ProxyState {
  targets: string[];
  credentials: string[];
  heard: Buffer[];
  connections: number;
  sockets: Set<Socket>;
}

/** An HTTP proxy on loopback that knows CONNECT (RFC 9110 section 9.3.6) and nothing else. */
export function startHttpProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  return startProxy(options, (visit) => serveHttp(visit));
}

/** A SOCKS 5 proxy on loopback: CONNECT, with RFC 1929 credentials or without (RFC 1928). */
export function startSocksProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  return startProxy(options, (visit) => serveSocks(visit));
}

async function startProxy(options: TestProxyOptions, serve: (visit: Visit) => Promise<void>): Promise<TestProxy> {
  const state: ProxyState = { targets: [], credentials: [], heard: [], connections: 0, sockets: new Set() };
  const server = createServer((socket) => {
    state.connections += 1;
    state.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => state.sockets.delete(socket));
    if (options.misbehave === 'DROP') socket.once('data', () => socket.destroy());
    else if (options.misbehave === 'GARBAGE') socket.resume().write('220 mail.test ESMTP, no proxy at all\r\n');
    else if (options.misbehave === 'HANG') socket.resume();
    else void serve({ socket, options, state }).catch(() => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    targets: state.targets,
    credentials: state.credentials,
    get heard() {
      return Buffer.concat(state.heard);
    },
    get connections() {
      return state.connections;
    },
    get open() {
      return state.sockets.size;
    },
    close: () => {
      for (const socket of state.sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function serveHttp(visit: Visit): Promise<void> {
  const { socket, options, state } = visit;
  const head = await readUntil(visit, (octets) => octets.includes('\r\n\r\n'));
  const target = /^CONNECT (\S+) HTTP\/1\.1\r\n/u.exec(head.toString())?.[1];
  const shown = /^proxy-authorization: basic (\S+)\r$/imu.exec(head.toString())?.[1];
  if (shown !== undefined) state.credentials.push(Buffer.from(shown, 'base64').toString());
  if (options.username !== undefined && state.credentials.at(-1) !== `${options.username}:${options.password}`) {
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="test"\r\n\r\n');
    return;
  }
  if (target === undefined) return void socket.end('HTTP/1.1 405 Method Not Allowed\r\n\r\n');
  state.targets.push(target);
  const refusal = refusalOf(options, target);
  if (refusal !== null) return void socket.end(`HTTP/1.1 ${refusal}\r\nContent-Length: 6\r\n\r\nsecret`);
  const { hostname, port } = new URL(`http://${target}`);
  await forward(
    visit,
    { host: withoutBrackets(hostname), port: Number(port || 80) },
    'HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n',
  );
}

async function serveSocks(visit: Visit): Promise<void> {
  const { socket, options, state } = visit;
  const hello = await readUntil(visit, (octets) => octets.length > 1 && octets.length >= 2 + (octets[1] ?? 0));
  const method = options.username === undefined ? 0 : 2;
  if (!hello.subarray(2).includes(method)) return void socket.end(Buffer.from([5, 0xff]));
  socket.write(Buffer.from([5, method]));
  if (method === 2) {
    const shown = await readUntil(visit, (octets) => octets.length > 2 && octets.length >= credentialsLength(octets));
    const userEnd = 2 + (shown[1] ?? 0);
    state.credentials.push(`${shown.toString('utf8', 2, userEnd)}:${shown.toString('utf8', userEnd + 1)}`);
    const right = state.credentials.at(-1) === `${options.username}:${options.password}`;
    if (!right) return void socket.end(Buffer.from([1, 1]));
    socket.write(Buffer.from([1, 0]));
  }
  const request = await readUntil(visit, (octets) => octets.length > 4 && octets.length >= requestLength(octets));
  const target = socksTarget(request);
  state.targets.push(target.text);
  const refusal = refusalOf(options, target.text);
  if (refusal !== null) return void socket.end(Buffer.from([5, Number(refusal), 0, 1, 0, 0, 0, 0, 0, 0]));
  await forward(visit, target, Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 25]));
}

/** RFC 1929 section 2: version, length, user, length, password. */
function credentialsLength(octets: Buffer): number {
  const userEnd = 2 + (octets[1] ?? 0);
  return octets.length > userEnd ? userEnd + 1 + (octets[userEnd] ?? 0) : userEnd + 1;
}

/** RFC 1928 section 4: four octets, the address by its kind, the port. */
function requestLength(octets: Buffer): number {
  const kind = octets[3];
  return 6 + (kind === 1 ? 4 : kind === 4 ? 16 : 1 + (octets[4] ?? 0));
}

function socksTarget(request: Buffer): { text: string; host: string; port: number } {
  const end = requestLength(request) - 2;
  const port = request.readUInt16BE(end);
  const octets = request.subarray(4, end);
  if (request[3] === 1) return { text: `${octets.join('.')}:${port}`, host: octets.join('.'), port };
  if (request[3] === 3) return { text: `${octets.toString('utf8', 1)}:${port}`, host: octets.toString('utf8', 1), port };
  const groups = Array.from({ length: 8 }, (_, index) => octets.readUInt16BE(index * 2).toString(16)).join(':');
  const host = withoutBrackets(new URL(`http://[${groups}]`).hostname);
  return { text: `[${host}]:${port}`, host, port };
}

function refusalOf({ refuse }: TestProxyOptions, target: string): string | null {
  return typeof refuse === 'function' ? refuse(target) : (refuse ?? null);
}

const withoutBrackets = (host: string): string => host.replace(/^\[(.*)\]$/u, '$1');

/** The octets of one step. A client waits for the answer to each, so nothing follows them. */
async function readUntil({ socket, state }: Visit, complete: (octets: Buffer) => boolean): Promise<Buffer> {
  let octets = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      state.heard.push(chunk);
      octets = Buffer.concat([octets, chunk]);
      if (!complete(octets)) return;
      socket.off('data', onData);
      resolve(octets);
    };
    socket.on('data', onData);
    socket.once('close', () => reject(new Error('the client left')));
  });
}

async function forward({ socket, options, state }: Visit, target: { host: string; port: number }, answer: string | Buffer): Promise<void> {
  const far = connect(options.connectTo ?? { host: target.host, port: target.port });
  state.sockets.add(far);
  far.on('error', () => socket.destroy());
  far.once('close', () => {
    state.sockets.delete(far);
    socket.destroySoon();
  });
  socket.once('close', () => far.destroy());
  await new Promise((resolve) => far.once('connect', resolve));
  const first = options.answersWithFirstOctets ? await new Promise<Buffer>((resolve) => far.once('data', resolve)) : Buffer.alloc(0);
  socket.write(Buffer.concat([Buffer.from(answer), first]));
  socket.pipe(far);
  far.pipe(socket);
}
