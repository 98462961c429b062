import { platformMailSettingsInput } from './platform-inputs.ts';
import { emailProfileInput, requestEgressInput, testMessageInput } from './profile-inputs.ts';
import { submissionAdvanced } from './submission-inputs.ts';

const submission = {
  fromAddress: 'plant4@example.org',
  fromName: 'Plant 4',
  preset: 'custom',
  host: 'smtp.example.org',
  port: 587,
  security: 'TLS',
  username: 'ann',
  passwordAction: 'REPLACE',
  password: 'secret',
  timeoutMs: 10_000,
  proxyPasswordAction: 'REPLACE',
  proxyPassword: 'secret',
};
const advanced = { proxyKind: 'SOCKS5', proxyHost: 'proxy.example.org', proxyPort: 1080 };
const test = { profileId: '01a1f9fe-ad22-72ac-b3a3-a599dc9b2411', to: 'anna@example.org', subject: 'Test' };

const forms = [
  ['an email profile', emailProfileInput, { ...submission, name: 'Plant 4' }],
  ['platform mail settings', platformMailSettingsInput, { ...submission, version: 0 }],
  ['what is advanced in both', submissionAdvanced, advanced],
  ['a test message', testMessageInput.omit({ text: true }), test],
  ['a request to be let out', requestEgressInput, { host: 'relay.plant.local', port: 25 }],
] as const;

const injections = [
  'x\r\nBcc: eve@example.org',
  'x\nRCPT TO:<eve@example.org>',
  'anna@example.org\r\nBcc: eve@example.org',
  'a\rb',
  'a\u0000b',
];

describe.each(forms)('%s', (_name, schema, valid) => {
  it('is good as it is', () => {
    expect(schema.safeParse(valid).error).toBeUndefined();
  });

  it.each(Object.keys(schema.shape))('takes no line break in %s, and says which field it was', (field) => {
    for (const text of injections) {
      const { error } = schema.safeParse({ ...valid, [field]: text });

      expect(new Set(error?.issues.map(({ path }) => path.join('.')))).toEqual(new Set([field]));
    }
  });
});

it('takes no line break in any allowed sender', () => {
  const { error } = submissionAdvanced.safeParse({ allowedSenders: ['ben@example.org', '@example.org\r\nBcc: eve@example.org'] });

  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['allowedSenders.1']);
});
