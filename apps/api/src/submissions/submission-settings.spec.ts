import { defaultAdvanced } from '@posthorn/contracts';
import { KeyRing, Vault } from '@posthorn/vault';
import {
  advancedOf,
  openSubmission,
  passwordContextOf,
  proxyPasswordContextOf,
  submissionSettingsOf,
  type SubmissionRow,
} from './submission-settings.ts';

const values = { host: 'smtp.example.org', port: 587, security: 'STARTTLS_REQUIRED' as const, username: 'ann', timeoutMs: 10_000 };
const noSecrets = { password: null, proxyPassword: null };
const owner = { tenantId: 'a tenant', table: 'email_profile', recordId: 'a profile' };

describe('the settings of a submission', () => {
  it('are the defaults of the SMTP library where nothing advanced was set', () => {
    expect(submissionSettingsOf(values, defaultAdvanced, { ...noSecrets, password: 'right' })).toEqual({
      ...values,
      password: 'right',
      tlsMinimum: 'TLS_1_2',
      tlsMaximum: 'TLS_1_3',
      mechanism: 'AUTO',
      timeouts: { dnsMs: null, connectMs: null, greetingMs: null, commandMs: null, dataMs: null },
    });
  });

  it('hold whatever was set', () => {
    const advanced = advancedOf({
      tlsMinimum: 'TLS_1_3',
      ca: 'PEM',
      serverName: 'mail.example.org',
      mechanism: 'LOGIN',
      heloName: 'plant4.example',
      dnsTimeoutMs: 1_000,
      connectTimeoutMs: 2_000,
      greetingTimeoutMs: 3_000,
      commandTimeoutMs: 4_000,
      dataTimeoutMs: 5_000,
      proxyKind: 'SOCKS5',
      proxyHost: 'proxy.example',
      proxyPort: 1080,
      proxyUsername: 'bob',
    });

    expect(submissionSettingsOf(values, advanced, { ...noSecrets, proxyPassword: 'hop' })).toMatchObject({
      tlsMinimum: 'TLS_1_3',
      tlsMaximum: 'TLS_1_3',
      ca: 'PEM',
      serverName: 'mail.example.org',
      mechanism: 'LOGIN',
      heloName: 'plant4.example',
      timeouts: { dnsMs: 1_000, connectMs: 2_000, greetingMs: 3_000, commandMs: 4_000, dataMs: 5_000 },
      proxy: { kind: 'SOCKS5', host: 'proxy.example', port: 1080, username: 'bob', password: 'hop' },
    });
  });

  it('have no proxy where none was chosen, whatever else is left of one', () => {
    const settings = submissionSettingsOf(values, advancedOf({ proxyHost: 'proxy.example', proxyPort: 1080 }), noSecrets);

    expect(settings).not.toHaveProperty('proxy');
  });
});

describe('a stored submission', () => {
  const vault = new Vault(KeyRing.generate());
  const row: SubmissionRow = {
    ...values,
    advanced: { proxyKind: 'HTTP', proxyHost: 'proxy.example', proxyPort: 3128 },
    password: vault.seal('right', passwordContextOf(owner)),
    proxyPassword: vault.seal('hop', proxyPasswordContextOf(owner)),
  };

  it('is opened with both of its passwords', () => {
    expect(openSubmission(vault, row, owner)).toMatchObject({ password: 'right', proxy: { password: 'hop' } });
  });

  it.each([
    ['the key file is another', new Vault(KeyRing.generate()), row, owner],
    ['a secret was moved from another profile', vault, row, { ...owner, recordId: 'another profile' }],
    ['the two passwords were exchanged', vault, { ...row, password: row.proxyPassword }, owner],
  ])('is a failure with a sentence where %s', (_, opener, stored, whose) => {
    expect(openSubmission(opener, stored, whose)).toMatchObject({
      class: 'SECRET_UNREADABLE',
      retry: 'PARK',
      sentence: expect.any(String),
    });
  });
});
