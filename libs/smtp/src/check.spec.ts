import { EgressPolicy } from '@posthorn/egress';
import { issueCertificate, startRawServer, startSmtpServer, type RawServerScript } from '@posthorn/testing';
import { check, type CheckRequest, type CheckResult } from './check.ts';
import type { StageReport, SubmissionSettings } from './types.ts';

const request: CheckRequest = { from: 'a@example.com', to: 'b@example.com' };

async function checkAt(
  script: RawServerScript,
  changes: Partial<SubmissionSettings> = {},
  asked: CheckRequest = request,
): Promise<CheckResult & { lines: string[]; bodies: string[]; open: number; heard: StageReport[] }> {
  const server = await startRawServer(script);
  const heard: StageReport[] = [];
  try {
    const policy = new EgressPolicy([{ host: '127.0.0.1', port: server.port, allowCleartextAuth: false }]);
    const settings = {
      host: '127.0.0.1',
      port: server.port,
      security: 'NONE' as const,
      username: null,
      password: null,
      timeoutMs: 400,
      ...changes,
    };
    const result = await check(settings, asked, { policy, onStage: (report) => heard.push(report) });
    await new Promise((resolve) => setTimeout(resolve, 100));
    return { ...result, lines: server.lines, bodies: server.bodies, open: server.open, heard };
  } finally {
    await server.close();
  }
}

const statusOf = ({ stages }: CheckResult): Record<string, string> =>
  Object.fromEntries(stages.map(({ stage, status }) => [stage, status]));

describe('a check', () => {
  it('stops before DATA, so that no mail results, and takes leave', async () => {
    const result = await checkAt({});

    expect([result.passed, result.failure]).toEqual([true, null]);
    expect(result.lines.slice(1)).toEqual(['MAIL FROM:<a@example.com>', 'RCPT TO:<b@example.com>', 'QUIT']);
    expect(statusOf(result)).toMatchObject({ MAIL: 'PASSED', RCPT: 'PASSED', DATA: 'SKIPPED', AUTH: 'SKIPPED', TLS: 'SKIPPED' });
    expect(result.open).toBe(0);
  });

  it('stops once signed in where no recipient is given', async () => {
    const result = await checkAt({}, {}, { from: '', to: null });

    expect(result.lines.slice(1)).toEqual(['QUIT']);
    expect(statusOf(result)).toMatchObject({ EHLO: 'PASSED', MAIL: 'SKIPPED' });
  });

  it('sends a message where one is given', async () => {
    const server = await startSmtpServer({ security: 'TLS', users: { ada: 'secret' } });
    const policy = new EgressPolicy([{ host: '127.0.0.1', port: server.port, allowCleartextAuth: false }]);
    const settings = {
      host: '127.0.0.1',
      port: server.port,
      security: 'TLS' as const,
      username: 'ada',
      password: 'secret',
      timeoutMs: 2_000,
      ca: server.ca ?? '',
    };

    const result = await check(settings, { ...request, sendData: Buffer.from('Subject: test\r\n\r\nx') }, { policy });
    const mail = await server.waitForMail();
    await server.close();

    expect(result.passed).toBe(true);
    expect(mail.parsed.subject).toBe('test');
    expect(result.stages.map(({ stage }) => stage)).toEqual([
      'DNS',
      'CONNECT',
      'PROXY',
      'TLS',
      'GREETING',
      'EHLO',
      'STARTTLS',
      'AUTH',
      'MAIL',
      'RCPT',
      'DATA',
    ]);
    expect(result.stages.filter(({ status }) => status !== 'PASSED').map(({ stage }) => stage)).toEqual(['PROXY', 'STARTTLS']);
  });

  it.each([
    [{ replies: { MAIL: '550 5.7.1 not you' } }, 'MAIL', 'SENDER'],
    [{ replies: { RCPT: '550 5.1.1 unknown' } }, 'RCPT', 'RECIPIENT'],
    [{ hangAt: 'MAIL' as const }, 'MAIL', 'TIMEOUT'],
    [{ hangAt: 'RCPT' as const }, 'RCPT', 'TIMEOUT'],
    [{ dropAt: 'RCPT' as const }, 'RCPT', 'CONNECT'],
    [{ replies: { RCPT: '421 4.3.2 closing' } }, 'RCPT', 'TEMP'],
  ])('tells which stage failed: %j', async (script, stage, failureClass) => {
    const result = await checkAt(script);

    expect([result.passed, result.failure?.stage, result.failure?.class]).toEqual([false, stage, failureClass]);
    expect(statusOf(result)[stage]).toBe('FAILED');
    expect(statusOf(result)['DATA']).toBe('SKIPPED');
  });

  it('tells a refused test message from an accepted one', async () => {
    const sendData = Buffer.from('Subject: test\r\n\r\nx');

    const recipient = await checkAt({ replies: { RCPT: '550 5.1.1 unknown', DATA: '554 no' } }, {}, { ...request, sendData });
    const message = await checkAt({ replies: { BODY: '554 5.6.0 no' } }, {}, { ...request, sendData });

    expect([recipient.passed, recipient.failure?.class, statusOf(recipient)['RCPT'], statusOf(recipient)['DATA']]).toEqual([
      false,
      'RECIPIENT',
      'FAILED',
      'SKIPPED',
    ]);
    expect([message.passed, message.failure?.class, statusOf(message)['DATA']]).toEqual([false, 'MESSAGE', 'FAILED']);
  });

  it('refuses addresses that are none, before the server hears of them', async () => {
    const result = await checkAt({}, {}, { from: 'a@example.com', to: 'b@example.com>\r\nDATA' });

    expect(result.failure).toMatchObject({ class: 'RECIPIENT', stage: 'RCPT', reply: null });
    expect(result.lines.join()).not.toContain('DATA');
  });

  it('finds out that a silent port waits for TLS, and offers it', async () => {
    const certificate = await issueCertificate();

    const result = await checkAt({ implicitTls: true, certificate }, { security: 'STARTTLS_REQUIRED' });

    expect(result.failure).toMatchObject({ class: 'TLS_MODE', stage: 'GREETING', fix: { kind: 'SET_SECURITY', security: 'TLS' } });
  });

  it('leaves a port that is just silent at that', async () => {
    const result = await checkAt({ hangAt: 'GREETING' });

    expect(result.failure).toMatchObject({ class: 'TIMEOUT', stage: 'GREETING' });
  });

  it('names a blocked destination and whom to ask, and nothing of what is behind', async () => {
    const settings = { host: 'db.internal', port: 5432, security: 'NONE' as const, username: null, password: null, timeoutMs: 400 };
    const heard: StageReport[] = [];
    const options = {
      policy: new EgressPolicy([]),
      resolve: () => Promise.resolve(['10.1.2.3']),
      onStage: (report: StageReport) => void heard.push(report),
    };

    const result = await check(settings, request, options);

    expect(result.failure).toMatchObject({
      class: 'DESTINATION_BLOCKED',
      retry: 'PARK',
      fix: { kind: 'ASK_EGRESS', host: 'db.internal', port: 5432 },
    });
    expect(JSON.stringify([result, heard])).not.toContain('10.1.2.3');
  });

  it('names a host that does not resolve', async () => {
    const settings = {
      host: 'no-such-host.invalid',
      port: 587,
      security: 'NONE' as const,
      username: null,
      password: null,
      timeoutMs: 5_000,
    };

    const result = await check(settings, request, { policy: new EgressPolicy([]) });

    expect(result.failure).toMatchObject({ class: 'DNS', stage: 'DNS', retry: 'RETRY' });
  });

  it('names a port where nobody listens', async () => {
    const server = await startRawServer();
    await server.close();
    const policy = new EgressPolicy([{ host: '127.0.0.1', port: server.port, allowCleartextAuth: false }]);

    const result = await check(
      { host: '127.0.0.1', port: server.port, security: 'NONE', username: null, password: null, timeoutMs: 400 },
      request,
      { policy },
    );

    expect(result.failure).toMatchObject({ class: 'CONNECT', stage: 'CONNECT', retry: 'RETRY' });
    expect(result.failure?.sentence).toContain('587');
  });
});
