import { dayMs } from '@posthorn/contracts';
import { X509Certificate } from 'node:crypto';
import { EgressPolicy } from '@posthorn/egress';
import {
  issueAuthority,
  issueCertificate,
  startHttpProxy,
  startRawServer,
  until,
  type Certificate,
  type RawServerScript,
} from '@posthorn/testing';
import { check, type CheckResult } from './check.ts';
import type { StageReport, SubmissionSettings, TlsFacts } from './types.ts';

const authority = await issueAuthority();

interface Checked extends CheckResult {
  heard: StageReport[];
  lines: string[];
  tls: TlsFacts | null | undefined;
  open: number;
}

async function checkAt(script: RawServerScript, changes: Partial<SubmissionSettings>, extraPort?: number): Promise<Checked> {
  const server = await startRawServer(script);
  const heard: StageReport[] = [];
  const rules = [server.port, ...(extraPort ? [extraPort] : [])].map((port) => ({ host: '127.0.0.1', port, allowCleartextAuth: false }));
  const signIn = { username: 'ada', password: 'canary-password' };
  const settings = { host: '127.0.0.1', port: server.port, security: 'TLS' as const, ...signIn, timeoutMs: 2_000, ...changes };
  try {
    const result = await check(
      settings,
      { from: 'a@x.test', to: null },
      { policy: new EgressPolicy(rules), onStage: (r) => heard.push(r) },
    );
    await until(() => server.open === 0);
    const tls = result.stages.find(({ stage }) => stage === 'TLS')?.tls;
    return { ...result, heard, lines: server.lines, tls, open: server.open };
  } finally {
    await server.close();
  }
}

const withChain = ({ key, cert, ca }: Certificate): Certificate => ({ key, cert: `${cert.trim()}\n${ca}`, ca });
const fingerprint = (pem: string): string => new X509Certificate(pem).fingerprint256;

describe.each(['TLS', 'STARTTLS_REQUIRED'] as const)('a check over %s', (security) => {
  const implicitTls = security === 'TLS';

  it('tells version, cipher and chain of a certificate it trusts', async () => {
    const certificate = withChain(await authority.issue({ names: ['mail.example', 'localhost'] }));

    const { passed, tls } = await checkAt({ certificate, implicitTls }, { security, ca: authority.ca });

    expect(passed).toBe(true);
    expect(tls).toMatchObject({ version: 'TLSv1.3', cipher: expect.stringMatching(/^TLS_/u) as string, trusted: true, reason: null });
    expect(tls?.chain.map(({ subject }) => subject)).toEqual(['CN=mail.example', expect.stringContaining('Posthorn test authority')]);
    expect(tls?.chain[0]).toMatchObject({
      names: ['mail.example', 'localhost', '127.0.0.1'],
      issuer: tls?.chain[1]?.subject,
      fingerprint256: fingerprint(certificate.cert),
    });
    expect(Date.parse(tls?.chain[0]?.validTo ?? '')).toBeGreaterThan(Date.now());
  });

  it('shows a certificate signed by itself, and offers to trust it', async () => {
    const certificate = await issueCertificate({ selfSigned: true, names: ['relay.plant.local'] });

    const { failure, tls, heard, lines, open } = await checkAt({ certificate, implicitTls }, { security });

    expect(tls).toMatchObject({ trusted: false, reason: 'DEPTH_ZERO_SELF_SIGNED_CERT', chain: [{ subject: 'CN=relay.plant.local' }] });
    expect(failure).toMatchObject({ class: 'TLS', stage: 'TLS', fix: { kind: 'TRUST_CA' } });
    const { fix } = failure ?? {};
    if (fix?.kind !== 'TRUST_CA') throw new Error('no certificate was offered');
    expect(fingerprint(fix.ca)).toBe(fingerprint(certificate.cert));
    expect(fix.label).toBe(`Trust CN=relay.plant.local (SHA-256 ${fingerprint(certificate.cert)})`);
    // The stage is told once, with what was found out.
    expect(heard.filter(({ stage, status }) => stage === 'TLS' && status === 'FAILED')).toMatchObject([{ tls: { trusted: false } }]);
    expect(lines.filter((line) => line.startsWith('AUTH'))).toEqual([]);
    expect(open).toBe(0);
    expect((await checkAt({ certificate, implicitTls }, { security, ca: fix.ca })).passed).toBe(true);
  });

  it('offers the topmost certificate presented where that is the authority', async () => {
    const certificate = withChain(await authority.issue());

    const { failure, tls } = await checkAt({ certificate, implicitTls }, { security });

    expect(tls).toMatchObject({ trusted: false, reason: 'SELF_SIGNED_CERT_IN_CHAIN' });
    expect(tls?.chain).toHaveLength(2);
    expect(failure?.fix).toMatchObject({ kind: 'TRUST_CA', label: expect.stringContaining('Posthorn test authority') as string });
    expect(failure?.fix?.kind === 'TRUST_CA' && fingerprint(failure.fix.ca)).toBe(fingerprint(authority.ca));
  });

  it.each<[string, () => Promise<Certificate>, string, Partial<SubmissionSettings>]>([
    ['whose authority it did not present', () => authority.issue(), 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', {}],
    [
      'that has expired',
      () => issueCertificate({ selfSigned: true, validFrom: new Date(Date.now() - 9 * dayMs), validTo: new Date(Date.now() - dayMs) }),
      'CERT_HAS_EXPIRED',
      {},
    ],
    [
      'for another host',
      () => issueCertificate({ selfSigned: true, names: ['other.example'], addresses: [] }),
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      {},
    ],
    ['for another host, trusted', () => authority.issue({ addresses: [] }), 'ERR_TLS_CERT_ALTNAME_INVALID', { ca: authority.ca }],
    ['for another server name', () => authority.issue(), 'ERR_TLS_CERT_ALTNAME_INVALID', { ca: authority.ca, serverName: 'x.example' }],
  ])('shows a certificate %s, and offers nothing that would not help', async (_name, issue, reason, changes) => {
    const { failure, tls } = await checkAt({ certificate: await issue(), implicitTls }, { security, ...changes });

    expect(tls).toMatchObject({ trusted: false, reason });
    expect(tls?.chain[0]?.subject).toMatch(/^CN=/u);
    expect([failure?.stage, failure?.fix]).toEqual(['TLS', null]);
  });

  it('shows what a server speaks that is too old', async () => {
    const certificate = await authority.issue();

    const { failure, tls } = await checkAt({ certificate, implicitTls, maxTlsVersion: 'TLSv1.1' }, { security, ca: authority.ca });

    expect([failure?.stage, failure?.class, failure?.fix]).toEqual(['TLS', 'TLS', null]);
    expect(tls).toMatchObject({ version: 'TLSv1.1', trusted: true });
  });

  it('looks again through the same proxy', async () => {
    const certificate = await issueCertificate({ selfSigned: true });
    const via = await startHttpProxy();
    const proxy = { kind: 'HTTP' as const, host: '127.0.0.1', port: via.port, username: null, password: null };

    const { tls, failure } = await checkAt({ certificate, implicitTls }, { security, proxy }, via.port);
    await via.close();

    expect([tls?.trusted, failure?.fix?.kind]).toEqual([false, 'TRUST_CA']);
    expect(via.targets).toHaveLength(3);
  });

  it('has nothing to show where there was no handshake', async () => {
    const certificate = await authority.issue();

    const dropped = await checkAt({ certificate, implicitTls, dropAt: 'TLS' }, { security });
    const unreadable = await checkAt({ certificate, implicitTls }, { security, ca: 'nonsense' });

    expect([dropped.failure?.stage, dropped.tls, dropped.failure?.fix]).toEqual(['TLS', null, null]);
    expect([unreadable.failure?.stage, unreadable.tls, unreadable.lines]).toEqual(['TLS', null, []]);
  });
});

describe('the capabilities', () => {
  it('are those of the last EHLO, as the server wrote them', async () => {
    const certificate = await authority.issue();
    const replies = { EHLO: ['250-raw.test\r\n250 STARTTLS', '250-raw.test\r\n250-SIZE 1000\r\n250-X-Odd\tone\r\n250 auth=Login plain'] };

    const { stages, heard } = await checkAt({ certificate, replies }, { security: 'STARTTLS_REQUIRED', ca: authority.ca });

    expect(stages.find(({ stage }) => stage === 'EHLO')?.capabilities).toEqual(['SIZE 1000', 'X-Odd\tone', 'auth=Login plain']);
    expect(heard.filter(({ stage, status }) => stage === 'EHLO' && status === 'PASSED').map(({ capabilities }) => capabilities)).toEqual([
      ['STARTTLS'],
      ['SIZE 1000', 'X-Odd\tone', 'auth=Login plain'],
    ]);
  });

  it('are none where only HELO is known', async () => {
    const replies = { EHLO: ['500 5.5.1 what?', '250 raw.test'] };

    const { stages, passed } = await checkAt({ replies }, { security: 'NONE', username: null, password: null });

    expect([passed, stages.find(({ stage }) => stage === 'EHLO')?.capabilities]).toEqual([true, []]);
  });
});
