import { defaultAdvanced, type PlatformMailSettingsInput } from '@posthorn/contracts';
import type { PlatformMailSettings } from '@posthorn/database';
import { settle } from './settled-input.ts';

const input: PlatformMailSettingsInput = {
  version: 1,
  fromAddress: 'posthorn@example.org',
  fromName: 'Posthorn',
  replyTo: null,
  preset: 'custom',
  host: 'smtp.example.org',
  port: 587,
  security: 'STARTTLS_REQUIRED',
  username: 'ann',
  passwordAction: 'KEEP',
  password: null,
  timeoutMs: 10_000,
  advanced: defaultAdvanced,
  proxyPasswordAction: 'KEEP',
  proxyPassword: null,
};
const stored = { ...input, password: Buffer.from('sealed') } as unknown as PlatformMailSettings;

describe('an input of platform mail settings', () => {
  it('keeps the stored password while host, port and security stay', () => {
    expect(settle({ ...input, host: 'SMTP.example.org', fromName: 'Other' }, stored).secret).toEqual({ kind: 'keep' });
  });

  it.each([
    ['host', { host: 'smtp.attacker.example' }],
    ['port', { port: 2525 }],
    ['security', { security: 'NONE' as const }],
    ['preset', { preset: 'google' as const }],
  ])('asks for the password again when the %s changes', (_, change) => {
    expect(() => settle({ ...input, ...change }, stored)).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', details: { field: 'password' } }),
    );
  });

  it('asks for nothing when no password is stored', () => {
    expect(settle({ ...input, host: 'other.example.org' }, { ...stored, password: null }).secret).toEqual({ kind: 'keep' });
  });

  it('lets a preset decide host, port and security', () => {
    const { values } = settle({ ...input, preset: 'google', passwordAction: 'REPLACE', password: 'abcd efgh' }, null);

    expect(values).toMatchObject({ host: 'smtp.gmail.com', port: 587, security: 'STARTTLS_REQUIRED', username: 'ann' });
  });

  it('strips the blanks of a pasted app password and says so', () => {
    const settled = settle({ ...input, preset: 'google', passwordAction: 'REPLACE', password: 'abcd efgh ijkl mnop' }, null);

    expect(settled.secret).toEqual({ kind: 'replace', password: 'abcdefghijklmnop' });
    expect(settled.notes).toEqual([expect.stringContaining('blanks')]);
  });

  it('leaves the blanks of any other password alone', () => {
    const settled = settle({ ...input, passwordAction: 'REPLACE', password: 'correct horse' }, null);

    expect(settled).toMatchObject({ secret: { kind: 'replace', password: 'correct horse' }, notes: [] });
  });

  it('knows SendGrid’s user name by itself', () => {
    const { values } = settle({ ...input, preset: 'sendgrid', username: null, passwordAction: 'REPLACE', password: 'SG.key' }, null);

    expect(values.username).toBe('apikey');
  });

  it('refuses a password without a user name', () => {
    expect(() => settle({ ...input, username: null, passwordAction: 'REPLACE', password: 'x' }, null)).toThrow('user name');
  });
});
