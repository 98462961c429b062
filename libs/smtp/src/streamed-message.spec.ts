import { createServer, type AddressInfo, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { EgressPolicy } from '@posthorn/egress';
import { startRawServer, until, type RawServer, type RawServerScript } from '@posthorn/testing';
import { openSession } from './session.ts';
import { SmtpFailure, type Mail, type SmtpSession, type StreamedMessage } from './types.ts';

const megabyte = 1024 * 1024;
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close();
});

async function open(port: number, timeoutMs = 3_000): Promise<SmtpSession> {
  const policy = new EgressPolicy([{ host: '127.0.0.1', port, allowCleartextAuth: false }]);
  const session = await openSession({ host: '127.0.0.1', port, security: 'NONE', username: null, password: null, timeoutMs }, { policy });
  opened.push(session);
  return session;
}

async function rawServer(script: RawServerScript = {}): Promise<RawServer> {
  const server = await startRawServer(script);
  opened.push(server);
  return server;
}

const mail = (raw: Mail['raw'], beforeData = (): Promise<void> => Promise.resolve()): Mail => ({
  from: 'a@example.com',
  to: ['b@example.com'],
  raw,
  beforeData,
});

const streamed = (open: () => Readable, changes: Partial<StreamedMessage> = {}): StreamedMessage => ({
  octets: 1_000,
  ascii: true,
  open,
  ...changes,
});

/** Takes messages of any size and remembers how many octets came and how they ended, nothing else. */
async function countingServer(): Promise<{ port: number; octets: () => number; ending: () => string; close(): Promise<void> }> {
  let octets = 0;
  let ending = '';
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let inData = false;
    socket.on('error', () => undefined);
    socket.write('220 count.test ESMTP\r\n');
    socket.on('data', (chunk: Buffer) => {
      if (!inData) {
        // One command at a time: PIPELINING is not offered.
        inData = chunk.toString().startsWith('DATA');
        socket.write(inData ? '354 go\r\n' : '250 count.test\r\n');
        return;
      }
      octets += chunk.length;
      ending = (ending + chunk.subarray(-5).toString('latin1')).slice(-5);
      if (ending !== '\r\n.\r\n') return;
      inData = false;
      socket.write('250 2.0.0 Ok: queued as BIG1\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, octets: () => octets, ending: () => ending, close };
}

describe('a streamed message', () => {
  it('arrives to the byte, leading dots and bare line feeds put right', async () => {
    const server = await rawServer();
    const session = await open(server.port);
    const parts = ['Subject: x\r\n', '\r\n.dot\r', '\n..\r\nbare\nfeed', '\r\n'];

    const result = await session.send(mail(streamed(() => Readable.from(parts.map((part) => Buffer.from(part))))));

    expect(result.reply?.code).toBe(250);
    expect(server.bodies).toEqual(['Subject: x\r\n\r\n..dot\r\n...\r\nbare\r\nfeed']);
  });

  it('is opened once, after the marker', async () => {
    const server = await rawServer();
    const session = await open(server.port);
    const order: string[] = [];
    const source = streamed(() => {
      order.push('opened');
      return Readable.from([Buffer.from('Subject: x\r\n\r\nx')]);
    });

    await session.send(
      mail(source, async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        order.push('marked');
      }),
    );

    expect(order).toEqual(['marked', 'opened']);
  });

  it('is never opened where no recipient is accepted, or the marker is refused', async () => {
    const server = await rawServer({ replies: { RCPT: ['550 5.1.1 unknown', '250 ok'], DATA: ['554 no', '354 go'] } });
    const session = await open(server.port);
    let openings = 0;
    const source = streamed(() => {
      openings += 1;
      return Readable.from([]);
    });
    const fencedOff = new Error('fenced off');

    await session.send(mail(source));
    const second = session.send(mail(source, () => Promise.reject(fencedOff)));

    await expect(second).rejects.toBe(fencedOff);
    expect([openings, server.bodies]).toEqual([0, []]);
  });

  it('tells its size and whether it needs eight bits', async () => {
    const server = await rawServer({ extensions: ['SIZE 2000', '8BITMIME'] });
    const session = await open(server.port);
    const source = (changes: Partial<StreamedMessage>): StreamedMessage => streamed(() => Readable.from([Buffer.from('x\r\n')]), changes);

    await session.send(mail(source({ octets: 1_234, ascii: false })));
    const tooLarge: unknown = await session.send(mail(source({ octets: 2_001 }))).catch((caught: unknown) => caught);

    expect(server.lines.filter((line) => line.startsWith('MAIL'))).toEqual(['MAIL FROM:<a@example.com> BODY=8BITMIME SIZE=1234']);
    expect(tooLarge).toMatchObject({ dataStarted: false, failure: { class: 'MESSAGE', retry: 'FAIL' } });
  });

  it.each([
    ['at once', 0],
    ['after some of it', 3],
  ])('that fails %s ends the connection without the final dot, and send rejects with its error', async (_name, parts) => {
    const server = await rawServer();
    const session = await open(server.port);
    const broken = new Error('the attachment is gone');
    async function* half(): AsyncGenerator<Buffer> {
      for (let part = 0; part < parts; part += 1) yield Buffer.from(`line ${part}\r\n`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      throw broken;
    }

    const sending = session.send(mail(streamed(() => Readable.from(half()))));

    await expect(sending).rejects.toBe(broken);
    await until(() => server.open === 0);
    expect([session.usable, server.bodies, server.open]).toEqual([false, [], 0]);
  });

  it('that cannot be opened is treated alike', async () => {
    const server = await rawServer();
    const session = await open(server.port);
    const gone = new Error('no such attachment');

    const sending = session.send(
      mail(
        streamed(() => {
          throw gone;
        }),
      ),
    );

    await expect(sending).rejects.toBe(gone);
    expect([session.usable, server.bodies]).toEqual([false, []]);
  });

  it('may come slower than the server is given time: that is no fault of the server', async () => {
    const server = await rawServer();
    const session = await open(server.port, 150);
    async function* slow(): AsyncGenerator<Buffer> {
      yield Buffer.from('Subject: x\r\n\r\n');
      await new Promise((resolve) => setTimeout(resolve, 400));
      yield Buffer.from('x\r\n');
    }

    const result = await session.send(mail(streamed(() => Readable.from(slow()))));

    expect(result.reply?.code).toBe(250);
  });

  it('is let go of where the connection ends in the middle, and the outcome is unknown', async () => {
    const server = await rawServer({ dropAfterOctets: 200_000 });
    const session = await open(server.port);
    let source: Readable | null = null;
    const endless = streamed(() => {
      source = new Readable({
        read() {
          setImmediate(() => this.push(Buffer.alloc(16_384, 'x')));
        },
      });
      return source;
    });

    const failure: unknown = await session.send(mail(endless)).catch((caught: unknown) => caught);

    expect(failure).toBeInstanceOf(SmtpFailure);
    expect(failure).toMatchObject({ dataStarted: true, failure: { reply: null, stage: 'DATA' } });
    expect((source as Readable | null)?.destroyed).toBe(true);
  });

  it('of 25 MB takes little memory, and arrives whole', async () => {
    const server = await countingServer();
    opened.push(server);
    const session = await open(server.port, 10_000);
    const line = Buffer.from(`${'x'.repeat(76)}\r\n`);
    const lines = Math.ceil((25 * megabyte) / line.length);
    let largest = 0;
    globalThis.gc?.();
    const idle = process.memoryUsage.rss();
    async function* attachment(): AsyncGenerator<Buffer> {
      yield Buffer.from('Subject: large\r\n\r\n');
      for (let sent = 0; sent < lines; sent += 512) {
        yield Buffer.concat(Array.from({ length: Math.min(512, lines - sent) }, () => line));
        largest = Math.max(largest, process.memoryUsage.rss());
      }
    }

    const result = await session.send(mail(streamed(() => Readable.from(attachment()), { octets: lines * line.length + 18 })));

    const overIdle = Math.round((largest - idle) / megabyte);
    process.stdout.write(`25 MB streamed: at most ${overIdle} MB over idle\n`);
    expect(result.queueId).toBe('BIG1');
    expect([server.octets(), server.ending()]).toEqual([lines * line.length + 18 + 3, '\r\n.\r\n']);
    expect(overIdle).toBeLessThan(150);
  });
});
