import { Secret } from '@posthorn/vault';
import { readServiceAccount } from './service-account.ts';
import { refusalOf } from './wire-kit.ts';

const file = {
  type: 'service_account',
  client_email: 'mailer@project.iam.gserviceaccount.com',
  private_key: '-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----\n',
  private_key_id: 'abc',
};

it('reads who signs with which key', () => {
  const account = readServiceAccount(Secret.of(JSON.stringify(file)));

  expect([account.email, account.keyId, account.privateKey.reveal()]).toEqual([file.client_email, 'abc', file.private_key]);
  expect(JSON.stringify(account)).not.toContain('canary');
});

it.each([
  ['another key file', JSON.stringify({ ...file, type: 'authorized_user' })],
  ['a file without its key', JSON.stringify({ ...file, private_key: undefined })],
  ['a key alone', file.private_key],
  ['null', 'null'],
])('refuses %s', async (_name, text) => {
  const reading = Promise.resolve().then(() => readServiceAccount(Secret.of(text)));

  expect((await refusalOf(reading, ['canary'])).code).toBe('BAD_KEY');
});
