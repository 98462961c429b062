import { EgressPolicy } from '@posthorn/egress';
import {
  issueCertificate,
  startHttpProxy,
  startRawServer,
  startSocksProxy,
  startSmtpServer,
  until,
  type RawServerScript,
  type TestProxy,
  type TestProxyOptions,
} from '@posthorn/testing';
import { check, type CheckResult } from './check.ts';
import { openSession } from './session.ts';
import type { Proxy, StageReport, SubmissionSettings } from './types.ts';

const canary = 'canary-proxy-password';
const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close();
});

async function startProxy(kind: Proxy['kind'], options: TestProxyOptions = {}): Promise<TestProxy> {
  const proxy = await (kind === 'HTTP' ? startHttpProxy(options) : startSocksProxy(options));
  opened.push(proxy);
  return proxy;
}

const policyFor = (...ports: number[]): EgressPolicy =>
  new EgressPolicy(ports.map((port) => ({ host: '127.0.0.1', port, allowCleartextAuth: true })));

function settingsFor(kind: Proxy['kind'], port: number, via: { port: number }, changes: Partial<SubmissionSettings>): SubmissionSettings {
  const proxy: Proxy = { kind, host: '127.0.0.1', port: via.port, username: null, password: null };
  return { host: '127.0.0.1', port, security: 'NONE', username: null, password: null, timeoutMs: 1_000, proxy, ...changes };
}

async function checkThrough(
  kind: Proxy['kind'],
  script: RawServerScript,
  { via: options = {}, changes = {} }: { via?: TestProxyOptions; changes?: Partial<SubmissionSettings> } = {},
): Promise<CheckResult & { said: string; open: number; lines: string[] }> {
  const via = await startProxy(kind, options);
  const server = await startRawServer(script);
  opened.push(server);
  const said: unknown[] = [];
  const policy = policyFor(server.port, via.port);
  const result = await check(
    settingsFor(kind, server.port, via, changes),
    { from: 'a@x.test', to: 'b@x.test' },
    { policy, onStage: (report) => said.push(report), onTranscript: (line) => said.push(line) },
  );
  await until(() => via.open + server.open === 0);
  return { ...result, said: JSON.stringify([said, result]), open: via.open + server.open, lines: server.lines };
}

const statusOf = ({ stages }: CheckResult): Record<string, string> =>
  Object.fromEntries(stages.map(({ stage, status }) => [stage, status]));

describe.each(['HTTP', 'SOCKS5'] as const)('through a proxy (%s)', (kind) => {
  it.each(['NONE', 'STARTTLS_REQUIRED', 'TLS'] as const)('a mail is sent over %s, signed in and verified', async (security) => {
    const via = await startProxy(kind, { username: 'via', password: canary });
    const server = await startSmtpServer({
      security: security === 'STARTTLS_REQUIRED' ? 'STARTTLS' : security,
      users: { ada: 'secret' },
    });
    opened.push(server);
    const proxy = { kind, host: '127.0.0.1', port: via.port, username: 'via', password: canary };
    const changes = { security, username: 'ada', password: 'secret', proxy, ...(server.ca === null ? {} : { ca: server.ca }) };
    const reports: StageReport[] = [];

    const session = await openSession(settingsFor(kind, server.port, via, changes), {
      policy: policyFor(server.port, via.port),
      onStage: (report) => reports.push(report),
    });
    const raw = Buffer.from('Subject: through\r\n\r\nx');
    await session.send({ from: 'a@x.test', to: ['b@x.test'], raw, beforeData: () => Promise.resolve() });
    session.close();

    expect(server.messages.map(({ parsed, user }) => [parsed.subject, user])).toEqual([['through', 'ada']]);
    expect(via.targets).toEqual([`127.0.0.1:${server.port}`]);
    expect(reports.slice(0, 6).map(({ stage, status, detail }) => [stage, status, detail])).toEqual([
      ['DNS', 'RUNNING', null],
      ['DNS', 'PASSED', '127.0.0.1; proxy: 127.0.0.1'],
      ['CONNECT', 'RUNNING', null],
      ['CONNECT', 'PASSED', 'proxy: 127.0.0.1'],
      ['PROXY', 'RUNNING', null],
      ['PROXY', 'PASSED', '127.0.0.1'],
    ]);
  });

  it('a greeting that comes along with its answer is not lost, nor one that comes in pieces', async () => {
    const whole = await checkThrough(kind, {}, { via: { answersWithFirstOctets: true } });
    const rest = { opening: '220 ra', replies: { GREETING: 'w.test ESMTP' }, delayMs: 50 };
    const inPieces = await checkThrough(kind, rest, { via: { answersWithFirstOctets: true } });

    expect([whole.passed, inPieces.passed]).toEqual([true, true]);
  });

  it('strangers are known by their first bytes', async () => {
    const opening = Buffer.from('J\0\0\0secret-inside');

    const result = await checkThrough(kind, { opening, hangAt: 'GREETING' }, { via: { answersWithFirstOctets: true } });

    expect([result.failure?.stage, result.failure?.class]).toEqual(['GREETING', 'NOT_SMTP']);
    expect(result.said).not.toContain('secret-inside');
  });

  it('that hangs is reported as PROXY', async () => {
    const result = await checkThrough(kind, {}, { via: { misbehave: 'HANG' }, changes: { timeoutMs: 250 } });

    expect([result.failure?.stage, result.failure?.class, result.failure?.retry]).toEqual(['PROXY', 'TIMEOUT', 'RETRY']);
    expect(statusOf(result)).toMatchObject({ CONNECT: 'PASSED', PROXY: 'FAILED', GREETING: 'SKIPPED' });
    expect(result.open).toBe(0);
  });

  it.each<[string, TestProxyOptions, string]>([
    ['refuses', { refuse: kind === 'HTTP' ? '403 Forbidden' : '2' }, 'CONNECT'],
    ['is none', { misbehave: 'GARBAGE' }, 'CONNECT'],
    ['hangs up', { misbehave: 'DROP' }, 'CONNECT'],
    ['wants credentials', { username: 'ada', password: 'other' }, 'AUTH'],
  ])('that %s fails the stage PROXY, and nothing is said to the server', async (_name, via, failureClass) => {
    const result = await checkThrough(kind, {}, { via });

    expect([result.failure?.stage, result.failure?.class]).toEqual(['PROXY', failureClass]);
    expect(result.failure?.sentence).toContain('proxy');
    expect([statusOf(result)['PROXY'], result.lines, result.open]).toEqual(['FAILED', [], 0]);
  });

  it('a wrong password of the proxy is in no report, transcript or failure', async () => {
    const via = await startProxy(kind, { username: 'ada', password: 'other' });
    const server = await startRawServer();
    opened.push(server);
    const proxy = { kind, host: '127.0.0.1', port: via.port, username: 'ada', password: canary };
    const said: unknown[] = [];

    const result = await check(
      settingsFor(kind, server.port, via, { proxy }),
      { from: '', to: null },
      { policy: policyFor(server.port, via.port), onStage: (report) => said.push(report), onTranscript: (line) => said.push(line) },
    );

    expect([result.failure?.stage, via.credentials]).toEqual(['PROXY', [`ada:${canary}`]]);
    expect(JSON.stringify([said, result])).not.toMatch(new RegExp(`${canary}|${btoa(`ada:${canary}`)}|${btoa(canary)}`, 'u'));
  });

  it('STARTTLS stripped on the way sends no password', async () => {
    const changes = { security: 'STARTTLS_REQUIRED' as const, username: 'ada', password: 'secret' };

    const result = await checkThrough(kind, { replies: { STARTTLS: '502 5.5.1 no' } }, { changes });

    expect(result.failure).toMatchObject({ stage: 'STARTTLS', class: 'STARTTLS_UNAVAILABLE' });
    expect(result.lines.some((line) => line.startsWith('AUTH'))).toBe(false);
  });

  it('a silent port that waits for TLS is found out through it', async () => {
    const certificate = await issueCertificate();

    const result = await checkThrough(kind, { implicitTls: true, certificate }, { changes: { timeoutMs: 300 } });

    expect(result.failure).toMatchObject({ class: 'TLS_MODE', fix: { kind: 'SET_SECURITY', security: 'TLS' } });
  });
});

describe('a policy', () => {
  const attempt = async (proxyHost: string, host: string): Promise<CheckResult> => {
    const proxy: Proxy = { kind: 'HTTP', host: proxyHost, port: 3_128, username: null, password: null };
    const settings = { host, port: 587, security: 'NONE' as const, username: null, password: null, timeoutMs: 500, proxy };
    const resolve = (name: string): Promise<string[]> => Promise.resolve([name === 'public.test' ? '192.0.1.1' : '10.1.2.3']);
    return check(settings, { from: '', to: null }, { policy: new EgressPolicy([]), resolve });
  };

  it('that blocks the proxy has the proxy asked for, one that blocks the host the host', async () => {
    const atProxy = await attempt('inside.test', 'public.test');
    const atHost = await attempt('public.test', 'inside.test');

    expect(atProxy.failure).toMatchObject({
      class: 'DESTINATION_BLOCKED',
      stage: 'DNS',
      fix: { kind: 'ASK_EGRESS', host: 'inside.test', port: 3_128 },
    });
    expect(atHost.failure).toMatchObject({ class: 'DESTINATION_BLOCKED', fix: { kind: 'ASK_EGRESS', host: 'inside.test', port: 587 } });
    expect(JSON.stringify([atProxy, atHost])).not.toContain('10.1.2.3');
  });
});
