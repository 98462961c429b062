import fc from 'fast-check';
import { describeRows, symptomOf, type Case } from '../test/describe-rows.ts';
import { tokenReplies, tokenSymptoms } from './catalogue-tokens.ts';
import { explain, rowFor } from './catalogue.ts';
import { presets } from './presets.ts';
import type { Failure, Proxy, Stage, SubmissionSettings } from './types.ts';

const oauth = { accessToken: 'ya29.token' };
const token = { oauth };
const microsoft = { oauth, host: 'smtp.office365.com', username: 'ada@contoso.com' };
const google = { oauth, host: 'smtp.gmail.com', username: 'ada@example.com' };
const outlook = { oauth, host: 'smtp-mail.outlook.com', username: 'ada@hotmail.com' };
const proxy: Proxy = { kind: 'HTTP', host: 'proxy.plant.local', port: 3128, username: 'u', password: 'hop' };

const challengeOf = (json: object): string => `334 ${btoa(JSON.stringify(json))}`;
const googleSays = (status: string): string => challengeOf({ status, schemes: 'Bearer', scope: 'https://mail.google.com/' });
const refused = '535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com - gsmtp';
const noReply = (code: string, settings: Partial<SubmissionSettings> = token, message?: string): Case => ({
  stage: 'AUTH',
  cause: message === undefined ? [code] : [code, message],
  settings,
});

describeRows([...tokenSymptoms, ...tokenReplies], {
  'no-token': {
    example: noReply(
      'NO_TOKEN',
      { oauth: { missing: 'Nobody has consented yet. Grant a token.' } },
      'Nobody has consented yet. Grant a token.',
    ),
    nearMiss: noReply('NO_PASSWORD'),
  },
  'no-user-for-token': { example: noReply('NO_USER'), nearMiss: noReply('NO_TOKEN') },
  'token-in-clear': { example: noReply('CLEARTEXT'), nearMiss: { ...noReply('CLEARTEXT', { oauth, proxy }), stage: 'PROXY' } },
  'no-sign-in-for-tokens': { example: noReply('NO_AUTH'), nearMiss: noReply('NO_AUTH', {}) },
  'no-token-mechanism': {
    example: noReply('NO_MECHANISM', token, 'PLAIN LOGIN'),
    nearMiss: noReply('NO_MECHANISM', {}, 'PLAIN LOGIN'),
  },
  'stored-token-unreadable': { example: noReply('SECRET_UNREADABLE', { oauth, proxy }), nearMiss: noReply('SECRET_UNREADABLE', {}) },
  'outlook-token-refused': {
    example: { stage: 'AUTH', reply: '535 5.7.139 Authentication unsuccessful', settings: outlook },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Authentication unsuccessful', settings: outlook },
  },
  'microsoft-token-user': {
    example: { stage: 'AUTH', reply: '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.', settings: microsoft },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.139 Authentication unsuccessful, the user is locked.', settings: microsoft },
  },
  'microsoft-token-policy': {
    example: {
      stage: 'AUTH',
      reply: '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully.',
      settings: microsoft,
    },
    nearMiss: {
      stage: 'AUTH',
      reply: '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.',
      settings: microsoft,
    },
  },
  'microsoft-token-refused': {
    example: { stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful', settings: microsoft },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.3 Authentication unsuccessful', settings: token },
  },
  'token-scope-missing': {
    example: { stage: 'AUTH', reply: refused, challenge: googleSays('403'), settings: google },
    nearMiss: { stage: 'AUTH', reply: refused, challenge: googleSays('401'), settings: google },
  },
  'token-ended': {
    example: { stage: 'AUTH', reply: '535 5.7.8 no', challenge: challengeOf({ status: 'invalid_token' }), settings: token },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 no', challenge: challengeOf({ status: 'invalid_tokens' }), settings: token },
  },
  'token-wrong-user-or-scope': {
    example: { stage: 'AUTH', reply: refused, challenge: googleSays('400'), settings: google },
    nearMiss: { stage: 'AUTH', reply: refused, challenge: googleSays('4000'), settings: google },
  },
  'google-token-refused': {
    example: { stage: 'AUTH', reply: refused, settings: google },
    nearMiss: { stage: 'AUTH', reply: '535 5.7.8 Username and Password not accepted', settings: google },
  },
  'token-check-temporarily-impossible': {
    example: { stage: 'AUTH', reply: '454 4.7.0 Temporary authentication failure', settings: token },
    nearMiss: { stage: 'AUTH', reply: '454 4.7.0 Too many login attempts, please try again later', settings: token },
  },
});

const explained = (reply: string, settings: Partial<SubmissionSettings>, challenge?: string): Failure =>
  explain(symptomOf({ stage: 'AUTH', reply, settings, ...(challenge === undefined ? {} : { challenge }) }));

describe('Microsoft’s steps', () => {
  const unknown = '[AM0PR01CA0001.eurprd01.prod.exchangelabs.com]';
  const reasons = [
    '535 5.7.3 Authentication unsuccessful',
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.',
    '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.',
    '535 5.7.139 Authentication unsuccessful, the user credentials were incorrect.',
    '535 5.7.139 Authentication unsuccessful, the request did not meet the criteria',
  ];

  it.each(reasons)('are told to whoever meets %s, with a password or a token', (reply) => {
    for (const settings of [microsoft, { host: microsoft.host, username: microsoft.username }]) {
      const { sentence } = explained(`${reply} ${unknown}`, settings);

      expect(sentence).toContain('Manage email apps, Authenticated SMTP');
      expect(sentence).toContain('off and on again');
      expect(sentence).toContain('security defaults are off (Microsoft Entra, Properties)');
    }
  });

  it.each<[string, Partial<SubmissionSettings>]>([
    ['535 5.7.8 Authentication unsuccessful', microsoft],
    ['535 5.7.3 Authentication unsuccessful', token],
    ['535 5.7.3 Authentication unsuccessful', outlook],
    ['454 4.7.0 Temporary authentication failure', microsoft],
  ])('are kept from whoever they do not help: %s', (reply, settings) => {
    expect(explained(reply, settings).sentence).not.toContain('Authenticated SMTP');
  });
});

describe('a refused token', () => {
  it.each<[string, string, Partial<SubmissionSettings>, string]>([
    ['535 5.7.8 no', challengeOf({ status: 'insufficient_scope', scope: 'mail.send' }), token, 'it lacks the scope mail.send'],
    ['535 5.7.8 no', challengeOf({ status: 403 }), token, 'it lacks the scope for SMTP'],
    [refused, googleSays('403'), google, 'gmail.send is not enough'],
    [refused, googleSays('401'), google, 'with the scope https://mail.google.com/'],
    ['535 5.7.8 no', challengeOf({}), token, 'The server refused the token.'],
    ['535 5.7.8 no', '334 !!!', token, 'The server refused the token.'],
  ])('is told by what the challenge says: %s after %s', (reply, challenge, settings, words) => {
    expect(explained(reply, settings, challenge)).toMatchObject({
      class: 'AUTH',
      retry: 'PARK',
      sentence: expect.stringContaining(words) as unknown,
    });
  });

  it('offers an encrypted connection, or the submission port, where tokens may be taken there', () => {
    const noMechanism = (settings: Partial<SubmissionSettings>): Failure =>
      explain(symptomOf(noReply('NO_MECHANISM', { oauth, ...settings }, 'PLAIN')));

    expect(noMechanism({ security: 'NONE' }).fix).toMatchObject({ kind: 'SET_SECURITY', security: 'STARTTLS_REQUIRED' });
    expect(noMechanism({ port: 25 }).fix).toMatchObject({ kind: 'SET_PORT', port: 587 });
    expect(noMechanism({}).fix).toBeNull();
    expect(noMechanism({}).sentence).toContain('does not offer OAuth 2.0 (XOAUTH2 or OAUTHBEARER) here, only PLAIN');
  });
});

describe('who signs in with a token', () => {
  const stages = fc.constantFrom<Stage>('EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA');
  const hosts = fc.constantFrom(
    'mail.example',
    ...presets.flatMap(({ host, variants }) => [...(host ? [host] : []), ...variants.map((one) => one.host)]),
  );
  const enhanced = fc.constantFrom(
    '',
    ...['5.7.3 ', '5.7.8 ', '5.7.9 ', '5.7.12 ', '5.7.14 ', '5.7.30 ', '5.7.57 ', '5.7.139 ', '4.7.0 ', '4.7.12 ', '5.7.4 '],
  );
  const words = fc.constantFrom(
    ...[
      'no',
      'BadCredentials gsmtp',
      'the user credentials were incorrect',
      'basic authentication is disabled',
      'Key not found',
      'too weak',
    ],
    ...['Application-specific password required', 'Please log in via your web browser', 'Mailgun is not loving your login or password'],
    ...[
      'Authentication Credentials Invalid',
      'authorization grant is invalid',
      'Unauthenticated senders not allowed',
      'transition is needed',
    ],
  );

  it('is never told of passwords, whatever a server answers', () => {
    const code = fc.constantFrom(334, 421, 432, 451, 454, 500, 501, 504, 525, 530, 534, 535, 538, 550, 554);

    fc.assert(
      fc.property(stages, code, enhanced, words, hosts, (stage, number, status, said, host) => {
        const settings = { oauth, host, username: 'ada@example.com' };
        return !/password/iu.test(explain(symptomOf({ stage, reply: `${number} ${status}${said}`, settings })).sentence);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never told of passwords by what we refuse ourselves', () => {
    for (const code of ['NO_TOKEN', 'NO_USER', 'CLEARTEXT', 'NO_AUTH', 'NO_MECHANISM', 'SECRET_UNREADABLE', 'TIMEOUT', 'DROPPED'])
      expect(explain(symptomOf(noReply(code, token, 'PLAIN'))).sentence).not.toMatch(/password/iu);
  });

  it('meets no row of tokens with a password', () => {
    const rows = new Set([...tokenSymptoms, ...tokenReplies].map(({ id }) => id));

    for (const reply of [refused, '535 5.7.3 no', '535 5.7.139 no', '454 4.7.0 later', '504 no'])
      expect(rows.has(rowFor(symptomOf({ stage: 'AUTH', reply, challenge: googleSays('401'), settings: { host: google.host } })).id)).toBe(
        false,
      );
  });
});
