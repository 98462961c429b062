import { consentedAs, missingScopes } from './consent-outcome.ts';

it.each([
  ['Ada@Example.com', 'ada@example.com', null, 'SAME'],
  ['ada@example.com', 'alias@example.com', ' Ada@example.com'.trim(), 'SAME'],
  ['ada@example.com', 'bob@example.com', null, 'OTHER'],
  ['ada@example.com', null, null, 'UNKNOWN'],
])('%s, consented as %p (%p): %s', (user, email, username, expected) => {
  expect(consentedAs({ subject: '1', email, username }, user)).toBe(expected);
});

it('knows nothing without an ID token', () => {
  expect(consentedAs(null, 'ada@example.com')).toBe('UNKNOWN');
});

it.each([
  ['openid email https://mail.google.com/', 'openid https://www.googleapis.com/auth/userinfo.email', ['https://mail.google.com/']],
  ['openid email https://mail.google.com/', 'https://mail.google.com/ openid https://www.googleapis.com/auth/userinfo.email', []],
  ['offline_access https://outlook.office.com/SMTP.Send', 'https://outlook.office.com/smtp.send', []],
  ['https://outlook.office365.com/.default', 'anything', []],
  ['mail', null, []],
  ['mail', '', ['mail']],
  ['', 'mail', []],
])('asked for %p and given %p lacks %j', (asked, granted, expected) => {
  expect(missingScopes(asked, granted)).toEqual(expected);
});
