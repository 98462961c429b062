import { defaultAdvanced, type SubmissionAdvanced } from '@posthorn/contracts';
import { presets } from '@posthorn/smtp';
import fc from 'fast-check';
import { provesNothing, resolveSubmission, type SubmissionInput } from './resolved-submission.ts';
import type { StoredSubmission } from './stored-submission.ts';

const behindProxy: SubmissionAdvanced = {
  ...defaultAdvanced,
  proxyKind: 'SOCKS5',
  proxyHost: 'proxy.example.org',
  proxyPort: 1080,
  proxyUsername: 'plant',
  serverName: 'mail.example.org',
  ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
};
const input: SubmissionInput = {
  fromAddress: 'ann@example.org',
  preset: 'custom',
  host: 'smtp.example.org',
  port: 587,
  security: 'STARTTLS_REQUIRED',
  username: 'ann',
  passwordAction: 'KEEP',
  password: null,
  timeoutMs: 10_000,
  advanced: behindProxy,
  proxyPasswordAction: 'KEEP',
  proxyPassword: null,
  authentication: 'PASSWORD',
  oauth: null,
};
const sealed = Uint8Array.from(Buffer.from('sealed'));
const stored: StoredSubmission = {
  ...input,
  advanced: { ...behindProxy },
  password: sealed,
  proxyPassword: sealed,
  oauthClientId: null,
  oauth: {},
};
const advanced = (change: Partial<SubmissionAdvanced>) => ({ advanced: { ...behindProxy, ...change } });
const refusedAt = (field: string) => expect.objectContaining({ code: 'INVALID_INPUT', details: { field } }) as Error;

describe('a stored secret', () => {
  it('stays while nothing changes that decides who sees it', () => {
    const change = { host: 'SMTP.example.org', username: 'berta', timeoutMs: 5_000, ...advanced({ perMinute: 10, tlsMinimum: 'TLS_1_3' }) };

    expect(resolveSubmission({ ...input, ...change }, stored)).toMatchObject({
      password: { kind: 'keep' },
      proxyPassword: { kind: 'keep' },
    });
  });

  it('stays when a certificate only came with other line ends', () => {
    expect(
      resolveSubmission({ ...input, ...advanced({ ca: `${behindProxy.ca!.replaceAll('\n', '\r\n')}\r\n` }) }, stored).password.kind,
    ).toBe('keep');
  });

  it.each<[string, Partial<SubmissionInput>]>([
    ['host', { host: 'smtp.attacker.example' }],
    ['port', { port: 2525 }],
    ['security', { security: 'NONE' }],
    ['preset', { preset: 'google' }],
    ['server name', advanced({ serverName: null })],
    ['CA', advanced({ ca: null })],
    ['kind of proxy', advanced({ proxyKind: 'HTTP' })],
    ['proxy host', advanced({ proxyHost: 'proxy.attacker.example' })],
    ['proxy port', advanced({ proxyPort: 1081 })],
    ['proxy user', advanced({ proxyUsername: 'other' })],
    ['proxy being there', advanced({ proxyKind: null })],
  ])('is asked for again when the %s changes, each by its own name', (_, change) => {
    const changed = { ...input, ...change };
    const withPassword: SubmissionInput = { ...changed, passwordAction: 'REPLACE', password: 'typed-again' };

    expect(() => resolveSubmission(changed, stored, 'settings.')).toThrow(refusedAt('settings.password'));
    if (changed.advanced.proxyKind !== null) expect(() => resolveSubmission(withPassword, stored)).toThrow(refusedAt('proxyPassword'));
    expect(resolveSubmission({ ...withPassword, proxyPasswordAction: 'REMOVE' }, stored).password).toEqual({
      kind: 'replace',
      secret: 'typed-again',
    });
  });

  it('is named with the place it was given for, and what to do', () => {
    expect(() => resolveSubmission({ ...input, port: 25 }, stored)).toThrow(
      'The stored password was given for smtp.example.org:587 as it was set up, through the proxy proxy.example.org:1080 and is only ever used there. Type the password for the changed connection, or remove it.',
    );
  });

  it('that is not there is never asked for', () => {
    const none = { ...stored, password: null, proxyPassword: null };

    expect(resolveSubmission({ ...input, host: 'other.example.org' }, none)).toMatchObject({
      password: { kind: 'keep' },
      proxyPassword: { kind: 'keep' },
    });
  });

  it('of a proxy goes with the proxy', () => {
    const noProxy = { ...input, ...advanced({ proxyKind: null }), passwordAction: 'REMOVE' as const };

    expect(resolveSubmission(noProxy, stored).proxyPassword).toEqual({ kind: 'remove' });
  });
});

describe('a new secret', () => {
  const replace = { passwordAction: 'REPLACE', password: 'x' } as const;
  const proxy = { proxyPasswordAction: 'REPLACE', proxyPassword: 'y' } as const;

  it.each<[string, Partial<SubmissionInput>]>([
    ['username', { ...replace, username: null }],
    ['password', { ...replace, password: null }],
    ['proxyPassword', { ...proxy, proxyPassword: null }],
    ['proxyPassword', { ...proxy, ...advanced({ proxyKind: null }) }],
    ['advanced.proxyUsername', { ...proxy, ...advanced({ proxyUsername: null }) }],
  ])('is refused at %s where something is missing', (field, change) => {
    expect(() => resolveSubmission({ ...input, ...change }, null)).toThrow(refusedAt(field));
  });

  it('loses the blanks of a pasted app password, and it is said', () => {
    const resolved = resolveSubmission({ ...input, preset: 'google', passwordAction: 'REPLACE', password: 'abcd efgh ijkl mnop' }, null);

    expect(resolved.password).toEqual({ kind: 'replace', secret: 'abcdefghijklmnop' });
    expect(resolved.notes).toEqual([expect.stringContaining('blanks')]);
  });

  it('keeps its blanks everywhere else', () => {
    const resolved = resolveSubmission({ ...input, passwordAction: 'REPLACE', password: 'correct horse' }, null);

    expect(resolved).toMatchObject({ password: { kind: 'replace', secret: 'correct horse' }, notes: [] });
  });
});

describe('a preset', () => {
  const resolved = (change: Partial<SubmissionInput>) => resolveSubmission({ ...input, advanced: defaultAdvanced, ...change }, null).values;

  it('decides host, port and security', () => {
    expect(resolved({ preset: 'google', port: 25, security: 'NONE' })).toMatchObject({
      host: 'smtp.gmail.com',
      port: 587,
      security: 'STARTTLS_REQUIRED',
      username: 'ann',
    });
  });

  it('takes another port that the provider documents, and knows what it speaks', () => {
    expect(resolved({ preset: 'google', port: 465, security: 'TLS' })).toMatchObject({ port: 465, security: 'TLS' });
    expect(resolved({ preset: 'google', port: 465, security: 'NONE' })).toMatchObject({ port: 465, security: 'TLS' });
  });

  it('with regions takes one of their hosts and no other', () => {
    expect(resolved({ preset: 'sendgrid', host: 'SMTP.eu.sendgrid.net' })).toMatchObject({
      host: 'smtp.eu.sendgrid.net',
      username: 'apikey',
    });
    expect(() => resolved({ preset: 'sendgrid', host: 'smtp.example.org' })).toThrow(refusedAt('host'));
  });

  it('that nobody knows is refused', () => {
    expect(() => resolved({ preset: 'acme' })).toThrow(refusedAt('preset'));
  });

  it('never leads anywhere its provider does not document', () => {
    const known = presets.filter(({ group }) => group !== 'custom');
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.constantFrom('smtp.attacker.example', ...known.flatMap(({ variants }) => variants.map(({ host }) => host))),
        fc.integer({ min: 1, max: 65_535 }),
        fc.constantFrom('NONE' as const, 'STARTTLS_OPPORTUNISTIC' as const, 'STARTTLS_REQUIRED' as const, 'TLS' as const),
        (preset, host, port, security) => {
          let values;
          try {
            values = resolved({ preset: preset.id, host, port, security });
          } catch {
            expect(preset.host).toBeNull();
            return;
          }
          expect([preset.host, ...preset.variants.map((variant) => variant.host)]).toContain(values.host);
          expect([{ port: preset.port, security: preset.security }, ...preset.alternatives]).toContainEqual({
            port: values.port,
            security: values.security,
          });
        },
      ),
    );
  });
});

describe('the notes of a save', () => {
  it.each([
    ['TLS 1.0', { advanced: { ...defaultAdvanced, tlsMinimum: 'TLS_1_0' as const } }, 'TLS 1.0'],
    ['TLS 1.1', { advanced: { ...defaultAdvanced, tlsMinimum: 'TLS_1_1' as const } }, 'TLS 1.1'],
    ['a password without TLS', { advanced: defaultAdvanced, security: 'NONE' as const }, 'Without TLS the password'],
  ])('warn of %s', (_, change, words) => {
    expect(resolveSubmission({ ...input, ...change }, null).notes).toEqual([expect.stringContaining(words)]);
  });

  it('warn of nothing where nobody signs in', () => {
    expect(resolveSubmission({ ...input, advanced: defaultAdvanced, security: 'NONE', username: null }, null).notes).toEqual([]);
  });
});

describe('what was learned of settings', () => {
  const proves = (change: Partial<SubmissionInput>) => !provesNothing(stored, resolveSubmission({ ...input, ...change }, stored));
  const replace = { passwordAction: 'REPLACE', password: 'x' } as const;

  it('stands while the same person signs in at the same place', () => {
    expect(proves({ timeoutMs: 1_000, ...advanced({ perDay: 5 }) })).toBe(true);
  });

  it.each<[string, Partial<SubmissionInput>]>([
    ['another host', { ...replace, proxyPasswordAction: 'REMOVE', host: 'other.example.org' }],
    ['another user', { username: 'berta' }],
    ['another password', replace],
    ['no password', { passwordAction: 'REMOVE' }],
    ['another proxy password', { proxyPasswordAction: 'REPLACE', proxyPassword: 'y' }],
  ])('says nothing of %s', (_, change) => {
    expect(proves(change)).toBe(false);
  });
});
