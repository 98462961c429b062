import type { Security } from './types.ts';

/** What is known of a provider's submission service. Values are copied when settings are saved; null is for the person to fill in. */
export interface Preset {
  id: 'custom' | 'google' | 'microsoft365' | 'sendgrid';
  name: string;
  host: string | null;
  port: number | null;
  security: Security | null;
  usernameHint: string;
  passwordHint: string;
  notes: string[];
  /** Blanks in a pasted password are for the eye only. */
  stripsPasswordBlanks: boolean;
  fixedUsername?: string;
}

export const presets: readonly Preset[] = [
  {
    id: 'custom',
    name: 'Custom',
    host: null,
    port: 587,
    security: 'STARTTLS_REQUIRED',
    usernameHint: 'Often the full e-mail address.',
    passwordHint: 'The password of that user, or one made for applications.',
    notes: ['Port 587 with STARTTLS and port 465 with TLS are usual. Port 25 is for servers among themselves.'],
    stripsPasswordBlanks: false,
  },
  {
    id: 'google',
    name: 'Google',
    host: 'smtp.gmail.com',
    port: 587,
    security: 'STARTTLS_REQUIRED',
    usernameHint: 'The full address, such as name@example.com.',
    passwordHint: 'An app password of 16 letters. The account password does not work.',
    notes: [
      'App passwords need 2-Step Verification: Google Account, Security, App passwords.',
      'Google replaces a From address that is neither the account nor one of its "Send mail as" addresses.',
      'A Workspace account sends at most 2,000 messages a day, a personal one 500.',
    ],
    stripsPasswordBlanks: true,
  },
  {
    id: 'microsoft365',
    name: 'Microsoft 365 (Office 365)',
    host: 'smtp.office365.com',
    port: 587,
    security: 'STARTTLS_REQUIRED',
    usernameHint: 'The full address of the mailbox.',
    passwordHint: 'The password of the mailbox.',
    notes: [
      '"Authenticated SMTP" must be on for the mailbox: Microsoft 365 admin center, Users, the mailbox, Mail, Manage email apps.',
      'Signing in with a password is off by default from the end of December 2026, and unavailable by default in tenants created after that.',
      'At most 30 messages a minute, 10,000 recipients a day and 3 connections at once.',
    ],
    stripsPasswordBlanks: false,
  },
  {
    id: 'sendgrid',
    name: 'SendGrid',
    host: 'smtp.sendgrid.net',
    port: 587,
    security: 'STARTTLS_REQUIRED',
    usernameHint: 'The user name is literally apikey.',
    passwordHint: 'An API key with the permission "Mail Send".',
    notes: ['The From address must be a verified sender: Settings, Sender Authentication.'],
    stripsPasswordBlanks: false,
    fixedUsername: 'apikey',
  },
];

/**
 * A password as it was meant: Google shows app passwords in four groups, and copying takes the blanks along. `stripped` tells
 * whether anything was taken away, so that it can be said.
 */
export function cleanPassword(password: string, preset: Preset['id']): { password: string; stripped: boolean } {
  const strips = presets.find(({ id }) => id === preset)?.stripsPasswordBlanks ?? false;
  const cleaned = strips ? password.replace(/\s+/gu, '') : password;
  return { password: cleaned, stripped: cleaned !== password };
}
