import { EgressPolicy } from '@posthorn/egress';
import { startHttpProxy, startRawServer, startUnacceptingServer, type RawServerScript } from '@posthorn/testing';
import { openSession } from './session.ts';
import { limitsOf } from './stage-limits.ts';
import { SmtpFailure, type SessionOptions, type StageTimeouts, type SubmissionSettings } from './types.ts';

/** Longer than a spec may take: where it counts in place of the time under test, the spec hangs. */
const forEverMs = 600_000;
const none: StageTimeouts = { dnsMs: null, connectMs: null, greetingMs: null, commandMs: null, dataMs: null };

/** The stage that took too long; `sent` where none did. */
async function attempt(port: number, settings: Partial<SubmissionSettings>, options: Partial<SessionOptions> = {}): Promise<string> {
  const policy = new EgressPolicy(
    [port, settings.proxy?.port ?? port].map((each) => ({ host: '127.0.0.1', port: each, allowCleartextAuth: true })),
  );
  const whole = { host: '127.0.0.1', port, security: 'NONE' as const, username: null, password: null, timeoutMs: forEverMs, ...settings };
  try {
    const session = await openSession(whole, { policy, ...options });
    await session.send({ from: 'a@x.test', to: ['b@x.test'], raw: Buffer.from('x'), beforeData: () => Promise.resolve() });
    session.close();
    return 'sent';
  } catch (error) {
    if (!(error instanceof SmtpFailure)) throw error;
    return `${error.failure.stage} ${error.failure.class}`;
  }
}

async function attemptAt(script: RawServerScript, settings: Partial<SubmissionSettings>): Promise<string> {
  const server = await startRawServer(script);
  try {
    return await attempt(server.port, settings);
  } finally {
    await server.close();
  }
}

it('without times of its own each stage is given the one time, the reply to the message six times that', () => {
  const limits = limitsOf({ host: 'h', port: 25, security: 'NONE', username: null, password: null, timeoutMs: 100 });

  expect(limits).toEqual({ dnsMs: 100, connectMs: 100, greetingMs: 100, commandMs: 100, dataMs: 100, finalReplyMs: 600 });
});

describe('a time of its own', () => {
  it.each<[keyof StageTimeouts, RawServerScript, string]>([
    ['greetingMs', { hangAt: 'GREETING' }, 'GREETING'],
    ['commandMs', { hangAt: 'EHLO' }, 'EHLO'],
    ['commandMs', { hangAt: 'MAIL' }, 'MAIL'],
    ['commandMs', { hangAt: 'RCPT' }, 'RCPT'],
    ['dataMs', { hangAt: 'DATA' }, 'DATA'],
    ['dataMs', { hangAt: 'BODY' }, 'DATA'],
  ])('%s ends %j, which the rest never would', async (name, script, stage) => {
    const ended = await attemptAt(script, { timeouts: { ...none, [name]: 200 } });

    expect(ended).toBe(`${stage} TIMEOUT`);
  });

  it('dnsMs ends a lookup, connectMs a connection and what a proxy takes for its own', async () => {
    const silent = await startUnacceptingServer();
    const via = await startHttpProxy({ misbehave: 'HANG' });
    const proxy = { kind: 'HTTP' as const, host: '127.0.0.1', port: via.port, username: null, password: null };

    const lookup = await attempt(
      25,
      { host: 'slow.test', timeouts: { ...none, dnsMs: 200 } },
      { resolve: () => new Promise(() => undefined) },
    );
    const connection = await attempt(silent.port, { timeouts: { ...none, connectMs: 200 } });
    const tunnel = await attempt(silent.port, { proxy, timeouts: { ...none, connectMs: 200 } });
    await Promise.all([silent.close(), via.close()]);

    expect([lookup, connection, tunnel]).toEqual(['DNS TIMEOUT', 'CONNECT TIMEOUT', 'PROXY TIMEOUT']);
  });

  it('may be longer than the rest', async () => {
    const ended = await attemptAt(
      { delayMs: 250 },
      { timeoutMs: 100, timeouts: { ...none, greetingMs: forEverMs, commandMs: forEverMs, dataMs: forEverMs } },
    );

    expect(ended).toBe('sent');
  });

  it('for data replaces the six times of the reply to the message', async () => {
    const ended = await attemptAt({ hangAt: 'BODY' }, { timeouts: { ...none, dataMs: 300 } });

    expect(ended).toBe('DATA TIMEOUT');
  });
});
