import { defaultAdvanced, defaultOAuth, type SubmissionAdvanced } from '@posthorn/contracts';
import { setupDrops, storedUse, type TokenUse } from './dropped-tokens.ts';
import type { StoredSubmission } from './stored-submission.ts';

const client = { provider: 'generic', cloud: 'global', scope: 'mail.send', unattendedFlow: 'CLIENT_CREDENTIALS' as const };
const row: StoredSubmission = {
  host: 'smtp.example.org',
  port: 587,
  security: 'STARTTLS_REQUIRED',
  username: 'ann@example.org',
  timeoutMs: 10_000,
  authentication: 'OAUTH2',
  oauthClientId: 'one',
  oauth: { interactive: true },
  password: null,
  proxyPassword: null,
  advanced: { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
};
const before = storedUse(row, client);
const after = (change: Partial<StoredSubmission>) => storedUse({ ...row, ...change }, client);
const advanced = (change: Partial<SubmissionAdvanced>) => ({ advanced: { ...(row.advanced as object), ...change } });
const proxy: Partial<SubmissionAdvanced> = { proxyKind: 'SOCKS5', proxyHost: 'proxy.example.org', proxyPort: 1080 };

describe('the tokens of a setup', () => {
  it.each<[string, TokenUse]>([
    ['the user name', after({ username: 'bob@example.org' })],
    ['the OAuth client', after({ oauthClientId: 'other' })],
    ['whether a person consents', after({ oauth: { interactive: false } })],
    ['the scope', after({ oauth: { interactive: true, scope: 'mail.read' } })],
    ['the host', after({ host: 'other.example.org' })],
    ['the port', after({ port: 465 })],
    ['the security', after({ security: 'TLS' })],
    ['the server name', after(advanced({ serverName: 'mail.example.org' }))],
    ['the trusted certificates', after(advanced({ ca: null }))],
    ['the proxy', after(advanced(proxy))],
    ['how it signs in', after({ authentication: 'PASSWORD', oauthClientId: null, oauth: {} })],
  ])('drop with %s, by that name and no other', (reason, changed) => {
    expect(setupDrops(before, changed)).toEqual([reason]);
  });

  it.each<[string, Partial<SubmissionAdvanced>]>([
    ['kind', { proxyKind: 'HTTP' }],
    ['host', { proxyHost: 'other.example.org' }],
    ['port', { proxyPort: 1081 }],
    ['user', { proxyUsername: 'bob' }],
  ])('drop with the proxy’s %s', (_, change) => {
    const behind = after(advanced(proxy));

    expect(setupDrops(behind, after(advanced({ ...proxy, ...change })))).toEqual(['the proxy']);
  });

  it('drop where an older TLS version is allowed than before, below 1.2', () => {
    expect(setupDrops(before, after(advanced({ tlsMinimum: 'TLS_1_1' })))).toEqual(['the oldest TLS version']);
    expect(setupDrops(after(advanced({ tlsMinimum: 'TLS_1_0' })), before)).toEqual([]);
  });

  it.each<[string, TokenUse]>([
    ['nothing at all', after({})],
    ['letter case of the host', after({ host: 'SMTP.example.org' })],
    ['line ends of a certificate', after(advanced({ ca: '-----BEGIN CERTIFICATE-----\r\nAAAA\r\n-----END CERTIFICATE-----\r\n' }))],
    ['timeouts', after({ timeoutMs: 1_000, ...advanced({ commandTimeoutMs: 1_000 }) })],
    ['limits and TLS versions', after(advanced({ perDay: 5, maxConnections: 9, tlsMinimum: 'TLS_1_3' }))],
    [
      'margins and parameters',
      after({
        oauth: {
          ...defaultOAuth,
          interactive: true,
          refreshBeforeSeconds: 5,
          defaultExpirationSeconds: 60,
          accessTokenTimeoutSeconds: 0,
          refreshParameters: [{ name: 'audience', value: 'x' }],
        },
      }),
    ],
    ['a scope that comes to the same', after({ oauth: { interactive: true, scope: 'mail.send' } })],
  ])('stay with %s', (_, unchanged) => {
    expect(setupDrops(before, unchanged)).toEqual([]);
  });

  it('are not there with a password, so that none drop', () => {
    const withPassword = after({ authentication: 'PASSWORD', oauthClientId: null, oauth: {} });

    expect(setupDrops(withPassword, after({ host: 'other.example.org' }))).toEqual([]);
  });

  it('drop for several reasons at once, each named', () => {
    expect(setupDrops(before, { ...after({ port: 25, username: 'bob' }), advanced: defaultAdvanced })).toEqual([
      'the user name',
      'the port',
      'the trusted certificates',
    ]);
  });
});
