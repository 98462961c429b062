import { defaultAdvanced } from '@posthorn/contracts';
import { mailFormSchema, mailInputOf, mailValuesOf } from './mail-values.ts';
import type { MailSettings } from './mail-values.ts';

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
  timeoutMs: 10_000,
  advanced: defaultAdvanced,
  proxyPasswordSet: false,
  debugUntil: null,
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
    const input = mailInputOf(mailFormSchema(saved).parse(mailValuesOf(saved)), saved);

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
      advanced: defaultAdvanced,
      passwordAction: 'KEEP',
      password: null,
      proxyPasswordAction: 'KEEP',
      proxyPassword: null,
    });
  });

  it('names the version that was read last, after a conflict theirs', () => {
    const values = mailFormSchema(saved).parse(mailValuesOf(saved));

    expect(mailInputOf(values, saved, 7).version).toBe(7);
  });
});
