import { EgressPolicy } from '@posthorn/egress';
import {
  issueCertificate,
  startRawServer,
  startSmtpServer,
  type RawServer,
  type RawServerScript,
  type TestSmtpOptions,
  type TestSmtpServer,
} from '@posthorn/testing';
import { openSession } from './session.ts';
import { SmtpFailure, type Mail, type SessionOptions, type SmtpSession, type StageReport, type SubmissionSettings } from './types.ts';

const opened: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close();
});

async function smtpServer(options: TestSmtpOptions = {}): Promise<TestSmtpServer> {
  const server = await startSmtpServer(options);
  opened.push(server);
  return server;
}

async function rawServer(script: RawServerScript = {}): Promise<RawServer> {
  const server = await startRawServer(script);
  opened.push(server);
  return server;
}

function settingsFor({ port }: { port: number }, changes: Partial<SubmissionSettings> = {}): SubmissionSettings {
  return { host: '127.0.0.1', port, security: 'NONE', username: null, password: null, timeoutMs: 3_000, ...changes };
}

function policyFor({ port }: { port: number }, allowCleartextAuth = false): EgressPolicy {
  return new EgressPolicy([{ host: '127.0.0.1', port, allowCleartextAuth }]);
}

async function open(
  server: { port: number },
  changes: Partial<SubmissionSettings> = {},
  options: Partial<SessionOptions> = {},
): Promise<SmtpSession> {
  const session = await openSession(settingsFor(server, changes), { policy: policyFor(server), ...options });
  opened.push(session);
  return session;
}

async function failureOf(work: Promise<unknown>): Promise<SmtpFailure> {
  const error: unknown = await work.catch((caught: unknown) => caught);
  if (error instanceof SmtpFailure) return error;
  throw new Error(`expected an SmtpFailure, got ${String(error)}`);
}

const mail = (changes: Partial<Mail> = {}): Mail => ({
  from: 'sender@example.com',
  to: ['one@example.com'],
  raw: Buffer.from('Subject: hello\r\n\r\nA line\r\n'),
  beforeData: () => Promise.resolve(),
  ...changes,
});

describe('a session', () => {
  it.each(['STARTTLS_REQUIRED', 'STARTTLS_OPPORTUNISTIC', 'TLS'] as const)('signs in and sends over %s', async (security) => {
    const server = await smtpServer({ security: security === 'TLS' ? 'TLS' : 'STARTTLS', users: { ada: 'secret' } });
    const session = await open(server, { security, username: 'ada', password: 'secret', ...(server.ca ? { ca: server.ca } : {}) });

    const result = await session.send(mail());

    expect(result).toMatchObject({
      reply: { code: 250 },
      recipients: [{ recipient: 'one@example.com', accepted: true, reply: { code: 250 } }],
    });
    expect(server.messages).toMatchObject([{ from: 'sender@example.com', to: ['one@example.com'], secure: true, user: 'ada' }]);
    expect(session.tls?.version).toBe('TLSv1.3');
  });

  it('sends without encryption and without signing in where the settings say so', async () => {
    const server = await smtpServer();
    const session = await open(server);

    await session.send(mail());

    expect([server.messages[0]?.secure, session.tls]).toEqual([false, null]);
  });

  it('sends several mails over one connection', async () => {
    const server = await smtpServer();
    const session = await open(server);

    for (const subject of ['one', 'two', 'three']) await session.send(mail({ raw: Buffer.from(`Subject: ${subject}\r\n\r\nx`) }));

    expect(server.messages.map(({ parsed }) => parsed.subject)).toEqual(['one', 'two', 'three']);
    expect(server.connections).toBe(1);
  });

  it('carries a message to the byte: leading dots, long bodies, bare line feeds made whole', async () => {
    const server = await smtpServer();
    const session = await open(server);
    const body = `.\r\n..\r\n.dot\r\n${'x'.repeat(300_000)}\r\nbare\nfeed\r\n`;

    await session.send(mail({ raw: Buffer.from(`Subject: dots\r\n\r\n${body}`) }));

    expect(server.messages[0]?.raw.toString()).toBe(`Subject: dots\r\n\r\n${body.replace('bare\nfeed', 'bare\r\nfeed')}`);
  });

  it('resumes TLS, at once and after STARTTLS', async () => {
    const certificate = await issueCertificate();
    for (const implicitTls of [true, false]) {
      const server = await rawServer({ certificate, implicitTls });
      const security = implicitTls ? ('TLS' as const) : ('STARTTLS_REQUIRED' as const);
      const changes = { security, ca: certificate.ca, username: 'ada', password: 'secret' };
      const first = await open(server, changes);
      await first.send(mail());

      const second = await open(server, changes, first.tlsSession ? { tlsSession: first.tlsSession } : {});
      await second.send(mail());

      expect([server.connections, server.resumed, server.bodies.length]).toEqual([2, 1, 2]);
    }
  });

  it('reports every stage as it starts and ends, and times it', async () => {
    const server = await smtpServer({ security: 'STARTTLS', users: { ada: 'secret' } });
    const reports: StageReport[] = [];
    const changes = { security: 'STARTTLS_REQUIRED' as const, username: 'ada', password: 'secret', ca: server.ca ?? '' };
    const session = await open(server, changes, { onStage: (report) => reports.push(report) });

    const { timings } = await session.send(mail());

    const order = ['DNS', 'CONNECT', 'GREETING', 'EHLO', 'STARTTLS', 'TLS', 'EHLO', 'AUTH', 'MAIL', 'RCPT', 'DATA'];
    expect(reports.filter(({ status }) => status === 'SKIPPED').map(({ stage }) => stage)).toEqual(['PROXY']);
    expect(reports.filter(({ status }) => status !== 'SKIPPED').map(({ stage, status }) => `${stage} ${status}`)).toEqual(
      order.flatMap((stage) => [`${stage} RUNNING`, `${stage} PASSED`]),
    );
    expect(Object.keys(session.timings).sort()).toEqual([...new Set(order.slice(0, 8))].sort());
    expect(Object.keys(timings)).toEqual(['MAIL', 'RCPT', 'DATA']);
  });

  it('is no longer usable once the server left, and says so on sending', async () => {
    const server = await rawServer();
    const session = await open(server);
    await server.close();
    await new Promise((resolve) => setTimeout(resolve, 50));

    const failure = await failureOf(session.send(mail()));

    expect(session.usable).toBe(false);
    expect([failure.failure.class, failure.failure.retry, failure.dataStarted]).toEqual(['CONNECT', 'RETRY', false]);
  });

  it('says QUIT on close and leaves no connection behind', async () => {
    const server = await rawServer();
    const session = await open(server);

    session.close();
    session.close();
    await new Promise((resolve) => setTimeout(resolve, 100));

    expect([server.lines.at(-1), server.open, session.usable]).toEqual(['QUIT', 0, false]);
  });

  it('leaves a server that does not answer QUIT', async () => {
    const server = await rawServer({ hangAt: 'QUIT' });
    const session = await open(server);

    session.close();
    await new Promise((resolve) => setTimeout(resolve, 800));

    expect(server.open).toBe(0);
  });

  it('ends when its caller aborts, between mails and within one', async () => {
    const server = await rawServer({ hangAt: 'BODY' });
    const idle = new AbortController();
    const session = await open(server, {}, { signal: idle.signal });
    idle.abort();
    const sending = await open(server, {}, { signal: AbortSignal.timeout(200) });

    const failure = await failureOf(sending.send(mail()));

    expect(session.usable).toBe(false);
    expect([failure.failure.class, failure.failure.stage, failure.dataStarted, sending.usable]).toEqual(['UNKNOWN', 'DATA', true, false]);
  });

  it('refuses a second mail while one is on its way', async () => {
    const server = await rawServer({ delayMs: 20 });
    const session = await open(server);
    const first = session.send(mail());

    await expect(session.send(mail())).rejects.toThrow('one mail at a time');
    await expect(first).resolves.toMatchObject({ reply: { code: 250 } });
  });
});

describe('the marker', () => {
  it('is awaited after the 354 and before the first byte', async () => {
    const server = await rawServer();
    const session = await open(server);
    let seen: { lines: string[]; octets: number } | null = null;
    const beforeData = async (): Promise<void> => {
      const octets = server.octets;
      await new Promise((resolve) => setTimeout(resolve, 50));
      seen = { lines: [...server.lines], octets: server.octets - octets };
    };

    await session.send(mail({ beforeData }));

    expect(seen).toEqual({ lines: expect.arrayContaining(['DATA']) as string[], octets: 0 });
    expect(server.bodies).toEqual(['Subject: hello\r\n\r\nA line']);
  });

  it('stops everything when it refuses: not a byte leaves, the session is closed, its own error comes back', async () => {
    const server = await rawServer();
    const session = await open(server);
    const fencedOff = new Error('fenced off');
    let octets = 0;

    const sending = session.send(
      mail({
        beforeData: () => {
          octets = server.octets;
          return Promise.reject(fencedOff);
        },
      }),
    );

    await expect(sending).rejects.toBe(fencedOff);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([session.usable, server.octets - octets, server.bodies.length, server.open]).toEqual([false, 0, 0, 0]);
  });

  it('may take longer than the server is given', async () => {
    const server = await rawServer();
    const session = await open(server, { timeoutMs: 150 });

    const result = await session.send(mail({ beforeData: () => new Promise((resolve) => setTimeout(resolve, 400)) }));

    expect(result.reply?.code).toBe(250);
  });

  it('is not set where no recipient is accepted', async () => {
    const server = await rawServer({ replies: { RCPT: '550 5.1.1 no such user', DATA: '554 5.5.1 no valid recipients' } });
    const session = await open(server);
    let marked = false;

    await session.send(
      mail({
        beforeData: () => {
          marked = true;
          return Promise.resolve();
        },
      }),
    );

    expect(marked).toBe(false);
  });
});

describe('recipients', () => {
  it.each([[['PIPELINING']], [[]]])('are accepted and refused one by one, with extensions %j', async (extensions) => {
    const server = await rawServer({
      extensions,
      replies: { RCPT: ['250 2.1.5 Ok', '550 5.1.1 unknown', '452 4.5.3 Too many recipients', '250 2.1.5 Ok'] },
    });
    const details: (string | null)[] = [];
    const session = await open(
      server,
      {},
      { onStage: ({ stage, status, detail }) => void (stage === 'RCPT' && status === 'PASSED' && details.push(detail)) },
    );

    const { reply, queueId, recipients } = await session.send(
      mail({ to: ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com'] }),
    );

    expect(details).toEqual(['2 of 4 recipients refused']);
    expect([reply?.code, queueId]).toEqual([250, 'RAW1']);
    expect(recipients.map(({ accepted, reply: { text } }) => [accepted, text])).toEqual([
      [true, '250 2.1.5 Ok'],
      [false, '550 5.1.1 unknown'],
      [false, '452 4.5.3 Too many recipients'],
      [true, '250 2.1.5 Ok'],
    ]);
    expect(recipients.map(({ failure }) => failure && [failure.class, failure.retry])).toEqual([
      null,
      ['RECIPIENT', 'FAIL'],
      ['RATE', 'RETRY'],
      null,
    ]);
  });

  it.each([[['PIPELINING']], [[]]])('may all be refused, and the session goes on, with extensions %j', async (extensions) => {
    const reports: string[] = [];
    const replies = {
      RCPT: ['550 5.1.1 unknown', '250 2.1.5 Ok'],
      DATA: extensions.length > 0 ? ['554 5.5.1 no valid recipients', '354 go'] : ['354 go'],
    };
    const server = await rawServer({ extensions, replies });
    const session = await open(server, {}, { onStage: ({ stage, status }) => void reports.push(`${stage} ${status}`) });

    const refused = await session.send(mail());
    const accepted = await session.send(mail());

    expect([refused.reply, refused.recipients[0]?.failure?.class, accepted.reply?.code]).toEqual([null, 'RECIPIENT', 250]);
    expect(server.lines.filter((line) => line === 'RSET')).toHaveLength(1);
    const from = reports.indexOf('MAIL RUNNING');
    expect(reports.slice(from, from + 4)).toEqual(['MAIL RUNNING', 'MAIL PASSED', 'RCPT RUNNING', 'RCPT FAILED']);
  });

  it('may all be refused by a server that takes DATA all the same: it is given an empty message for nobody', async () => {
    const server = await rawServer({
      replies: { RCPT: ['550 5.1.1 unknown', '250 ok'], BODY: ['554 5.5.1 nobody', '250 2.0.0 Ok: queued as Q2'] },
    });
    const session = await open(server);

    const refused = await session.send(mail());
    const accepted = await session.send(mail());

    expect([refused.reply, refused.recipients[0]?.accepted, accepted.queueId]).toEqual([null, false, 'Q2']);
    expect(server.bodies).toHaveLength(1);
  });

  it('of one mail have no part in the next, even where its reset fails', async () => {
    const server = await rawServer({ replies: { MAIL: '550 5.7.1 not you', RSET: '421 4.3.2 closing' }, extensions: [] });
    const session = await open(server);
    await failureOf(session.send(mail()));

    const failure = await failureOf(session.send(mail()));

    expect(failure.failure).toMatchObject({ class: 'TEMP', reply: { code: 421 } });
    expect(session.usable).toBe(false);
  });

  it.each(['victim@example.com\r\nRCPT TO:<evil@example.com>', 'a b@example.com', '<x@example.com>', ''])(
    'that are no address (%j) never reach the server',
    async (evil) => {
      const server = await rawServer();
      const session = await open(server);

      const { recipients } = await session.send(mail({ to: [evil, 'good@example.com'] }));

      expect(recipients.map(({ accepted, failure }) => [accepted, failure?.class])).toEqual([
        [false, 'RECIPIENT'],
        [true, undefined],
      ]);
      expect(server.lines.filter((line) => line.startsWith('RCPT'))).toEqual(['RCPT TO:<good@example.com>']);
      expect(server.lines.join()).not.toContain('evil');
    },
  );

  it('with letters the server cannot carry are refused by us, clearly', async () => {
    const without = await open(await rawServer());
    const server = await rawServer({ extensions: ['PIPELINING', 'SMTPUTF8'] });
    const withUtf8 = await open(server);

    const refused = await without.send(mail({ to: ['jürgen@example.com', 'x@büro.example'] }));
    const carried = await withUtf8.send(mail({ to: ['jürgen@example.com'] }));

    expect(refused.recipients.map(({ accepted }) => accepted)).toEqual([false, true]);
    expect(refused.recipients[0]?.failure?.sentence).toContain('SMTPUTF8');
    expect(carried.recipients[0]?.accepted).toBe(true);
    expect(server.lines).toEqual(expect.arrayContaining(['RCPT TO:<jürgen@example.com>']));
    expect(server.lines.find((line) => line.startsWith('MAIL'))).toContain('SMTPUTF8');
  });
});

describe('a message that exists in ASCII as well', () => {
  it('goes so wherever no address of the envelope asks for SMTPUTF8, whatever the server offers', async () => {
    const server = await rawServer({ extensions: ['PIPELINING', 'SMTPUTF8'] });
    const session = await open(server);
    const both = { raw: Buffer.from('To: jürgen@example.com\r\n\r\nx'), rawInAscii: Buffer.from('To: =?UTF-8?Q?j=C3=BCrgen?=:;\r\n\r\nx') };

    await session.send(mail({ ...both, to: ['anna@example.com'] }));
    await session.send(mail({ ...both, to: ['anna@example.com', 'jürgen@example.com'] }));

    expect(server.bodies.map((body) => body.includes('=?UTF-8?Q?'))).toEqual([true, false]);
    expect(server.lines.filter((line) => line.startsWith('MAIL')).map((line) => line.includes('SMTPUTF8'))).toEqual([false, true]);
  });
});

describe('several recipients of one mail', () => {
  const three = ['one@example.com', 'two@example.com', 'three@example.com'];

  it.each([[['PIPELINING']], [[]]])('of whom one is bad: the others get it, with extensions %j', async (extensions) => {
    const server = await rawServer({ extensions, replies: { RCPT: ['250 2.1.5 Ok', '550 5.1.1 unknown', '250 2.1.5 Ok'] } });
    const session = await open(server);

    const { reply, recipients } = await session.send(mail({ to: three }));

    expect(reply?.code).toBe(250);
    expect(recipients.map(({ recipient, accepted, failure }) => [recipient, accepted, failure?.class, failure?.retry])).toEqual([
      ['one@example.com', true, undefined, undefined],
      ['two@example.com', false, 'RECIPIENT', 'FAIL'],
      ['three@example.com', true, undefined, undefined],
    ]);
    expect([server.bodies.length, session.usable]).toEqual([1, true]);
  });

  it.each([[['PIPELINING']], [[]]])('of whom the server takes only the first: the rest wait, with extensions %j', async (extensions) => {
    const server = await rawServer({ extensions, replies: { RCPT: ['250 2.1.5 Ok', '452 4.5.3 Error: too many recipients'] } });
    const session = await open(server);

    const { reply, recipients } = await session.send(mail({ to: three }));

    expect(reply?.code).toBe(250);
    expect(recipients.map(({ accepted, failure }) => [accepted, failure?.retry])).toEqual([
      [true, undefined],
      [false, 'RETRY'],
      [false, 'RETRY'],
    ]);
  });

  it.each([[['PIPELINING']], [[]]])(
    'who are all refused, each for a reason of its own: nothing is sent, with extensions %j',
    async (extensions) => {
      const replies = { RCPT: ['550 5.1.1 unknown', '450 4.2.0 Greylisted', '550 5.1.1 unknown'], DATA: '554 5.5.1 no valid recipients' };
      const server = await rawServer({ extensions, replies });
      const session = await open(server);
      let marked = false;
      const beforeData = (): Promise<void> => {
        marked = true;
        return Promise.resolve();
      };

      const { reply, queueId, recipients } = await session.send(mail({ to: three, beforeData }));

      expect([reply, queueId, marked, server.bodies.length, session.usable]).toEqual([null, null, false, 0, true]);
      expect(recipients.map(({ failure }) => failure?.retry)).toEqual(['FAIL', 'RETRY', 'FAIL']);
    },
  );
});

describe('a sender', () => {
  it('with letters the server cannot carry is refused by us, clearly; a domain in such letters goes in ASCII', async () => {
    const server = await rawServer();
    const session = await open(server);

    const failure = await failureOf(session.send(mail({ from: 'jürgen@example.com' })));
    const accepted = await session.send(mail({ from: 'juergen@büro.example' }));

    expect(failure.failure).toMatchObject({ class: 'SENDER', stage: 'MAIL', retry: 'FAIL', reply: null });
    expect(failure.failure.sentence).toContain('SMTPUTF8');
    expect(accepted.reply?.code).toBe(250);
    expect(server.lines.filter((line) => line.startsWith('MAIL'))).toEqual([expect.stringContaining('<juergen@xn--bro-hoa.example>')]);
  });

  it('that is no address is refused by us', async () => {
    const server = await rawServer();
    const session = await open(server);

    const failure = await failureOf(session.send(mail({ from: 'a@example.com>\r\nDATA' })));

    expect([failure.failure.class, failure.failure.stage, failure.failure.retry, session.usable]).toEqual(['SENDER', 'MAIL', 'FAIL', true]);
    expect(server.lines.some((line) => line.startsWith('MAIL'))).toBe(false);
  });

  it('may be empty, for mail that must not bounce', async () => {
    const server = await smtpServer();
    const session = await open(server);

    await session.send(mail({ from: '' }));

    expect(server.messages[0]?.from).toBe('');
  });

  it('that the server refuses is the failure, whatever the pipelined rest is answered', async () => {
    const server = await rawServer({
      replies: {
        MAIL: ['550 5.7.1 not you', '250 ok'],
        RCPT: ['503 5.5.1 MAIL first', '250 ok'],
        DATA: ['503 5.5.1 RCPT first', '354 go'],
      },
    });
    const session = await open(server);

    const failure = await failureOf(session.send(mail()));
    const second = await session.send(mail());

    expect([failure.failure.class, failure.failure.stage, failure.failure.reply?.text, failure.dataStarted]).toEqual([
      'SENDER',
      'MAIL',
      '550 5.7.1 not you',
      false,
    ]);
    expect(second.reply?.code).toBe(250);
  });
});

describe('credentials', () => {
  const ada = { username: 'ada', password: 'canary-password' };

  it('are not sent without encryption', async () => {
    const server = await rawServer();

    const failure = await failureOf(open(server, ada));

    expect([failure.failure.class, failure.failure.stage, failure.failure.retry]).toEqual(['CLEARTEXT_REFUSED', 'AUTH', 'PARK']);
    expect(failure.failure.fix).toMatchObject({ kind: 'SET_SECURITY', security: 'STARTTLS_REQUIRED' });
    expect(server.lines.some((line) => line.startsWith('AUTH'))).toBe(false);
  });

  it('are not sent where STARTTLS is only wished for and not offered', async () => {
    const server = await rawServer();

    const failure = await failureOf(open(server, { ...ada, security: 'STARTTLS_OPPORTUNISTIC' }));

    expect(failure.failure.class).toBe('CLEARTEXT_REFUSED');
    expect(server.lines.some((line) => line.startsWith('AUTH'))).toBe(false);
  });

  it('are not sent where STARTTLS is required and stripped', async () => {
    const server = await rawServer({ replies: { STARTTLS: '502 5.5.1 not implemented' } });

    const failure = await failureOf(open(server, { ...ada, security: 'STARTTLS_REQUIRED' }));

    expect([failure.failure.class, failure.failure.stage]).toEqual(['STARTTLS_UNAVAILABLE', 'STARTTLS']);
    expect(server.lines).toEqual([expect.stringMatching(/^EHLO/u), 'STARTTLS']);
  });

  it('are not sent where the certificate is bad', async () => {
    const certificate = await issueCertificate({ selfSigned: true });
    const server = await rawServer({ certificate });

    const failure = await failureOf(open(server, { ...ada, security: 'STARTTLS_OPPORTUNISTIC' }));

    expect([failure.failure.class, failure.failure.stage]).toEqual(['TLS', 'TLS']);
    expect(server.lines.some((line) => line.startsWith('AUTH'))).toBe(false);
  });

  it('go in clear where the system admin permits that host and port', async () => {
    const server = await rawServer();

    const session = await open(server, ada, { policy: policyFor(server, true) });

    expect(session.usable).toBe(true);
    expect(server.lines.at(-1)).toBe(`AUTH PLAIN ${Buffer.from('\0ada\0canary-password').toString('base64')}`);
  });

  it('are asked for where the password is missing', async () => {
    const server = await rawServer();

    const failure = await failureOf(open(server, { ...ada, password: null }, { policy: policyFor(server, true) }));

    expect([failure.failure.class, failure.failure.retry]).toEqual(['AUTH', 'PARK']);
    expect(failure.failure.sentence).toContain('no password');
  });

  it('are refused with the words of the server', async () => {
    const server = await smtpServer({ security: 'TLS', users: { ada: 'other' } });

    const failure = await failureOf(open(server, { ...ada, security: 'TLS', ca: server.ca ?? '' }));

    expect(failure.failure).toMatchObject({ class: 'AUTH', stage: 'AUTH', retry: 'PARK', reply: { code: 535, enhanced: '5.7.8' } });
    expect(JSON.stringify([failure.failure, failure.message, failure.stack])).not.toContain('canary-password');
  });

  it.each([
    ['LOGIN', ['334 VXNlcm5hbWU6', '334 UGFzc3dvcmQ6', '235 ok'], 3],
    ['CRAM-MD5', ['334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2U+', '235 ok'], 2],
  ])('go by %s where that is what is offered', async (mechanism, replies, lines) => {
    const server = await rawServer({ extensions: [`AUTH XOAUTH2 ${mechanism}`], replies: { AUTH: replies } });

    await open(server, ada, { policy: policyFor(server, true) });

    expect(server.lines.slice(1)).toHaveLength(lines);
  });

  it.each([
    [['AUTH XOAUTH2 OAUTHBEARER'], 'only XOAUTH2 OAUTHBEARER'],
    [['SIZE 1000'], 'no signing in'],
  ])('stay here where the server takes no password (%j)', async (extensions, words) => {
    const server = await rawServer({ extensions });

    const failure = await failureOf(open(server, ada, { policy: policyFor(server, true) }));

    expect([failure.failure.class, failure.failure.retry]).toEqual(['AUTH_MECH', 'PARK']);
    expect(failure.failure.sentence).toContain(words);
    expect(server.lines).toHaveLength(1);
  });
});

describe('the words of a server', () => {
  it('are kept over many lines', async () => {
    const server = await rawServer({ replies: { MAIL: '550-5.7.1 first\r\n550-5.7.1 second\r\n550 5.7.1 third' } });
    const session = await open(server);

    const { failure } = await failureOf(session.send(mail()));

    expect(failure.reply).toEqual({ code: 550, enhanced: '5.7.1', text: '550-5.7.1 first\n550-5.7.1 second\n550 5.7.1 third' });
  });

  it('are cut at 512 octets', async () => {
    const server = await rawServer({ replies: { GREETING: `554 ${'x'.repeat(2_000)}` } });

    const { failure } = await failureOf(open(server));

    expect([failure.stage, failure.reply?.text.length]).toEqual(['GREETING', 512]);
  });

  it.each(['HTTP/1.1 400 Bad Request\r\nServer: secret-inside', '-ERR unknown', 'SSH-2.0-OpenSSH_9.2', '220-hello\r\nsecret-inside'])(
    'are hidden where it is no mail server: %j',
    async (greeting) => {
      const server = await rawServer({ replies: { GREETING: greeting } });

      const failure = await failureOf(open(server));

      expect(failure.failure).toMatchObject({ class: 'NOT_SMTP', reply: { code: 0, text: 'not an SMTP server' } });
      expect(JSON.stringify(failure.failure)).not.toMatch(/secret|OpenSSH|ERR/u);
    },
  );

  it.each([
    ['a line that never ends', Buffer.from('J\0\0\0\n8.0.36-secret'.replace('\n', '')), 'NOT_SMTP'],
    ['a TLS alert', Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x28]), 'TLS_MODE'],
  ])('are recognised by their first bytes: %s', async (_name, opening, failureClass) => {
    const server = await rawServer({ opening, hangAt: 'GREETING' });

    // Recognised only when its time is over, it would never be.
    const { failure } = await failureOf(open(server, { timeoutMs: 600_000 }));

    expect([failure.class, failure.stage]).toEqual([failureClass, 'GREETING']);
    expect(server.lines).toEqual([]);
  });

  it('are hidden too where they come later', async () => {
    const server = await rawServer({ replies: { MAIL: 'secret-inside' }, extensions: [] });
    const session = await open(server);

    const failure = await failureOf(session.send(mail()));

    expect([failure.failure.class, failure.failure.stage]).toEqual(['NOT_SMTP', 'MAIL']);
    expect(JSON.stringify(failure.failure)).not.toContain('secret');
  });

  it('may be endless without harm', async () => {
    const server = await rawServer({ replies: { EHLO: Array.from({ length: 5_000 }, () => `250-${'x'.repeat(60)}`).join('\r\n') } });

    const { failure } = await failureOf(open(server));

    expect([failure.class, failure.stage]).toEqual(['NOT_SMTP', 'EHLO']);
  });
});

describe('a message that is refused', () => {
  it('after the dot says so with the reply, and the session goes on', async () => {
    const server = await rawServer({ replies: { BODY: ['554 5.7.1 spam', '250 2.0.0 Ok: queued as Q2'] } });
    const session = await open(server);

    const failure = await failureOf(session.send(mail()));
    const second = await session.send(mail());

    expect([failure.failure.class, failure.failure.stage, failure.failure.retry, failure.dataStarted]).toEqual([
      'MESSAGE',
      'DATA',
      'FAIL',
      true,
    ]);
    expect(second.queueId).toBe('Q2');
  });

  it('for its size is not even begun', async () => {
    const server = await rawServer({ extensions: ['SIZE 1000'] });
    const session = await open(server);

    const failure = await failureOf(session.send(mail({ raw: Buffer.alloc(2_000, 'x') })));

    expect([failure.failure.class, failure.failure.stage, failure.failure.retry, failure.dataStarted]).toEqual([
      'MESSAGE',
      'MAIL',
      'FAIL',
      false,
    ]);
    expect(server.lines.some((line) => line.startsWith('MAIL'))).toBe(false);
  });

  it('with 421 closes the session and is tried again', async () => {
    const server = await rawServer({ replies: { MAIL: '421 4.3.2 shutting down' }, extensions: [] });
    const session = await open(server);

    const failure = await failureOf(session.send(mail()));

    expect([failure.failure.class, failure.failure.stage, failure.failure.retry, session.usable]).toEqual(['TEMP', 'MAIL', 'RETRY', false]);
  });
});
