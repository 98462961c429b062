import { defaultAdvanced, defaultOAuth, submissionOAuth, type SubmissionOAuth } from '@posthorn/contracts';
import { reservedParameters } from '@posthorn/oauth';
import { presets } from '@posthorn/smtp';
import fc from 'fast-check';
import { requireClient } from './resolved-authentication.ts';
import { resolveSubmission, type SubmissionInput } from './resolved-submission.ts';
import type { StoredSubmission } from './stored-submission.ts';

const clientId = '01890000-0000-7000-8000-00000000c11e';
const input: SubmissionInput = {
  fromAddress: 'ann@example.org',
  preset: 'custom',
  host: 'smtp.example.org',
  port: 587,
  security: 'STARTTLS_REQUIRED',
  username: 'ann@example.org',
  passwordAction: 'KEEP',
  password: null,
  timeoutMs: 10_000,
  advanced: defaultAdvanced,
  proxyPasswordAction: 'KEEP',
  proxyPassword: null,
  authentication: 'OAUTH2',
  oauth: { ...defaultOAuth, clientId },
};
const withPassword: StoredSubmission = {
  ...input,
  authentication: 'PASSWORD',
  oauth: {},
  oauthClientId: null,
  proxyPassword: null,
  password: Uint8Array.from(Buffer.from('sealed')),
};
const refusedAt = (field: string) => expect.objectContaining({ code: 'INVALID_INPUT', details: { field } }) as Error;
const oauth = (change: Partial<SubmissionOAuth>) => ({ oauth: { ...defaultOAuth, clientId, ...change } });

describe('signing in with OAuth 2.0', () => {
  it('keeps no password, wherever it leads, and says so where there was one', () => {
    const [fresh, changed, moved] = [
      resolveSubmission({ ...input, passwordAction: 'REPLACE', password: 'typed' }, null),
      resolveSubmission(input, withPassword),
      resolveSubmission({ ...input, host: 'other.example.org' }, withPassword),
    ];

    expect([fresh.password, changed.password, moved.password]).toEqual(Array(3).fill({ kind: 'remove' }));
    expect([fresh.notes, changed.notes.length, moved.notes]).toEqual([[], 1, [expect.stringContaining('password was removed')]]);
  });

  it('names its client and how tokens come about; a password forgets both', () => {
    expect(resolveSubmission(input, null).values).toMatchObject({ authentication: 'OAUTH2', oauthClientId: clientId, oauth: { clientId } });
    expect(resolveSubmission({ ...input, authentication: 'PASSWORD' }, null).values).toMatchObject({
      authentication: 'PASSWORD',
      oauthClientId: null,
      oauth: null,
    });
  });

  it('sets a mechanism that carries a password back to Automatic, with a note', () => {
    const { values, notes } = resolveSubmission({ ...input, advanced: { ...defaultAdvanced, mechanism: 'LOGIN' } }, null);

    expect(values.advanced.mechanism).toBe('AUTO');
    expect(notes).toEqual([expect.stringContaining('Automatic')]);
  });

  it('leaves a mechanism alone that a password needs', () => {
    const resolved = resolveSubmission(
      { ...input, authentication: 'PASSWORD', advanced: { ...defaultAdvanced, mechanism: 'LOGIN' } },
      null,
    );

    expect(resolved.values.advanced.mechanism).toBe('LOGIN');
  });

  it.each([
    ['a shared mailbox', { fromAddress: 'alerts@example.org' }, [expect.stringContaining('“Send As”')]],
    ['one’s own, whatever its case', { fromAddress: 'Ann@Example.org' }, []],
    ['a user name that is no address', { username: 'ann' }, []],
    ['a connection without TLS', { security: 'NONE' as const }, [expect.stringContaining('Without TLS the token')]],
  ])('knows %s', (_, change, notes) => {
    expect(resolveSubmission({ ...input, ...change }, null).notes).toEqual(notes);
  });

  it('is refused at every preset that signs everybody in with one name', () => {
    for (const { id, fixedUsername, variants } of presets) {
      const typed = { ...input, preset: id, host: variants[0]?.host ?? input.host };
      if (fixedUsername) expect(() => resolveSubmission(typed, null, 'profile.')).toThrow(refusedAt('profile.authentication'));
      else expect(resolveSubmission(typed, null).values.authentication).toBe('OAUTH2');
    }
  });

  it('refuses names that belong to the protocol in each of the four sets, where they stand', () => {
    const sets = ['authorizationParameters', 'authorizationCodeParameters', 'clientCredentialsParameters', 'refreshParameters'] as const;
    const fine = { name: 'audience', value: 'x' };
    fc.assert(
      fc.property(
        fc.constantFrom(...sets),
        fc.constantFrom(...reservedParameters),
        fc.nat(5),
        fc.boolean(),
        (set, reserved, index, isUpper) => {
          const name = isUpper ? reserved.toUpperCase() : reserved;
          const parameters = [...Array<typeof fine>(index).fill(fine), { name, value: 'x' }, fine];
          expect(() => resolveSubmission({ ...input, ...oauth({ [set]: parameters }) }, null)).toThrow(
            refusedAt(`oauth.${set}.${index}.name`),
          );
        },
      ),
    );
    expect(resolveSubmission({ ...input, ...oauth({ refreshParameters: [fine] }) }, null).values.oauth?.refreshParameters).toEqual([fine]);
  });
});

describe('the client a setup names', () => {
  const client = {
    name: 'Login',
    provider: 'generic',
    cloud: 'global',
    directory: null,
    authorizationUrl: 'https://login.example.org/auth',
    authentication: 'CLIENT_SECRET_BASIC' as const,
    unattendedFlow: 'CLIENT_CREDENTIALS' as const,
    secret: {},
  };
  const setup = (interactive: boolean) => ({
    authentication: 'OAUTH2' as const,
    oauthClientId: clientId,
    oauth: submissionOAuth.parse({ clientId, interactive }),
    host: 'smtp.example.org',
  });
  const [custom, google] = ['custom', 'google'].map((id) => presets.find((preset) => preset.id === id)!);

  it('must be there', () => {
    expect(() => requireClient(setup(true), null, custom!, 'profile.')).toThrow(refusedAt('profile.oauth.clientId'));
    expect(
      requireClient({ authentication: 'PASSWORD', oauthClientId: null, oauth: null, host: 'smtp.example.org' }, null, custom!),
    ).toEqual([]);
  });

  it.each([
    ['nobody can consent at', true, { authorizationUrl: null }],
    ['is of no one directory', false, { provider: 'microsoft365', directory: 'common' }],
    [
      'has a key to sign with only in name',
      false,
      { unattendedFlow: 'JWT_BEARER' as const, authentication: 'PRIVATE_KEY_JWT' as const, secret: null },
    ],
    ['has a secret where a key is needed', false, { unattendedFlow: 'JWT_BEARER' as const }],
    ['is a public one without a person', false, { authentication: 'NONE' as const }],
  ])('is refused where it %s', (_, interactive, change) => {
    expect(() => requireClient(setup(interactive), { ...client, ...change }, custom!)).toThrow(refusedAt('oauth.interactive'));
    expect(requireClient(setup(!interactive), { ...client, ...change }, custom!)).toEqual([]);
  });

  it('is noted where the server takes tokens of another provider', () => {
    const elsewhere = { ...client, provider: 'microsoft365', directory: 'example.org' };

    expect(requireClient(setup(true), elsewhere, google!)).toEqual([
      expect.stringMatching(/takes tokens of Google.*registered at Microsoft 365/),
    ]);
    expect(requireClient(setup(true), client, google!)).toEqual([]);
  });

  it('is noted where the server takes tokens of another cloud', () => {
    const global = { ...client, provider: 'microsoft365', directory: 'example.org' };
    const microsoft = presets.find(({ id }) => id === 'microsoft365')!;
    const notes = (host: string, cloud: string) => requireClient({ ...setup(true), host }, { ...global, cloud }, microsoft);

    expect(notes('smtp.office365.us', 'global')).toEqual([
      expect.stringMatching(/^smtp\.office365\.us takes tokens of the cloud US Government \(GCC High\).*in the cloud Global\.$/u),
    ]);
    expect([notes('smtp.office365.us', 'us-gcc-high'), notes('smtp.office365.com', 'global'), notes('relay.example.org', 'china')]).toEqual(
      [[], [], []],
    );
  });
});
