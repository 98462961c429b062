import { EgressPolicy } from '@posthorn/egress';
import {
  issueCertificate,
  startOAuthServer,
  startRawServer,
  startSmtpServer,
  type RawServerScript,
  type TestOAuthServer,
  type TestSmtpMechanism,
} from '@posthorn/testing';
import { check } from './check.ts';
import { openSession } from './session.ts';
import { SmtpFailure, type Failure, type Security, type SubmissionSettings, type TranscriptLine } from './types.ts';

const user = 'ada@example.com';
const accessToken = 'ya29.canary-token_with-all/of+its~characters==';
const xoauth2 = btoa(`user=${user}\u0001auth=Bearer ${accessToken}\u0001\u0001`);

const mail = {
  from: user,
  to: ['bob@example.org'],
  raw: Buffer.from('Subject: hello\r\n\r\nA line\r\n'),
  beforeData: () => Promise.resolve(),
};

interface Outcome {
  /** null: it went through. */
  failure: Failure | null;
  transcript: string[];
  /** What the client said after EHLO. */
  said: string[];
}

/** Opens a session at a scripted server. */
async function at(script: RawServerScript, changes: Partial<SubmissionSettings> = {}, permitted = true): Promise<Outcome> {
  const server = await startRawServer({ extensions: ['AUTH PLAIN XOAUTH2 OAUTHBEARER'], ...script });
  const { host, port } = server;
  const policy = new EgressPolicy([{ host, port, allowCleartextAuth: permitted }]);
  const base = { host, port, security: 'NONE' as const, username: user, password: null, timeoutMs: 500, oauth: { accessToken } };
  const lines: TranscriptLine[] = [];
  const outcome = (failure: Failure | null): Outcome => ({
    failure,
    transcript: lines.map(({ from, text }) => `${{ client: 'C', server: 'S', us: '-' }[from]} ${text}`),
    said: server.lines.filter((line) => !/^(?:EHLO|QUIT)\b/u.test(line)),
  });
  try {
    (await openSession({ ...base, ...changes }, { policy, onTranscript: (line) => lines.push(line) })).close();
    return outcome(null);
  } catch (error) {
    if (!(error instanceof SmtpFailure)) throw error;
    return outcome(error.failure);
  } finally {
    await server.close();
  }
}

const challenge = (json: object | string): string => `334 ${btoa(typeof json === 'string' ? json : JSON.stringify(json))}`;
const refusal = '535 5.7.8 Error: authentication failed';
const google = { status: '400', schemes: 'Bearer', scope: 'https://mail.google.com/' };

describe('a token an OAuth server gave', () => {
  let oauth: TestOAuthServer;
  let granted: string;

  beforeAll(async () => {
    oauth = await startOAuthServer();
    const authorization = `Basic ${btoa('posthorn:test-client-secret')}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'https://mail.test/SMTP.Send' });
    const answer = await fetch(oauth.endpoints.token, { method: 'POST', headers: { authorization }, body });
    granted = ((await answer.json()) as { access_token: string }).access_token;
  });

  afterAll(() => oauth.close());

  const judge = async (name: string, token: string): Promise<boolean> => name === user && (await oauth.introspect(token)).active;

  /** Sends a mail with the token, and says who sent it, how, and what failed. */
  async function send(security: 'NONE' | 'STARTTLS' | 'TLS', mechanisms: TestSmtpMechanism[], token: string) {
    const server = await startSmtpServer({ security, tokens: judge, mechanisms });
    const { host, port, ca } = server;
    const chosen: Security = security === 'STARTTLS' ? 'STARTTLS_REQUIRED' : security;
    const settings: SubmissionSettings = {
      host,
      port,
      security: chosen,
      username: user,
      password: null,
      timeoutMs: 2_000,
      oauth: { accessToken: token },
      ...(ca === null ? {} : { ca }),
    };
    const policy = new EgressPolicy([{ host, port, allowCleartextAuth: security === 'NONE' }]);
    try {
      const { failure } = await check(settings, { from: user, to: 'bob@example.org', sendData: mail.raw }, { policy });
      return { failure, senders: server.messages.map((one) => one.user), by: server.signIns.map(({ mechanism }) => mechanism) };
    } finally {
      await server.close();
    }
  }

  it.each<['NONE' | 'STARTTLS' | 'TLS', 'XOAUTH2' | 'OAUTHBEARER']>([
    ['STARTTLS', 'XOAUTH2'],
    ['STARTTLS', 'OAUTHBEARER'],
    ['TLS', 'XOAUTH2'],
    ['TLS', 'OAUTHBEARER'],
    ['NONE', 'XOAUTH2'],
  ])('signs in over %s by %s', async (security, mechanism) => {
    expect(await send(security, [mechanism], granted)).toEqual({ failure: null, senders: [user], by: [mechanism] });
  });

  it('goes by XOAUTH2 where both are offered, once', async () => {
    expect((await send('TLS', ['PLAIN', 'OAUTHBEARER', 'XOAUTH2'], granted)).by).toEqual(['XOAUTH2']);
  });

  it.each(['XOAUTH2', 'OAUTHBEARER'] as const)('that is none is refused once, with the reason kept, by %s', async (mechanism) => {
    const { failure, by } = await send('STARTTLS', [mechanism], 'made-up');

    expect(by).toEqual([mechanism]);
    expect(failure).toMatchObject({ class: 'AUTH', stage: 'AUTH', retry: 'PARK', reply: { code: 535, enhanced: '5.7.8' } });
    expect(failure?.reply?.text.split('\n')).toEqual([
      expect.stringMatching(/^334 \{"status":"(?:401|invalid_token)",.*"scope":"https:\/\/mail\.test\/SMTP\.Send"\}$/u),
      refusal,
    ]);
  });
});

describe('the way a token is sent', () => {
  it.each([
    ['AUTH PLAIN XOAUTH2 OAUTHBEARER', undefined, 'XOAUTH2'],
    ['AUTH OAUTHBEARER XOAUTH2', 'AUTO', 'XOAUTH2'],
    ['AUTH=LOGIN OAUTHBEARER', 'AUTO', 'OAUTHBEARER'],
    ['AUTH XOAUTH2 OAUTHBEARER', 'OAUTHBEARER', 'OAUTHBEARER'],
    ['AUTH XOAUTH2 PLAIN', 'PLAIN', 'XOAUTH2'],
  ] as const)('with %s offered and %s chosen is %s', async (offered, mechanism, expected) => {
    const { said } = await at({ extensions: [offered] }, mechanism ? { mechanism } : {});

    expect(said.map((line) => line.split(' ')[1])).toEqual([expected]);
  });

  it('is the one Google and RFC 7628 describe', async () => {
    const one = await at({ extensions: ['AUTH XOAUTH2'] });
    const other = await at({ extensions: ['AUTH OAUTHBEARER'] }, { username: 'a,b=@example.com' });

    expect(one.said).toEqual([`AUTH XOAUTH2 ${xoauth2}`]);
    const [name, ...fields] = atob(other.said[0]?.split(' ')[2] ?? '').split('\u0001');
    expect([name, fields[0]]).toEqual(['n,a=a=2Cb=3D@example.com,', 'host=127.0.0.1']);
    expect(fields[1]).toMatch(/^port=\d+$/u);
    expect(fields.slice(2)).toEqual([`auth=Bearer ${accessToken}`, '', '']);
  });

  it('has two lines where one would be longer than an AUTH command may be', async () => {
    const long = 't'.repeat(10_000);

    const { failure, said } = await at({ replies: { AUTH: ['334 ', '235 ok'] } }, { oauth: { accessToken: long } });

    expect(failure).toBeNull();
    expect(said[0]).toBe('AUTH XOAUTH2');
    expect(atob(said[1] ?? '')).toBe(`user=${user}\u0001auth=Bearer ${long}\u0001\u0001`);
  });

  it('is not taken for a password, nor a password for a token', async () => {
    const withBoth = await at({}, { password: 'canary-password' });
    const passwordOnly = await at({ extensions: ['AUTH XOAUTH2 OAUTHBEARER'] }, { oauth: undefined, password: 'x' });

    expect(withBoth.said.join()).not.toContain('PLAIN');
    expect(passwordOnly.failure).toMatchObject({ class: 'AUTH_MECH', fix: null });
  });
});

describe('what keeps a token from being sent', () => {
  it('is named by the server’s mechanisms, and by nothing else it puts among them', async () => {
    const words = Array.from({ length: 60 }, (_, word) => `WORD-${word}`).join(' ');
    const phishing = `AUTH LOGIN NTLM HTTPS://EVIL.EXAMPLE/LOGIN CALL:+49 EVIL.EXAMPLE ${words}`;

    const { failure } = await at({ extensions: [phishing] });
    const only = await at({ extensions: ['AUTH HTTPS://EVIL.EXAMPLE'] });

    expect(failure?.sentence).toContain('only LOGIN NTLM WORD-0');
    expect(failure?.sentence).not.toMatch(/evil|call|word-20/iu);
    expect(only.failure).toMatchObject({ class: 'AUTH_MECH', sentence: expect.not.stringMatching(/evil/iu) as string });
  });

  it('is that there is none: the stages before AUTH run, and the sentence is the one given', async () => {
    const missing = 'The token of this profile has ended and nobody has consented again. Grant a new token.';

    const { failure, said } = await at({}, { oauth: { missing } });

    expect(failure).toEqual({ class: 'TOKEN', stage: 'AUTH', retry: 'PARK', sentence: missing, reply: null, fix: null });
    expect(said).toEqual([]);
  });

  it.each<[string, Partial<SubmissionSettings>, string]>([
    ['an empty token', { oauth: { accessToken: '' } }, 'TOKEN'],
    ['no user name', { username: null }, 'AUTH'],
  ])('is %s', async (_, changes, failureClass) => {
    const { failure, said } = await at({}, changes);

    expect(failure).toMatchObject({ class: failureClass, stage: 'AUTH', retry: 'PARK' });
    expect(said).toEqual([]);
  });

  it('is a connection in clear', async () => {
    const { failure, said } = await at({}, {}, false);

    expect(failure).toMatchObject({
      class: 'CLEARTEXT_REFUSED',
      stage: 'AUTH',
      fix: { kind: 'SET_SECURITY', security: 'STARTTLS_REQUIRED' },
    });
    expect(failure?.sentence).toContain('the token was not sent');
    expect(said).toEqual([]);
  });

  it('is STARTTLS that is not offered', async () => {
    const { failure, said } = await at({}, { security: 'STARTTLS_OPPORTUNISTIC' }, false);

    expect(failure?.class).toBe('CLEARTEXT_REFUSED');
    expect(said).toEqual([]);
  });

  it.each<[string[], string]>([
    [['AUTH PLAIN LOGIN'], 'does not offer OAuth 2.0 (XOAUTH2 or OAUTHBEARER) here, only PLAIN LOGIN'],
    [['SIZE 1000'], 'offers no signing in on this connection'],
  ])('is a server with %j', async (extensions, words) => {
    const { failure, said } = await at({ extensions });

    expect(failure).toMatchObject({ class: 'AUTH_MECH', stage: 'AUTH', retry: 'PARK', fix: { kind: 'SET_SECURITY' } });
    expect(failure?.sentence).toContain(words);
    expect(said).toEqual([]);
  });
});

describe('a refused token', () => {
  it('is told in the words of challenge and reply, in the transcript too', async () => {
    const { failure, transcript, said } = await at({ replies: { AUTH: [challenge(google), refusal] } });

    expect(failure?.reply).toEqual({ code: 535, enhanced: '5.7.8', text: `334 ${JSON.stringify(google)}\n${refusal}` });
    expect(transcript.slice(-5)).toEqual([
      'C AUTH XOAUTH2 [secret]',
      `S 334 ${JSON.stringify(google)}`,
      'C ',
      `S ${refusal}`,
      expect.stringMatching(/^- AUTH failed: .*the scope https:\/\/mail\.google\.com\//u),
    ]);
    expect(said).toEqual([`AUTH XOAUTH2 ${xoauth2}`, '']);
  });

  it('answers the challenge of OAUTHBEARER with the octet RFC 7628 asks for', async () => {
    const { said, failure } = await at({
      extensions: ['AUTH OAUTHBEARER'],
      replies: { AUTH: [challenge({ status: 'insufficient_scope', scope: 'smtp' }), refusal] },
    });

    expect(said.at(-1)).toBe('AQ==');
    expect(failure?.sentence).toContain('it lacks the scope smtp');
  });

  it('without a challenge is a refusal all the same', async () => {
    const { failure, said } = await at({ replies: { AUTH: refusal } });

    expect(failure).toMatchObject({ class: 'AUTH', reply: { text: refusal } });
    expect(said).toHaveLength(1);
  });

  it('may be refused in several lines', async () => {
    const lines = '535-5.7.8 Username and Password not accepted. For more\r\n535 5.7.8 information, see https://support.google.com - gsmtp';

    const { failure } = await at({ replies: { AUTH: [challenge({ status: '403', scope: 'https://mail.google.com/' }), lines] } });

    expect(failure?.reply?.text.split('\n')).toHaveLength(3);
    expect(failure).toMatchObject({ class: 'AUTH', reply: { code: 535, enhanced: '5.7.8' } });
    expect(failure?.sentence).toContain('it lacks the scope https://mail.google.com/');
  });

  it.each([
    ['bad base64', '334 !!not base64!!', '334 !!not base64!!'],
    ['no JSON', challenge('go away'), challenge('go away')],
    ['JSON that says nothing', challenge('42'), challenge('42')],
    ['nothing', '334', null],
    ['several lines', `334-${btoa('{"status":').replaceAll('=', '')}\r\n334 ${btoa('"400"}')}`, null],
  ])('after a challenge of %s is a refusal', async (_, line, kept) => {
    const { failure, said } = await at({ replies: { AUTH: [line, refusal] } });

    expect(failure).toMatchObject({ class: 'AUTH', reply: { code: 535 } });
    expect(failure?.reply?.text.endsWith(refusal)).toBe(true);
    if (kept !== null) expect(failure?.reply?.text).toBe(`${kept}\n${refusal}`);
    expect(said).toHaveLength(2);
  });

  it('leaves room for the reply after a challenge without end', async () => {
    const { failure } = await at({ replies: { AUTH: [challenge({ status: 'x'.repeat(5_000) }), refusal] } });

    expect(failure?.reply?.text.endsWith(refusal)).toBe(true);
    expect(Buffer.byteLength(failure?.reply?.text ?? '')).toBeLessThanOrEqual(512);
  });

  it('is not answered for ever', async () => {
    const { failure, said } = await at({ replies: { AUTH: challenge(google) } });

    expect(failure).toMatchObject({ class: 'AUTH', retry: 'PARK', reply: { code: 334 } });
    expect(said).toHaveLength(2);
  });

  it.each<[string, string, string, string]>([
    ['432 4.7.0 later', '432 4.7.0 later', 'TEMP', 'RETRY'],
    ['454 4.7.0', '454 4.7.0 Temporary authentication failure', 'TEMP', 'RETRY'],
    ['421', '421 4.7.0 Try again later, closing connection', 'TEMP', 'RETRY'],
    ['what is no reply', 'good evening', 'NOT_SMTP', 'RETRY'],
    ['5.7.139', '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.', 'AUTH_POLICY', 'PARK'],
  ])('ends with %s as a password would', async (_, reply, failureClass, retry) => {
    const { failure } = await at({ replies: { AUTH: [challenge(google), reply] } });

    expect(failure).toMatchObject({ class: failureClass, stage: 'AUTH', retry });
  });
});

describe('a server that leaves it at the challenge', () => {
  it('is waited for no longer than for any reply', async () => {
    const { failure } = await at({ replies: { AUTH: [challenge(google), refusal] }, hangAt: 'CHALLENGE' });

    expect(failure).toMatchObject({ class: 'TIMEOUT', stage: 'AUTH', retry: 'RETRY' });
  });

  it('and closes the connection is one that closed it', async () => {
    const { failure } = await at({ replies: { AUTH: [challenge(google), refusal] }, dropAt: 'CHALLENGE' });

    expect(failure).toMatchObject({ class: 'CONNECT', stage: 'AUTH', retry: 'RETRY' });
  });
});

describe('a server that repeats the token', () => {
  const long = Array.from({ length: 60 }, (_, index) => `${btoa(`claim ${index}`)}-_`).join('.');
  const pieces = (text: string): string[] => Array.from({ length: text.length - 31 }, (_, at) => text.slice(at, at + 32));

  const spellings = (token: string): [string, string][] => [
    ['as it is', token],
    ['in a URL', encodeURIComponent(token)],
    ['in base64', btoa(token)],
    ['as XOAUTH2 has it', btoa(`user=${user}\u0001auth=Bearer ${token}\u0001\u0001`)],
    ['within base64, one octet later', btoa(`x${token}yz`)],
    ['within base64, two octets later', btoa(`xy${token}z`)],
  ];

  it.each(spellings(accessToken))('%s is not repeated, in challenge, reply or transcript', async (_, spelling) => {
    const { failure, transcript } = await at({
      replies: { AUTH: [challenge({ status: '401', got: spelling }), `535 5.7.8 not ${spelling}`] },
    });

    const heard = JSON.stringify([failure, transcript]);
    expect(heard).toContain('[secret]');
    expect(heard).not.toContain('canary-token');
    for (const [, secret] of spellings(accessToken)) expect(heard).not.toContain(secret);
    for (const piece of pieces(btoa(accessToken))) expect(heard).not.toContain(piece);
  });

  it('in a challenge that is no JSON is not repeated', async () => {
    const { failure, transcript } = await at({ replies: { AUTH: [challenge(`no: ${accessToken}, no`), refusal] } });

    expect(JSON.stringify([failure, transcript])).toContain('[secret]');
    for (const piece of pieces(btoa(`no: ${accessToken}`))) expect(JSON.stringify([failure, transcript])).not.toContain(piece);
  });

  it.each(spellings(long))('%s, longer than a reply, cut or broken into lines, is not repeated', async (_, spelling) => {
    const broken = spelling.replace(/.{400}/gu, (part) => `${part}\r\n535-`);
    const { failure, transcript } = await at(
      {
        replies: { AUTH: [challenge({ status: '401', got: spelling.slice(5, 400) }), `535-${broken}\r\n535 no ${spelling.slice(0, 300)}`] },
      },
      { oauth: { accessToken: long } },
    );

    const heard = JSON.stringify([failure, transcript]);
    expect(heard).toContain('[secret]');
    // The user name may come first, and is nobody's secret.
    for (const piece of [...pieces(spelling.slice(60)), ...pieces(long)]) expect(heard).not.toContain(piece);
  });

  it('later on is not repeated either', async () => {
    const server = await startRawServer({ extensions: ['AUTH XOAUTH2'], replies: { RCPT: `550 5.1.1 you came with ${accessToken}` } });
    const { host, port } = server;
    const policy = new EgressPolicy([{ host, port, allowCleartextAuth: true }]);
    const settings = { host, port, security: 'NONE' as const, username: user, password: null, timeoutMs: 500, oauth: { accessToken } };

    const session = await openSession(settings, { policy });
    const result = await session.send(mail);
    session.close();
    await server.close();

    expect(result.recipients[0]?.reply.text).toBe('550 5.1.1 you came with [secret]');
  });
});

it('sends a token over STARTTLS without anybody’s permission', async () => {
  const certificate = await issueCertificate();

  const { failure, transcript } = await at({ certificate }, { security: 'STARTTLS_REQUIRED', ca: certificate.ca }, false);

  expect(failure).toBeNull();
  expect(transcript).toContain('C AUTH XOAUTH2 [secret]');
  expect(transcript.join('\n')).not.toContain('canary-token');
});
