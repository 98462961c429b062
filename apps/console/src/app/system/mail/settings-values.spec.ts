import { asksForPasswordAgain, inputOf, mailFormSchema, valuesOf } from './settings-values.ts';
import type { MailSettings } from './settings-values.ts';

const saved: MailSettings = {
  version: 4,
  fromAddress: 'posthorn@example.org',
  fromName: 'Posthorn',
  replyTo: null,
  preset: 'custom',
  host: 'smtp.example.org',
  port: 587,
  security: 'STARTTLS_REQUIRED',
  username: 'posthorn',
  passwordSet: true,
  passwordChangedAt: null,
  timeoutMs: 10_000,
  updatedAt: '2026-11-20T10:00:00Z',
  updatedByName: null,
  state: 'DELIVERING',
  inSandbox: false,
  lastCheck: null,
  lastSuccessAt: null,
  lastFailure: null,
  consecutiveFailures: 0,
};

describe('the platform mail form', () => {
  it('sends what is saved back as it is, and keeps the password', () => {
    const input = inputOf(mailFormSchema.parse(valuesOf(saved)), saved.version);

    expect(input).toEqual({
      version: 4,
      fromAddress: 'posthorn@example.org',
      fromName: 'Posthorn',
      replyTo: null,
      preset: 'custom',
      host: 'smtp.example.org',
      port: 587,
      security: 'STARTTLS_REQUIRED',
      username: 'posthorn',
      timeoutMs: 10_000,
      passwordAction: 'KEEP',
      password: null,
    });
  });

  it('replaces the password by typed text and removes it by null', () => {
    const values = mailFormSchema.parse(valuesOf(saved));

    expect(inputOf({ ...values, password: 'geheim' }, 4)).toMatchObject({ passwordAction: 'REPLACE', password: 'geheim' });
    expect(inputOf({ ...values, password: null }, 4)).toMatchObject({ passwordAction: 'REMOVE', password: null });
  });

  it.each([{ host: 'smtp.example.net' }, { port: 465 }, { security: 'TLS' as const }])(
    'asks for the stored password again after %j',
    (change) => {
      expect(asksForPasswordAgain({ ...valuesOf(saved), ...change }, saved)).toBe(true);
      expect(asksForPasswordAgain({ ...valuesOf(saved), ...change, password: 'typed' }, saved)).toBe(false);
      expect(asksForPasswordAgain(valuesOf(saved), saved)).toBe(false);
    },
  );
});
