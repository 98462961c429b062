import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { issueAuthority, issueCertificate } from './certificates.ts';
import { startRawServer, type RawServer, type RawServerScript } from './raw-server.ts';
import { until } from './until.ts';

const opened: RawServer[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

/** Talks to a server running this script: writes everything at once, returns what came back until `last` and a moment longer, and whether it hung up. */
async function talk(script: RawServerScript, text: string, last: RegExp): Promise<{ server: RawServer; heard: string; closed: boolean }> {
  const server = await startRawServer(script);
  opened.push(server);
  const socket: Socket = connect(server.port, server.host);
  let heard = '';
  let closed = false;
  socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
  socket.on('error', () => undefined);
  socket.once('close', () => (closed = true));
  socket.write(text);
  await until(() => last.test(heard));
  await new Promise((resolve) => setTimeout(resolve, 100));
  socket.destroy();
  return { server, heard, closed };
}

const whole = 'EHLO me\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\nSubject: x\r\n\r\ny\r\n.\r\nQUIT\r\n';

describe('the raw server', () => {
  it('answers a whole pipelined dialogue and keeps what it heard', async () => {
    const { server, heard, closed } = await talk({}, whole, /^221/mu);

    expect(heard.split('\r\n').map((line) => line.slice(0, 3))).toEqual([
      '220',
      '250',
      '250',
      '250',
      '250',
      '250',
      '250',
      '354',
      '250',
      '221',
      '',
    ]);
    expect(server.lines).toEqual(['EHLO me', 'MAIL FROM:<a@x>', 'RCPT TO:<b@x>', 'DATA', 'QUIT']);
    expect([server.bodies, server.octets, closed]).toEqual([['Subject: x\r\n\r\ny'], whole.length, true]);
  });

  it('hangs where told, with the connection open', async () => {
    const { heard, closed } = await talk({ hangAt: 'RCPT' }, whole, /^250 2\.1\.0/mu);

    expect(heard.trim().split('\r\n').at(-1)).toBe('250 2.1.0 Ok');
    expect(closed).toBe(false);
  });

  it('tells AUTH from what a client says in the middle of it', async () => {
    const said = 'EHLO me\r\nAUTH XOAUTH2 dG9rZW4=\r\n\r\n';

    const usual = await talk({ replies: { AUTH: ['334 why', '535 no'] } }, said, /^535/mu);
    const scripted = await talk({ replies: { AUTH: '334 why', CHALLENGE: '454 later' } }, said, /^454/mu);
    const hung = await talk({ replies: { AUTH: '334 why' }, hangAt: 'CHALLENGE' }, said, /^334/mu);

    expect(usual.heard.trim().split('\r\n').slice(-2)).toEqual(['334 why', '535 no']);
    expect(scripted.heard.trim().split('\r\n').slice(-2)).toEqual(['334 why', '454 later']);
    expect([hung.heard.trim().split('\r\n').at(-1), hung.closed]).toEqual(['334 why', false]);
  });

  it('drops where told, after its earlier answers', async () => {
    const { heard, closed } = await talk({ dropAt: 'RCPT' }, whole, /^250 2\.1\.0/mu);

    expect(heard.trim().split('\r\n').at(-1)).toBe('250 2.1.0 Ok');
    expect(closed).toBe(true);
  });

  it('drops at an octet and takes none beyond it', async () => {
    const { server, closed } = await talk({ dropAfterOctets: 12 }, whole, /^220/mu);

    expect([server.octets, server.lines, closed]).toEqual([12, ['EHLO me'], true]);
  });

  it('uses up scripted answers and repeats the last', async () => {
    const { heard } = await talk(
      { replies: { RCPT: ['550 one', '250 two'] } },
      'RCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\n',
      /two\r\n250 two/u,
    );

    expect(heard.split('\r\n').slice(1, 4)).toEqual(['550 one', '250 two', '250 two']);
  });

  it('speaks TLS at once', async () => {
    const certificate = await issueCertificate();
    const server = await startRawServer({ certificate, implicitTls: true });
    opened.push(server);

    const socket = connectTls({ host: server.host, port: server.port, ca: certificate.ca });
    const [greeting] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();

    expect(greeting.toString()).toBe('220 raw.test ESMTP\r\n');
  });
});

describe('certificates', () => {
  it('of one authority differ, and each is trusted through it alone', async () => {
    const authority = await issueAuthority();
    const [one, two] = [await authority.issue(), await authority.issue({ names: ['two.test'] })];
    const server = await startRawServer({ certificate: one, implicitTls: true });
    opened.push(server);

    const trusted = connectTls({ host: server.host, port: server.port, ca: two.ca });
    await once(trusted, 'secureConnect');
    const untrusted = connectTls({ host: server.host, port: server.port, ca: (await issueAuthority()).ca });
    const [error] = (await once(untrusted, 'error').catch((caught: unknown) => [caught])) as [{ code: string }];
    trusted.destroy();
    untrusted.destroy();

    expect(one.cert).not.toBe(two.cert);
    expect(error.code).toBe('UNABLE_TO_VERIFY_LEAF_SIGNATURE');
  });
});
