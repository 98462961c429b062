import { EgressPolicy } from '@posthorn/egress';
import { issueCertificate, startRawServer, startSmtpServer, type RawServerScript } from '@posthorn/testing';
import { check } from './check.ts';
import { openSession } from './session.ts';
import type { Mail, SubmissionSettings, TranscriptLine } from './types.ts';

const password = 'canary-password';
const username = 'canary-user';

const mail: Mail = {
  from: 'a@example.com',
  to: ['b@example.com'],
  raw: Buffer.from('Subject: canary-subject\r\n\r\ncanary-body\r\n'),
  beforeData: () => Promise.resolve(),
};

/** What is kept of opening a session and sending a mail, twice where asked, however it ends. */
async function transcriptOf(script: RawServerScript, changes: Partial<SubmissionSettings> = {}, mails = 1): Promise<TranscriptLine[]> {
  const server = await startRawServer(script);
  const policy = new EgressPolicy([{ host: '127.0.0.1', port: server.port, allowCleartextAuth: true }]);
  const lines: TranscriptLine[] = [];
  const signIn = { username, password };
  const settings = {
    host: '127.0.0.1',
    port: server.port,
    security: 'NONE' as const,
    ...signIn,
    timeoutMs: 500,
    heloName: 'us.test',
    ...changes,
  };
  try {
    const session = await openSession(settings, { policy, onTranscript: (line) => lines.push(line) });
    for (let sent = 0; sent < mails; sent += 1) await session.send(mail);
    session.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
  } catch {
    // The transcript tells.
  } finally {
    await server.close();
  }
  return lines;
}

const textOf = (lines: TranscriptLine[]): string[] =>
  lines.map(({ from, text }) => `${{ client: 'C', server: 'S', us: '-' }[from]} ${text}`);

const secrets = [username, password, `\0${username}\0${password}`].map((secret) => btoa(secret));

describe('a transcript', () => {
  it('has what both said, without credentials, up to the message', async () => {
    const lines = await transcriptOf({ extensions: ['AUTH PLAIN'] });

    expect(textOf(lines)).toEqual([
      '- DNS: 127.0.0.1',
      '- CONNECT: 127.0.0.1',
      'S 220 raw.test ESMTP',
      'C EHLO us.test',
      'S 250-raw.test',
      'S 250 AUTH PLAIN',
      'C AUTH PLAIN [secret]',
      'S 235 2.7.0 Authentication successful',
      'C MAIL FROM:<a@example.com>',
      'S 250 2.1.0 Ok',
      'C RCPT TO:<b@example.com>',
      'S 250 2.1.5 Ok',
      'C DATA',
      'S 354 End data with <CR><LF>.<CR><LF>',
      '- The message follows; it is not kept here.',
    ]);
    expect(lines.every(({ at }) => Math.abs(at.getTime() - Date.now()) < 5_000)).toBe(true);
  });

  it('goes on with the next mail of the session, and still has none of the messages', async () => {
    const lines = textOf(await transcriptOf({ extensions: ['PIPELINING', 'AUTH PLAIN'] }, {}, 2));

    expect(lines.filter((line) => line === 'C MAIL FROM:<a@example.com>')).toHaveLength(2);
    expect(lines.join('\n')).not.toMatch(/canary-subject|canary-body/u);
  });

  it.each<[string, RawServerScript]>([
    ['PLAIN', { extensions: ['AUTH PLAIN'] }],
    ['LOGIN', { extensions: ['AUTH LOGIN'], replies: { AUTH: ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', '235 ok'] } }],
    ['CRAM-MD5', { extensions: ['AUTH CRAM-MD5'], replies: { AUTH: [`334 ${btoa('<1@x>')}`, '235 ok'] } }],
    ['LOGIN, refused', { extensions: ['AUTH LOGIN'], replies: { AUTH: ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', '535 no'] } }],
    ['PLAIN, asked again', { extensions: ['AUTH PLAIN'], replies: { AUTH: ['334 ', '535 no'] } }],
    ['PLAIN, repeated by the server', { replies: { AUTH: `535 ${password} ${secrets.join(' ')}` } }],
    [
      'PLAIN, repeated later',
      { replies: { MAIL: `550 you said ${password}, in base64 ${secrets.join(' ')}` }, extensions: ['AUTH PLAIN'] },
    ],
  ])('holds no secret of %s, in any spelling', async (_name, script) => {
    const lines = textOf(await transcriptOf(script));

    expect(lines.some((line) => line.startsWith('C AUTH'))).toBe(true);
    expect(lines.some((line) => line.includes('[secret]'))).toBe(true);
    for (const secret of [password, ...secrets, btoa('/* secret */')]) expect(lines.join('\n')).not.toContain(secret);
  });

  it('tells of TLS, and of what failed', async () => {
    const certificate = await issueCertificate();

    const secure = textOf(await transcriptOf({ certificate }, { security: 'STARTTLS_REQUIRED', ca: certificate.ca }));
    const failed = textOf(await transcriptOf({ certificate }, { security: 'STARTTLS_REQUIRED' }));

    expect(secure).toContainEqual(expect.stringMatching(/^- TLS: TLSv1\.3, TLS_/u));
    expect(failed.at(-1)).toMatch(/^- TLS failed: .+ not trusted/u);
  });

  it('has nothing of what is no SMTP', async () => {
    const lines = await transcriptOf({ extensions: ['AUTH PLAIN'], replies: { MAIL: 'secret-inside' } });

    expect(JSON.stringify(lines)).not.toContain('secret-inside');
    expect(textOf(lines)).toContain('S not an SMTP server');
  });

  it('has the commands of a check, MAIL and RCPT among them', async () => {
    const server = await startSmtpServer();
    const policy = new EgressPolicy([{ host: '127.0.0.1', port: server.port, allowCleartextAuth: false }]);
    const settings = { host: '127.0.0.1', port: server.port, security: 'NONE' as const, username: null, password: null, timeoutMs: 500 };
    const lines: TranscriptLine[] = [];

    await check(settings, { from: 'a@x.test', to: 'b@x.test' }, { policy, onTranscript: (line) => lines.push(line) });
    await server.close();

    expect(textOf(lines)).toEqual(expect.arrayContaining(['C MAIL FROM:<a@x.test>', 'C RCPT TO:<b@x.test>', 'C QUIT']));
  });

  it('is at most 200 lines of 512 octets', async () => {
    const many = Array.from({ length: 300 }, (_, index) => `250-X-${index}`).join('\r\n');

    const lines = await transcriptOf({ replies: { EHLO: `${many}\r\n250 ${'ä'.repeat(400)}` } });
    const wide = await transcriptOf({ replies: { GREETING: `554 ${'ä'.repeat(400)}` } });

    expect([lines.length, lines.at(-1)?.text]).toEqual([200, 'More was said than is kept here.']);
    expect(Math.max(...wide.map(({ text }) => Buffer.byteLength(text)))).toBe(512);
  });
});
