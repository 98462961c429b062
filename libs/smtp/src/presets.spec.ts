import { cleanPassword, presets } from './presets.ts';

it('offers the four providers, with encryption always on', () => {
  expect(presets.map(({ id }) => id)).toEqual(['custom', 'google', 'microsoft365', 'sendgrid']);
  expect(presets.every(({ security }) => security === 'STARTTLS_REQUIRED' || security === 'TLS')).toBe(true);
});

it('calls Microsoft by the one name used everywhere', () => {
  expect(presets.find(({ id }) => id === 'microsoft365')?.name).toBe('Microsoft 365 (Office 365)');
});

it('knows the user name of SendGrid', () => {
  expect(presets.find(({ id }) => id === 'sendgrid')).toMatchObject({
    fixedUsername: 'apikey',
    usernameHint: 'The user name is literally apikey.',
  });
});

it('takes the blanks out of a pasted Google app password, and says so', () => {
  expect(cleanPassword('abcd efgh\u00a0ijkl mnop\n', 'google')).toEqual({ password: 'abcdefghijklmnop', stripped: true });
  expect(cleanPassword('abcdefghijklmnop', 'google').stripped).toBe(false);
});

it('leaves blanks in the passwords of others', () => {
  expect(cleanPassword('correct horse ', 'custom')).toEqual({ password: 'correct horse ', stripped: false });
});
