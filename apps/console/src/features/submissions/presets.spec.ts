import { dayMs } from '@posthorn/contracts';
import { endpointsOf, guessPreset, isNearOrPast, limitsText, locks, oauthReason, presetOptions, presetValues } from './presets.ts';
import type { Preset } from './presets.ts';
import { blankSubmission, submissionValuesOf } from './submission-values.ts';

const blank: Preset = {
  id: 'custom',
  name: 'Custom',
  group: 'custom',
  host: null,
  port: 587,
  security: 'STARTTLS_REQUIRED',
  alternatives: [],
  variants: [],
  usernameHint: '',
  passwordHint: '',
  notes: [],
  fixedUsername: null,
  stripsPasswordBlanks: false,
  limits: { connections: null, perMinute: null, perDay: null, recipientsPerMessage: null, messageMb: null },
  notices: [],
  domains: [],
  verified: null,
  documentation: 'https://example.org',
  oauthProvider: null,
};
const google: Preset = {
  ...blank,
  id: 'google',
  name: 'Google',
  group: 'mailbox',
  host: 'smtp.gmail.com',
  alternatives: [{ port: 465, security: 'TLS' }],
  domains: ['gmail.com'],
};
const sendgrid: Preset = { ...blank, id: 'sendgrid', name: 'SendGrid', group: 'api', host: 'smtp.sendgrid.net', fixedUsername: 'apikey' };
const ses: Preset = {
  ...blank,
  id: 'amazon-ses',
  name: 'Amazon SES',
  group: 'relay',
  variants: [
    { id: 'us', label: 'US', host: 'us.amazonaws.com' },
    { id: 'eu', label: 'Europe', host: 'eu.amazonaws.com' },
  ],
};
const values = submissionValuesOf(blankSubmission);

describe('choosing a preset', () => {
  it('fills in its host, port and security', () => {
    expect(presetValues(google, { ...values, host: 'mail.example.org', port: 25, security: 'NONE' }, blank)).toEqual({
      host: 'smtp.gmail.com',
      port: 587,
      security: 'STARTTLS_REQUIRED',
    });
  });

  it('leaves a documented alternative port and a chosen region alone', () => {
    expect(presetValues(google, { ...values, port: 465, security: 'TLS' }, blank)).toEqual({ host: 'smtp.gmail.com' });
    expect(presetValues(ses, { ...values, host: 'eu.amazonaws.com' }, blank)).toEqual({ host: 'eu.amazonaws.com' });
  });

  it('starts in the usual region', () => {
    expect(presetValues(ses, values, blank).host).toBe('us.amazonaws.com');
  });

  it('takes a user name that is the same for everybody along, and away again', () => {
    const filled = presetValues(sendgrid, values, blank);

    expect(filled.username).toBe('apikey');
    expect(presetValues(google, { ...values, ...filled }, sendgrid).username).toBe('');
    expect(presetValues(google, { ...values, username: 'me@gmail.com' }, sendgrid).username).toBeUndefined();
  });

  it('changes nothing for Custom, which leaves everything to the person', () => {
    expect(locks(blank)).toBe(false);
    expect(presetValues(blank, { ...values, host: 'smtp.gmail.com' }, google)).toEqual({});
  });
});

describe('the presets', () => {
  it('are listed by group, Custom first', () => {
    expect(presetOptions([sendgrid, ses, google, blank]).map(({ value }) => value)).toEqual(['custom', 'google', 'amazon-ses', 'sendgrid']);
  });

  it('are guessed by the address’s domain and its subdomains alone', () => {
    expect(guessPreset('ada@mail.gmail.com', [blank, google])).toBe(google);
    expect(guessPreset('ada@notgmail.com', [blank, google])).toBeUndefined();
    expect(guessPreset('ada', [blank, google])).toBeUndefined();
  });

  it('name their limits and their ports, the usual one first', () => {
    expect(limitsText({ ...google, limits: { ...google.limits, connections: 3, perMinute: 30, perDay: 10_000 } })).toBe(
      '3 connections, 30 a minute, 10,000 a day',
    );
    expect(limitsText(google)).toBeNull();
    expect(endpointsOf(google).map(({ port }) => port)).toEqual([587, 465]);
  });
});

it('OAuth 2.0 is recommended where it is taken, by the date on which passwords end where there is one', () => {
  const notices = [{ from: '2026-12-31', text: 'Passwords end.' }];

  expect(oauthReason(sendgrid)).toBeNull();
  expect(oauthReason({ ...google, oauthProvider: 'google' })).toContain('no password is kept here');
  expect(oauthReason({ ...google, name: 'Microsoft', oauthProvider: 'microsoft365', notices })).toBe(
    'Microsoft is ending sign-in with a password; by default it stops working from 31 December 2026.',
  );
});

it('a dated notice is a warning from 90 days before its day on', () => {
  const day = Date.parse('2026-12-01');

  expect(isNearOrPast('2026-12-01', day - 89 * dayMs)).toBe(true);
  expect(isNearOrPast('2026-12-01', day + 1)).toBe(true);
  expect(isNearOrPast('2026-12-01', day - 91 * dayMs)).toBe(false);
});
