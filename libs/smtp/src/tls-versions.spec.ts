import { EgressPolicy } from '@posthorn/egress';
import { issueAuthority, startRawServer } from '@posthorn/testing';
import { openSession } from './session.ts';
import { SmtpFailure, type SubmissionSettings, type TlsVersion } from './types.ts';

const authority = await issueAuthority();
const certificate = await authority.issue();

type Server = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** The version and cipher agreed on and whether a mail went over it, or the class of the failure. */
async function attempt(maxTlsVersion: Server, security: SubmissionSettings['security'], changes: Partial<SubmissionSettings>) {
  const server = await startRawServer({ certificate, implicitTls: security === 'TLS', maxTlsVersion });
  const policy = new EgressPolicy([{ host: '127.0.0.1', port: server.port, allowCleartextAuth: false }]);
  const signIn = { username: 'ada', password: 'secret' };
  const settings = { host: '127.0.0.1', port: server.port, security, ...signIn, timeoutMs: 2_000, ca: authority.ca, ...changes };
  try {
    const session = await openSession(settings, { policy });
    const raw = Buffer.from('Subject: x\r\n\r\nx');
    await session.send({ from: 'a@x.test', to: ['b@x.test'], raw, beforeData: () => Promise.resolve() });
    session.close();
    return `${session.tls?.version}, ${server.bodies.length} sent`;
  } catch (error) {
    if (error instanceof SmtpFailure) return `${error.failure.stage} ${error.failure.class}`;
    throw error;
  } finally {
    await server.close();
  }
}

describe.each(['TLS', 'STARTTLS_REQUIRED'] as const)('over %s', (security) => {
  it.each<[Server, TlsVersion]>([
    ['TLSv1', 'TLS_1_0'],
    ['TLSv1.1', 'TLS_1_1'],
  ])('a server that knows only %s is reached where the settings go down to %s, and signed in to', async (version, tlsMinimum) => {
    expect(await attempt(version, security, { tlsMinimum })).toBe(`${version}, 1 sent`);
  });

  it.each<[Server, TlsVersion | undefined]>([
    ['TLSv1', undefined],
    ['TLSv1', 'TLS_1_1'],
    ['TLSv1.1', undefined],
    ['TLSv1.1', 'TLS_1_2'],
    ['TLSv1.2', 'TLS_1_3'],
  ])('a server that knows only %s is refused where they begin at %s', async (version, tlsMinimum) => {
    expect(await attempt(version, security, tlsMinimum ? { tlsMinimum } : {})).toBe('TLS TLS');
  });

  it('the newest that both know is used, up to the maximum', async () => {
    expect(await attempt('TLSv1.3', security, { tlsMinimum: 'TLS_1_0' })).toBe('TLSv1.3, 1 sent');
    expect(await attempt('TLSv1.3', security, { tlsMaximum: 'TLS_1_2' })).toBe('TLSv1.2, 1 sent');
    expect(await attempt('TLSv1.1', security, { tlsMinimum: 'TLS_1_0', tlsMaximum: 'TLS_1_1' })).toBe('TLSv1.1, 1 sent');
  });

  it('an old version does not excuse a bad certificate', async () => {
    const { ca } = await issueAuthority();

    expect(await attempt('TLSv1.1', security, { tlsMinimum: 'TLS_1_1', ca })).toBe('TLS TLS');
  });
});

describe('a trusted CA', () => {
  it('may be one of several, with words and blank lines between them', async () => {
    const others = await Promise.all([issueAuthority(), issueAuthority()]);
    const [first, last] = others.map(({ ca }) => ca);

    const ca = `Plant root\n${first}\n\n  ${authority.ca}\r\nLine 2\n${last}`;

    expect(await attempt('TLSv1.3', 'TLS', { ca })).toBe('TLSv1.3, 1 sent');
    expect(await attempt('TLSv1.3', 'STARTTLS_REQUIRED', { ca })).toBe('TLSv1.3, 1 sent');
    expect(await attempt('TLSv1.3', 'TLS', { ca: `${first}${last}` })).toBe('TLS TLS');
  });

  it.each([
    ['one of them broken', `${authority.ca}-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----`],
    ['cut short', authority.ca.slice(0, -40)],
    ['a private key', certificate.key],
    ['nothing', ' '],
  ])('is refused where it is %s', async (_name, ca) => {
    const failure: unknown = await openSession(
      { host: '127.0.0.1', port: 1, security: 'TLS', username: null, password: null, timeoutMs: 500, ca },
      { policy: new EgressPolicy([]) },
    ).catch((caught: unknown) => caught);

    expect(failure).toMatchObject({ failure: { stage: 'TLS', class: 'TLS' } });
    expect((failure as SmtpFailure).failure.sentence).toContain('PEM');
  });
});
