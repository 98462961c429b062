import { EgressPolicy } from '@posthorn/egress';
import { issueCertificate, startRawServer, startUnacceptingServer, type RawServerScript, type RawStep } from '@posthorn/testing';
import { openSession } from './session.ts';
import { SmtpFailure, type SessionOptions, type SmtpSession, type Stage, type StageReport, type SubmissionSettings } from './types.ts';

const timeoutMs = 250;
const certificate = await issueCertificate();

interface Outcome {
  failure: SmtpFailure;
  tookMs: number;
  lastReport: StageReport | undefined;
}

/** Opens a session and sends a mail; returns how that failed. */
async function attempt(port: number, changes: Partial<SubmissionSettings> = {}, options: Partial<SessionOptions> = {}): Promise<Outcome> {
  const reports: StageReport[] = [];
  const policy = new EgressPolicy([{ host: '127.0.0.1', port, allowCleartextAuth: true }]);
  const settings: SubmissionSettings = {
    host: '127.0.0.1',
    port,
    security: 'NONE',
    username: null,
    password: null,
    timeoutMs: timeoutMs,
    ...changes,
  };
  const startedAt = performance.now();
  try {
    const session = await openSession(settings, { policy, onStage: (report) => reports.push(report), ...options });
    const raw = Buffer.from('Subject: x\r\n\r\nx');
    await session.send({ from: 'a@example.com', to: ['b@example.com', 'c@example.com'], raw, beforeData: () => Promise.resolve() });
  } catch (error) {
    if (error instanceof SmtpFailure) return { failure: error, tookMs: performance.now() - startedAt, lastReport: reports.at(-1) };
    throw error;
  }
  throw new Error('the server did not hang');
}

function openPlain(port: number): Promise<SmtpSession> {
  const policy = new EgressPolicy([{ host: '127.0.0.1', port, allowCleartextAuth: false }]);
  return openSession({ host: '127.0.0.1', port, security: 'NONE', username: null, password: null, timeoutMs: timeoutMs }, { policy });
}

async function attemptAt(script: RawServerScript, changes: Partial<SubmissionSettings> = {}): Promise<Outcome & { open: number }> {
  const server = await startRawServer(script);
  try {
    const outcome = await attempt(server.port, changes);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return { ...outcome, open: server.open };
  } finally {
    await server.close();
  }
}

const starttls = { security: 'STARTTLS_REQUIRED' as const, ca: certificate.ca };
const implicit = { security: 'TLS' as const, ca: certificate.ca };
const signIn = { username: 'ada', password: 'secret' };

const hangs: [Stage, string, RawServerScript, Partial<SubmissionSettings>][] = [
  ['GREETING', 'in clear', { hangAt: 'GREETING' }, {}],
  ['GREETING', 'under TLS', { hangAt: 'GREETING', certificate, implicitTls: true }, implicit],
  ['TLS', 'at once', { hangAt: 'TLS', certificate, implicitTls: true }, implicit],
  ['TLS', 'after STARTTLS', { hangAt: 'TLS', certificate }, starttls],
  ['EHLO', 'in clear', { hangAt: 'EHLO' }, {}],
  ['EHLO', 'under TLS', { hangAt: 'EHLO', certificate, implicitTls: true }, implicit],
  ['STARTTLS', '', { hangAt: 'STARTTLS', certificate }, starttls],
  ['TLS', 'after an odd positive reply to STARTTLS', { certificate, replies: { STARTTLS: '250 2.0.0 go ahead' } }, starttls],
  ['AUTH', 'PLAIN', { hangAt: 'AUTH' }, signIn],
  ['AUTH', 'in the middle of LOGIN', { extensions: ['AUTH LOGIN'], replies: { AUTH: ['334 VXNlcm5hbWU6', '334-'] } }, signIn],
  ['MAIL', 'pipelined', { hangAt: 'MAIL' }, {}],
  ['MAIL', 'one by one', { hangAt: 'MAIL', extensions: [] }, {}],
  ['RCPT', 'pipelined', { hangAt: 'RCPT' }, {}],
  ['RCPT', 'one by one', { hangAt: 'RCPT', extensions: [] }, {}],
  ['DATA', 'before the 354, pipelined', { hangAt: 'DATA' }, {}],
  ['DATA', 'before the 354, one by one', { hangAt: 'DATA', extensions: [] }, {}],
];

// First in this file: what earlier tests still hold would blur the count.
describe('after every failure', () => {
  it('no timer and no connection is left behind', async () => {
    const held = (): number => process.getActiveResourcesInfo().filter((name) => /^(Timeout|TCPSocketWrap|TLSWrap)$/u.test(name)).length;
    const before = held();

    for (const step of ['GREETING', 'EHLO', 'MAIL', 'RCPT', 'DATA'] as const) {
      await attemptAt({ hangAt: step });
      await attemptAt({ dropAt: step });
    }
    await new Promise((resolve) => setTimeout(resolve, 50));

    // A timer of whoever runs the specs may have ended meanwhile.
    expect(held()).toBeLessThanOrEqual(before);
  });
});

describe('a server that hangs', () => {
  it.each(hangs)('in %s (%s) is reported as that', async (stage, _how, script, changes) => {
    const { failure, tookMs, lastReport, open } = await attemptAt(script, changes);

    expect([failure.failure.stage, failure.failure.class, failure.failure.retry, failure.dataStarted]).toEqual([
      stage,
      'TIMEOUT',
      'RETRY',
      false,
    ]);
    expect(lastReport).toMatchObject({ stage, status: 'FAILED' });
    expect(tookMs).toBeGreaterThan(timeoutMs - 20);
    expect(open).toBe(0);
  });

  it('after the message is given six times as long, and leaves the outcome unknown', async () => {
    const { failure, tookMs, lastReport } = await attemptAt({ hangAt: 'BODY' });

    expect([failure.failure.stage, failure.failure.class, failure.failure.reply, failure.dataStarted]).toEqual([
      'DATA',
      'TIMEOUT',
      null,
      true,
    ]);
    expect(lastReport).toMatchObject({ stage: 'DATA', status: 'FAILED' });
    expect(tookMs).toBeGreaterThan(timeoutMs * 6 - 50);
  });

  it('in the second EHLO, after STARTTLS, is reported as EHLO', async () => {
    const greeting = '250-raw.test\r\n250 STARTTLS';
    const { failure } = await attemptAt({ certificate, replies: { EHLO: [greeting, '250-unfinished'] } }, starttls);

    expect(failure.failure.stage).toBe('EHLO');
  });

  it('in name lookup is reported as DNS', async () => {
    const { failure, lastReport } = await attempt(25, { host: 'slow.test' }, { resolve: () => new Promise(() => undefined) });

    expect([failure.failure.stage, failure.failure.class]).toEqual(['DNS', 'TIMEOUT']);
    expect(lastReport).toMatchObject({ stage: 'DNS', status: 'FAILED' });
  });

  it('in accepting connections is reported as CONNECT', async () => {
    const server = await startUnacceptingServer();

    const { failure, lastReport } = await attempt(server.port);
    await server.close();

    expect([failure.failure.stage, failure.failure.class]).toEqual(['CONNECT', 'TIMEOUT']);
    expect(lastReport).toMatchObject({ stage: 'CONNECT', status: 'FAILED' });
  });

  it('by trickling a reply without end is given no more than its time', async () => {
    const server = await startRawServer({ replies: { GREETING: '220-a' }, delayMs: 0 });

    const { failure } = await attempt(server.port);
    await server.close();

    expect([failure.failure.stage, failure.failure.class]).toEqual(['GREETING', 'TIMEOUT']);
  });
});

const drops: [RawStep, Stage, boolean][] = [
  ['GREETING', 'GREETING', false],
  ['TLS', 'TLS', false],
  ['EHLO', 'EHLO', false],
  ['STARTTLS', 'STARTTLS', false],
  ['AUTH', 'AUTH', false],
  ['MAIL', 'MAIL', false],
  ['RCPT', 'RCPT', false],
  ['DATA', 'DATA', false],
  ['BODY', 'DATA', true],
];

describe('a server that drops the connection', () => {
  it.each(drops)('at %s is reported as %s, data started: %s', async (dropAt, stage, dataStarted) => {
    const { failure, lastReport } = await attemptAt({ dropAt, certificate }, { ...starttls, ...signIn });

    expect([failure.failure.stage, failure.dataStarted, failure.failure.reply]).toEqual([stage, dataStarted, null]);
    expect(failure.failure.class).toBe(dataStarted ? 'UNKNOWN' : stage === 'TLS' ? 'TLS' : 'CONNECT');
    expect(failure.failure.retry).toBe('RETRY');
    expect(lastReport).toMatchObject({ stage, status: 'FAILED' });
  });

  it('at any octet is never said to have nothing where it has some, nor to have some before the marker', async () => {
    const whole = await startRawServer({ extensions: ['PIPELINING'] });
    const finished = await attempt(whole.port).catch((error: Error) => error.message);
    const length = whole.octets;
    await whole.close();
    expect(finished).toBe('the server did not hang');

    for (let octets = 1; octets < length; octets += 3) {
      const server = await startRawServer({ extensions: ['PIPELINING'], dropAfterOctets: octets });
      const { failure } = await attempt(server.port);
      const bodyBegan = server.lines.includes('DATA') && octets > length - 'Subject: x\r\n\r\nx\r\n.\r\n'.length;
      await server.close();

      if (bodyBegan) expect(failure.dataStarted).toBe(true);
      if (failure.dataStarted) expect(server.lines).toContain('DATA');
    }
  });

  it('while the marker is being set has been sent nothing', async () => {
    const server = await startRawServer();
    const session = await openPlain(server.port);
    let marked = false;
    const beforeData = async (): Promise<void> => {
      await server.close();
      await new Promise((resolve) => setTimeout(resolve, 100));
      marked = true;
    };

    const error: unknown = await session
      .send({ from: 'a@x.test', to: ['b@x.test'], raw: Buffer.from('x'), beforeData })
      .catch((caught: unknown) => caught);

    expect(error).toBeInstanceOf(SmtpFailure);
    // Not before the marker is written: whoever waits for this answer writes next.
    expect(marked).toBe(true);
    expect((error as SmtpFailure).dataStarted).toBe(false);
    expect((error as SmtpFailure).failure).toMatchObject({ class: 'CONNECT', stage: 'DATA', retry: 'RETRY' });
  });

  it('that refuses while the marker is being set is not sent a message it no longer expects', async () => {
    const server = await startRawServer({ replies: { DATA: '354 go\r\n452 4.3.1 disk full after all' } });
    const session = await openPlain(server.port);
    const beforeData = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 80));

    const error: unknown = await session
      .send({ from: 'a@x.test', to: ['b@x.test'], raw: Buffer.from('x'), beforeData })
      .catch((caught: unknown) => caught);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close();

    expect(error).toMatchObject({ dataStarted: false, failure: { class: 'TEMP', reply: { code: 452 } } });
    expect([session.usable, server.bodies, server.lines.at(-1)]).toEqual([false, [], 'DATA']);
  });

  it.each([
    ['before the marker is set, has been sent nothing', 100, false, 'NOT_SMTP'],
    ['in the middle of the message, leaves the outcome unknown', 0, true, 'UNKNOWN'],
  ])('that answers 250 too early, %s', async (_name, markerMs, dataStarted, failureClass) => {
    const server = await startRawServer({ replies: { DATA: '354 go\r\n250 2.0.0 Ok: queued as EARLY' } });
    const session = await openPlain(server.port);
    const beforeData = (): Promise<void> => (markerMs > 0 ? new Promise((resolve) => setTimeout(resolve, markerMs)) : Promise.resolve());

    const error: unknown = await session
      .send({ from: 'a@x.test', to: ['b@x.test'], raw: Buffer.alloc(8_000_000, 'x'), beforeData })
      .catch((caught: unknown) => caught);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await server.close();

    expect(error).toMatchObject({ dataStarted, failure: { class: failureClass, stage: 'DATA', reply: null, retry: 'RETRY' } });
    expect([session.usable, server.bodies]).toEqual([false, []]);
  });
});
