import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { startUnacceptingServer } from '@posthorn/testing';
import { happyOrder } from './connect.ts';
import { dial, type DialOptions } from './dial.ts';
import { EgressError } from './errors.ts';
import { forbiddenSpellings } from './forbidden-spellings.ts';
import { EgressPolicy } from './policy.ts';
import { refusedInOneTime } from './refused-in-one-time.ts';

let server: Server;
let port: number;
let accepted: number;

beforeEach(async () => {
  accepted = 0;
  server = createServer((socket) => {
    accepted += 1;
    socket.on('error', () => undefined);
    socket.end('220 hello\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const opened = () => new EgressPolicy([{ host: '127.0.0.0/8', port, allowCleartextAuth: false }]);

async function refusalOf(options: Partial<DialOptions>): Promise<EgressError> {
  const error: unknown = await dial({ host: '127.0.0.1', port, policy: new EgressPolicy([]), timeoutMs: 2_000, ...options }).catch(
    (caught: unknown) => caught,
  );
  if (error instanceof EgressError) return error;
  throw new Error('the connection was not refused');
}

describe('a destination nobody opened', () => {
  it('is blocked however it is spelt', async () => {
    const answers = await Promise.all(forbiddenSpellings.map(async (host) => [host, (await refusalOf({ host })).code]));

    expect(answers).toEqual(forbiddenSpellings.map((host) => [host, 'DESTINATION_BLOCKED']));
    expect(forbiddenSpellings.length).toBeGreaterThan(40);
    expect(accepted).toBe(0);
  });

  it('is blocked where one of its addresses is', async () => {
    const error = await refusalOf({ host: 'mail.example.com', resolve: () => Promise.resolve(['8.8.8.8', '10.0.0.1']) });

    expect(error.code).toBe('DESTINATION_BLOCKED');
  });

  it('is refused in one time, whether looked up or literal, and says nothing about the inside', async () => {
    const lookup = () => new Promise<string[]>((resolve) => setTimeout(() => resolve(['10.1.2.3']), 100));

    const literal = refusalOf({});
    const lookedUp = refusalOf({ host: 'db.internal', resolve: lookup });

    expect(await refusedInOneTime(literal, lookedUp)).toBe(true);
    expect((await lookedUp).message).toBe((await literal).message);
    expect((await lookedUp).message).not.toContain('10.');
  });
});

describe('an internal name that nobody knows', () => {
  const unknown = () => Promise.reject(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' }));

  it.each(['db.internal', 'printer', 'nas.lan', 'Vault.Home.Arpa.', 'dc1.corp'])('is refused as one that is there: %s', async (host) => {
    const missing = await refusalOf({ host, resolve: unknown });
    const there = await refusalOf({ host, resolve: () => Promise.resolve(['10.1.2.3']) });

    expect([missing.code, missing.stage, missing.message, missing.endpoint]).toEqual([
      there.code,
      there.stage,
      there.message,
      there.endpoint,
    ]);
    expect(missing.systemCode).toBe(there.systemCode);
  });

  it('is said to be unknown where the system admin allowed it by name, and outside', async () => {
    const policy = new EgressPolicy([{ host: 'relay.internal', port, allowCleartextAuth: false }]);

    expect((await refusalOf({ host: 'relay.internal', policy, resolve: unknown })).code).toBe('DNS');
    expect((await refusalOf({ host: 'smtp.exmaple.org', resolve: unknown })).code).toBe('DNS');
  });
});

describe('an open destination', () => {
  it('is connected to, with both stages timed', async () => {
    const dialled = await dial({
      host: 'mail.test',
      port,
      policy: opened(),
      timeoutMs: 2_000,
      resolve: () => Promise.resolve(['127.0.0.1']),
    });
    const greeting = await new Promise((resolve) => dialled.socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
    dialled.socket.destroy();

    expect(greeting).toBe('220 hello\r\n');
    expect(dialled).toMatchObject({ address: '127.0.0.1', addresses: ['127.0.0.1'] });
    expect(dialled.dnsMs).toBeGreaterThanOrEqual(0);
    expect(dialled.connectMs).toBeGreaterThan(0);
  });

  it('is resolved once, so that a name which changes its answer gains nothing', async () => {
    let answers = 0;
    const rebinding = () => Promise.resolve(answers++ === 0 ? ['127.0.0.1'] : ['127.0.0.66']);

    const dialled = await dial({ host: 'rebind.test', port, policy: opened(), timeoutMs: 2_000, resolve: rebinding });
    const peer = dialled.socket.remoteAddress;
    dialled.socket.destroy();

    expect([answers, peer]).toEqual([1, '127.0.0.1']);
  });

  it('is reached through its second address when the first refuses', async () => {
    const dialled = await dial({
      host: 'two.test',
      port,
      policy: opened(),
      timeoutMs: 2_000,
      resolve: () => Promise.resolve(['127.0.0.9', '127.0.0.1']),
    });
    dialled.socket.destroy();

    expect(dialled.address).toBe('127.0.0.1');
  });
});

describe('failures', () => {
  it('name a host that does not resolve', async () => {
    const error = await refusalOf({ host: 'no-such-host.invalid' });

    expect([error.code, error.stage]).toEqual(['DNS', 'DNS']);
    expect(error.systemCode).toMatch(/ENOTFOUND|EAI_AGAIN/u);
  });

  it('name a host without addresses, and an empty one', async () => {
    expect((await refusalOf({ host: 'empty.test', resolve: () => Promise.resolve([]) })).code).toBe('DNS');
    expect((await refusalOf({ host: ' ' })).code).toBe('DNS');
  });

  it('name a refused connection', async () => {
    await new Promise((resolve) => server.close(resolve));
    const error = await refusalOf({ policy: opened() });
    server.listen(0, '127.0.0.1');

    expect([error.code, error.stage, error.systemCode]).toEqual(['CONNECT', 'CONNECT', 'ECONNREFUSED']);
  });

  it('name a resolver that hangs, after the time given', async () => {
    const error = await refusalOf({ host: 'slow.test', timeoutMs: 150, resolve: () => new Promise(() => undefined) });

    expect([error.code, error.stage]).toEqual(['TIMEOUT', 'DNS']);
  });

  it('name a host that never accepts, after the time given, and leave no attempt behind', async () => {
    const silent = await startUnacceptingServer();
    const policy = new EgressPolicy([{ host: '127.0.0.1', port: silent.port, allowCleartextAuth: false }]);
    const sockets = (): number => process.getActiveResourcesInfo().filter((name) => /TCP(SocketWrap|ConnectWrap)/u.test(name)).length;
    const before = sockets();

    const error = await refusalOf({ port: silent.port, policy, timeoutMs: 150 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    const after = sockets();
    await silent.close();

    expect([error.code, error.stage]).toEqual(['TIMEOUT', 'CONNECT']);
    expect(after).toBe(before);
  });

  it('name an abort, before and during the lookup', async () => {
    const hanging = { host: 'slow.test', resolve: () => new Promise<string[]>(() => undefined) };
    const before = await refusalOf({ ...hanging, signal: AbortSignal.abort() });
    const during = await refusalOf({ ...hanging, signal: AbortSignal.timeout(50) });

    expect([before.code, during.code]).toEqual(['ABORTED', 'ABORTED']);
  });
});

it('tries the two families in turn', () => {
  expect(happyOrder(['2a00::1', '2a00::2', '8.8.8.8', '1.1.1.1'])).toEqual(['2a00::1', '8.8.8.8', '2a00::2', '1.1.1.1']);
  expect(happyOrder(['8.8.8.8', '2a00::1', '2a00::2'])).toEqual(['8.8.8.8', '2a00::1', '2a00::2']);
  expect(happyOrder(['8.8.8.8'])).toEqual(['8.8.8.8']);
  expect(happyOrder([])).toEqual([]);
});
