import { EgressPolicy } from '@posthorn/egress';
import { startHttpProxy, startRawServer, startUnacceptingServer, type RawServerScript } from '@posthorn/testing';
import { openSession } from './session.ts';
import { SmtpFailure, type SessionOptions, type StageTimeouts, type SubmissionSettings } from './types.ts';

const none: StageTimeouts = { dnsMs: null, connectMs: null, greetingMs: null, commandMs: null, dataMs: null };

/** The stage that took too long, and after how many milliseconds; `sent` where none did. */
async function attempt(
  port: number,
  settings: Partial<SubmissionSettings>,
  options: Partial<SessionOptions> = {},
): Promise<[string, number]> {
  const policy = new EgressPolicy(
    [port, settings.proxy?.port ?? port].map((each) => ({ host: '127.0.0.1', port: each, allowCleartextAuth: true })),
  );
  const startedAt = performance.now();
  const whole = { host: '127.0.0.1', port, security: 'NONE' as const, username: null, password: null, timeoutMs: 5_000, ...settings };
  try {
    const session = await openSession(whole, { policy, ...options });
    await session.send({ from: 'a@x.test', to: ['b@x.test'], raw: Buffer.from('x'), beforeData: () => Promise.resolve() });
    session.close();
    return ['sent', performance.now() - startedAt];
  } catch (error) {
    if (!(error instanceof SmtpFailure)) throw error;
    return [`${error.failure.stage} ${error.failure.class}`, performance.now() - startedAt];
  }
}

async function attemptAt(script: RawServerScript, settings: Partial<SubmissionSettings>): Promise<[string, number]> {
  const server = await startRawServer(script);
  try {
    return await attempt(server.port, settings);
  } finally {
    await server.close();
  }
}

describe('a time of its own', () => {
  it.each<[keyof StageTimeouts, RawServerScript, string]>([
    ['greetingMs', { hangAt: 'GREETING' }, 'GREETING'],
    ['commandMs', { hangAt: 'EHLO' }, 'EHLO'],
    ['commandMs', { hangAt: 'MAIL' }, 'MAIL'],
    ['commandMs', { hangAt: 'RCPT' }, 'RCPT'],
    ['dataMs', { hangAt: 'DATA' }, 'DATA'],
    ['dataMs', { hangAt: 'BODY' }, 'DATA'],
  ])('%s ends %j, long before the rest would', async (name, script, stage) => {
    const [ended, tookMs] = await attemptAt(script, { timeouts: { ...none, [name]: 200 } });

    expect(ended).toBe(`${stage} TIMEOUT`);
    expect(tookMs).toBeGreaterThan(180);
    expect(tookMs).toBeLessThan(1_500);
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

    expect([lookup[0], connection[0], tunnel[0]]).toEqual(['DNS TIMEOUT', 'CONNECT TIMEOUT', 'PROXY TIMEOUT']);
    expect(Math.max(lookup[1], connection[1], tunnel[1])).toBeLessThan(1_500);
  });

  it('may be longer than the rest', async () => {
    const [ended] = await attemptAt(
      { delayMs: 250 },
      { timeoutMs: 100, timeouts: { ...none, greetingMs: 2_000, commandMs: 2_000, dataMs: 2_000 } },
    );

    expect(ended).toBe('sent');
  });

  it('for data replaces the six times of the reply to the message', async () => {
    const [ended, tookMs] = await attemptAt({ hangAt: 'BODY' }, { timeoutMs: 100, timeouts: { ...none, dataMs: 300 } });

    expect(ended).toBe('DATA TIMEOUT');
    expect(tookMs).toBeLessThan(550);
  });
});
