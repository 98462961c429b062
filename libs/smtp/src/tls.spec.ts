import { dayMs } from '@posthorn/contracts';
import { EgressPolicy } from '@posthorn/egress';
import { issueAuthority, issueCertificate, startRawServer, type Certificate, type RawServerScript } from '@posthorn/testing';
import { openSession } from './session.ts';
import { SmtpFailure, type Failure, type SubmissionSettings } from './types.ts';

const authority = await issueAuthority();

async function failureOf(script: RawServerScript, changes: Partial<SubmissionSettings>): Promise<Failure> {
  const server = await startRawServer(script);
  const policy = new EgressPolicy([{ host: '127.0.0.1', port: server.port, allowCleartextAuth: false }]);
  const settings: SubmissionSettings = {
    host: '127.0.0.1',
    port: server.port,
    security: 'TLS',
    username: null,
    password: null,
    timeoutMs: 2_000,
    ca: authority.ca,
    ...changes,
  };
  try {
    const session = await openSession(settings, { policy, resolve: () => Promise.resolve(['127.0.0.1']) });
    session.close();
  } catch (error) {
    if (error instanceof SmtpFailure) return error.failure;
    throw error;
  } finally {
    await server.close();
  }
  throw new Error('TLS did not fail');
}

const certificates: [string, () => Promise<Certificate>, Partial<SubmissionSettings>, RegExp][] = [
  [
    'expired',
    () => authority.issue({ validFrom: new Date(Date.now() - 9 * dayMs), validTo: new Date(Date.now() - dayMs) }),
    {},
    /has expired/u,
  ],
  ['not yet valid', () => authority.issue({ validFrom: new Date(Date.now() + dayMs) }), {}, /not valid yet/u],
  ['signed by itself', () => issueCertificate({ selfSigned: true }), {}, /signed by itself/u],
  ['from an unknown authority', () => issueCertificate(), {}, /not trusted here/u],
  ['for another host', () => authority.issue({ names: ['other.example'], addresses: [] }), {}, /not made out to 127\.0\.0\.1/u],
  ['for another name', () => authority.issue({ names: ['other.example'] }), { host: 'mail.example' }, /not made out to mail\.example/u],
  ['for another server name', () => authority.issue(), { serverName: 'mail.example' }, /not made out to mail\.example/u],
];

describe.each(['TLS', 'STARTTLS_REQUIRED'] as const)('over %s', (security) => {
  it.each(certificates)('a certificate that is %s is refused, with what to do', async (_name, issue, changes, words) => {
    const script = { certificate: await issue(), implicitTls: security === 'TLS' };

    const failure = await failureOf(script, { security, ...changes });

    expect(failure).toMatchObject({ class: 'TLS', stage: 'TLS', retry: 'RETRY', reply: null });
    expect(failure.sentence).toMatch(words);
  });

  it('a certificate that fits is taken, whatever the spelling of the host', async () => {
    const script = { certificate: await authority.issue({ names: ['mail.example'], addresses: [] }), implicitTls: security === 'TLS' };

    for (const host of ['mail.example', 'MAIL.example', 'mail.example.']) {
      await expect(failureOf(script, { security, host })).rejects.toThrow('TLS did not fail');
    }
  });

  it('a host in letters of its own is asked for, and verified, in ASCII', async () => {
    const certificate = await authority.issue({ names: ['xn--bro-hoa.example'], addresses: [] });
    const script = { certificate, implicitTls: security === 'TLS' };

    await expect(failureOf(script, { security, host: 'BÜRO.example' })).rejects.toThrow('TLS did not fail');
    await expect(failureOf(script, { security, serverName: 'büro.example' })).rejects.toThrow('TLS did not fail');
  });

  it('a server name stands in for the host', async () => {
    const script = { certificate: await authority.issue({ names: ['mail.example'], addresses: [] }), implicitTls: security === 'TLS' };

    await expect(failureOf(script, { security, serverName: 'mail.example' })).rejects.toThrow('TLS did not fail');
  });

  it('TLS older than 1.2 is refused', async () => {
    const script = { certificate: await authority.issue(), implicitTls: security === 'TLS', maxTlsVersion: 'TLSv1.1' as const };

    const failure = await failureOf(script, { security });

    expect(failure).toMatchObject({ class: 'TLS', stage: 'TLS' });
    expect(failure.sentence).toContain('only speaks TLS older than');
  });

  it('is not talked out of verifying by the environment', async () => {
    const script = { certificate: await issueCertificate(), implicitTls: security === 'TLS' };
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';

    const failure = await failureOf(script, { security }).finally(() => delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']);

    expect(failure.class).toBe('TLS');
  });
});

it('TLS on a plain port says so and offers STARTTLS', async () => {
  const failure = await failureOf({}, { security: 'TLS' });

  expect(failure).toMatchObject({ class: 'TLS_MODE', stage: 'TLS', fix: { kind: 'SET_SECURITY', security: 'STARTTLS_REQUIRED' } });
});

it('bytes slipped in before the handshake are not taken for replies of the encrypted server', async () => {
  const certificate = await authority.issue();
  const script = { certificate, extensions: ['SIZE 1000'], replies: { STARTTLS: '220 go\r\n250-injected\r\n250 AUTH PLAIN' } };

  const failure = await failureOf(script, { security: 'STARTTLS_REQUIRED', username: 'ada', password: 'secret' });

  expect(failure).toMatchObject({ class: 'AUTH_MECH', stage: 'AUTH' });
});

it.each(['TLS', 'STARTTLS_REQUIRED'] as const)('a trusted CA that is none is named, over %s', async (security) => {
  const script = { certificate: await authority.issue(), implicitTls: security === 'TLS' };

  const failure = await failureOf(script, { security, ca: '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----' });

  expect(failure).toMatchObject({ class: 'TLS', stage: 'TLS' });
  expect(failure.sentence).toContain('PEM');
});
