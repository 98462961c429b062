import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { type Certificate, issueCertificate } from './certificates.ts';
import { TokenAuthority, type TokenJudge, type TokenSignIn } from './token-sign-in.ts';

export type TestSmtpMechanism = 'PLAIN' | 'LOGIN' | 'CRAM-MD5' | 'XOAUTH2' | 'OAUTHBEARER';

export interface TestSmtpOptions {
  /** Default 'NONE'. */
  security?: 'NONE' | 'STARTTLS' | 'TLS';
  /** User name to password. With users, a sender must sign in; without, nobody needs to and AUTH is not offered. */
  users?: Record<string, string>;
  /**
   * Says whether a token signs a user in, such as by `startOAuthServer().introspect`; with it, a sender must sign in. What is
   * refused gets a challenge of JSON and then 535 5.7.8; a judge that rejects makes 454 4.7.0.
   */
  tokens?: TokenJudge;
  /** To offer, in this order. Default: LOGIN and PLAIN where there are users, then XOAUTH2 and OAUTHBEARER where tokens are judged. */
  mechanisms?: TestSmtpMechanism[];
  /** Default: one issued for `localhost` and `127.0.0.1`. */
  certificate?: Certificate;
  /** Largest message in octets, announced as SIZE. Default: none announced. */
  size?: number;
  /** A reply such as `550 5.1.1 No such user` refuses that recipient; null accepts it. */
  refuseRecipient?: (address: string) => string | null;
  /** Port to listen on. Default 0: any free one. */
  port?: number;
}

export interface CapturedMail {
  from: string;
  to: string[];
  raw: Buffer;
  parsed: Email;
  secure: boolean;
  user: string | null;
  receivedAt: Date;
}

export interface TestSmtpServer {
  host: string;
  port: number;
  /** What a client must trust, PEM; null without TLS. */
  ca: string | null;
  messages: CapturedMail[];
  /** Every token that came, in order. */
  readonly signIns: readonly TokenSignIn[];
  /**
   * Refuses the next tokens, whatever they are. With `reply` in these words (`535 5.7.3 Authentication unsuccessful`) and without
   * the challenge, as Microsoft does it. 0 forgets what is left of an earlier call.
   */
  refuseTokens(count: number, reply?: string): void;
  /** Connections made so far. */
  readonly connections: number;
  /** The first captured mail that fits, already here or still to come. Rejects after `timeoutMs` (default 10,000). */
  waitForMail(predicate?: (mail: CapturedMail) => boolean, timeoutMs?: number): Promise<CapturedMail>;
  close(): Promise<void>;
}

/** A well-behaved SMTP server on loopback that keeps what it is sent. */
export async function startSmtpServer(options: TestSmtpOptions = {}): Promise<TestSmtpServer> {
  const security = options.security ?? 'NONE';
  const certificate = security === 'NONE' ? null : (options.certificate ?? (await issueCertificate()));
  const mailbox = new Mailbox();
  const mechanisms = mechanismsOf(options);
  const authority = new TokenAuthority(options.tokens ?? (() => Promise.resolve(false)), mechanisms);
  let connections = 0;
  const server = new SMTPServer({
    ...(certificate ? { key: certificate.key, cert: certificate.cert } : {}),
    ...(options.size === undefined ? {} : { size: options.size }),
    secure: security === 'TLS',
    disabledCommands: [...(security === 'STARTTLS' ? [] : ['STARTTLS']), ...(mechanisms.length > 0 ? [] : ['AUTH'])],
    ...(mechanisms.length > 0 ? { authMethods: mechanisms } : {}),
    allowInsecureAuth: security === 'NONE',
    authOptional: mechanisms.length === 0,
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onConnect: (session, done) => {
      connections += 1;
      authority.attend(server, session);
      done();
    },
    onAuth: (auth, _session, done) => {
      const { username = '' } = auth;
      const right = options.users?.[username];
      const known = right !== undefined && (auth.method === 'CRAM-MD5' ? auth.validatePassword(right) : auth.password === right);
      if (known) done(null, { user: username });
      else done(replyError('535 5.7.8 Error: authentication failed'));
    },
    onRcptTo: ({ address }, _session, done) => {
      const refusal = options.refuseRecipient?.(address) ?? null;
      done(refusal === null ? null : replyError(refusal));
    },
    onData: (stream, session, done) => void mailbox.capture(stream, session).then(() => done(), done),
  });
  // A client that resets the connection is the test's business, not a reason to crash.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  return {
    host: '127.0.0.1',
    port: (server.server.address() as AddressInfo).port,
    ca: certificate?.ca ?? null,
    messages: mailbox.messages,
    signIns: authority.signIns,
    refuseTokens: (count, reply) => authority.refuse(count, reply ?? null),
    get connections() {
      return connections;
    },
    waitForMail: (predicate = () => true, timeoutMs = 10_000) => mailbox.waitFor(predicate, timeoutMs),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function mechanismsOf({ users, tokens, mechanisms }: TestSmtpOptions): TestSmtpMechanism[] {
  return mechanisms ?? [...(users ? (['LOGIN', 'PLAIN'] as const) : []), ...(tokens ? (['XOAUTH2', 'OAUTHBEARER'] as const) : [])];
}

class Mailbox {
  readonly messages: CapturedMail[] = [];
  private readonly listeners = new Set<(mail: CapturedMail) => void>();

  async capture(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    if (stream.sizeExceeded) throw replyError('552 5.3.4 Error: message file too big');
    const raw = Buffer.concat(chunks);
    const { mailFrom, rcptTo } = session.envelope;
    const mail: CapturedMail = {
      from: mailFrom === false ? '' : mailFrom.address,
      to: rcptTo.map(({ address }) => address),
      raw,
      parsed: await PostalMime.parse(raw),
      secure: session.secure,
      user: typeof session.user === 'string' ? session.user : null,
      receivedAt: new Date(),
    };
    this.messages.push(mail);
    for (const listener of this.listeners) listener(mail);
  }

  async waitFor(predicate: (mail: CapturedMail) => boolean, timeoutMs: number): Promise<CapturedMail> {
    const already = this.messages.find(predicate);
    if (already) return already;
    const arrival = Promise.withResolvers<CapturedMail>();
    const listener = (mail: CapturedMail): void => {
      if (predicate(mail)) arrival.resolve(mail);
    };
    const failure = new Error(`no such mail within ${timeoutMs} ms; ${this.messages.length} others came`);
    const timer = setTimeout(() => arrival.reject(failure), timeoutMs);
    this.listeners.add(listener);
    return arrival.promise.finally(() => {
      clearTimeout(timer);
      this.listeners.delete(listener);
    });
  }
}

/** smtp-server answers with an error's responseCode and message. */
function replyError(reply: string): Error {
  return Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });
}
