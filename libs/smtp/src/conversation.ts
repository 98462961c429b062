import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { connect as connectTls, TLSSocket, type ConnectionOptions } from 'node:tls';
import { EgressError } from '@posthorn/egress';
import SMTPConnection, { type SMTPConnectionCustomAuthContext } from 'nodemailer/lib/smtp-connection';
import { explain } from './catalogue.ts';
import { Cause, causeOf } from './cause.ts';
import { readableChallenge } from './challenge.ts';
import { dialStages } from './dial-stages.ts';
import { Dialogue } from './dialogue.ts';
import { notSmtp, parseReply } from './reply.ts';
import { secretsMasked } from './secrets.ts';
import { StageClock } from './stage-clock.ts';
import { limitsOf, type StageLimits } from './stage-limits.ts';
import { chainOf, factsOf } from './tls-facts.ts';
import { tlsOptions } from './tls-options.ts';
import { Transcript } from './transcript.ts';
import {
  SmtpFailure,
  type Reply,
  type SessionOptions,
  type Stage,
  type StageReport,
  type SubmissionSettings,
  type TlsFacts,
} from './types.ts';

type Done<T> = (error: unknown, result?: T) => void;

const rawMechanism = 'X-POSTHORN-RAW';

/** A QUIT that is not answered holds nothing up. */
const quitMs = 500;

/**
 * One connection and what is said over it: SMTPConnection on a socket of ours, each operation of it a promise that also ends by
 * our clock, by a lost connection or by an abort. SMTPConnection's own timers are set never to come first.
 */
export class Conversation {
  readonly settings: SubmissionSettings;
  readonly clock: StageClock;
  readonly dialogue: Dialogue;
  readonly limits: StageLimits;
  private options: SessionOptions;
  private readonly verify: boolean;
  private readonly mask: (text: string) => string;
  private socket: Socket | null = null;
  private connection: SMTPConnection | null = null;
  private interrupt: ((cause: Cause) => void) | null = null;
  private isClosed = false;
  private sendRaw: (context: SMTPConnectionCustomAuthContext) => Promise<void> = async () => undefined;
  /** TLS 1.3 hands out its tickets after the handshake, at any time. */
  tlsSession: Buffer | undefined;
  tls: TlsFacts | null = null;
  /** Presented by the server, its own first. */
  chain: X509Certificate[] = [];

  /** `verify: false` is for looking at a certificate: whatever is said over such a connection, `secure` stays false. */
  constructor(settings: SubmissionSettings, options: SessionOptions, { verify }: { verify: boolean } = { verify: true }) {
    this.settings = settings;
    this.options = options;
    this.verify = verify;
    this.limits = limitsOf(settings);
    this.mask = secretsMasked(settings);
    const transcript = new Transcript(options.onTranscript, this.mask);
    const onStage = (report: StageReport): void => {
      transcript.stageEnded(report);
      options.onStage?.(report);
    };
    this.clock = new StageClock(onStage, () => this.interrupt?.(new Cause('TIMEOUT', 'our own clock')));
    this.dialogue = new Dialogue(this.clock, this.limits, transcript, (text) => this.hear(text), {
      secured: () => this.noteTls(this.connection?._socket),
      greetedByStranger: () => this.breakOff(new Cause('NOT_SMTP', '', notSmtp)),
    });
    options.signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  get closed(): boolean {
    return this.isClosed;
  }

  /** Verified TLS, and no word of a server's that says so. */
  get secure(): boolean {
    const socket = this.connection?._socket;
    return socket instanceof TLSSocket && socket.authorized;
  }

  /** Everything said so far has left this process. */
  get flushed(): boolean {
    const socket = this.connection?._socket;
    return !socket || socket.writableLength === 0;
  }

  /** DNS, CONNECT and PROXY, by the policy. Returns the judged address. */
  async dial(): Promise<string> {
    const { socket, address } = await dialStages(this.settings, this.options, this);
    this.socket = socket;
    return address;
  }

  /** TLS before anything else is said. */
  async secureAtOnce(): Promise<void> {
    this.clock.begin('TLS', this.limits.commandMs);
    const socket = connectTls({ socket: this.mustHaveSocket(), ...this.tlsOptions() });
    this.socket = socket;
    await this.run<undefined>((done) => {
      socket.once('secureConnect', () => {
        this.noteTls(socket);
        done(null);
      });
      socket.on('error', done);
      socket.once('close', () => done(new Cause('DROPPED', 'closed during the TLS handshake')));
    });
  }

  /** Greeting and EHLO; with STARTTLS the upgrade and EHLO again. */
  async greet(): Promise<void> {
    const connection = new SMTPConnection(this.connectionOptions());
    this.connection = connection;
    connection.on('error', (error: unknown) => this.interrupt?.(this.causeOf(error)));
    connection.on('end', () => this.onEnd());
    this.dialogue.expectGreeting();
    await this.run<undefined>((done) => {
      this.judgeFirstBytes(this.mustHaveSocket());
      connection.connect((error) => done(error));
    });
    this.clock.pass();
  }

  /** One operation of SMTPConnection. Rejects with a Cause. */
  async run<T>(operation: (done: Done<T>, connection: SMTPConnection) => void): Promise<T> {
    const outcome = Promise.withResolvers<T>();
    this.interrupt = (cause) => outcome.reject(cause);
    try {
      if (this.options.signal?.aborted) throw new Cause('ABORTED');
      operation(
        (error, result) => (error ? outcome.reject(this.causeOf(error)) : outcome.resolve(result as T)),
        this.connection as SMTPConnection,
      );
      return await outcome.promise;
    } finally {
      this.interrupt = null;
      this.clock.allow(null);
    }
  }

  /** One command of our own, and the reply to it. */
  async command(stage: Stage, line: string): Promise<Reply> {
    return this.hear(await this.exchange(stage, line));
  }

  /** As it came: not to be shown or kept. SMTPConnection's only public way to send a command is a custom SASL mechanism. */
  async exchange(stage: Stage, line: string): Promise<string> {
    this.dialogue.force(stage, line);
    const reply = await this.run<string>((done, connection) => {
      this.sendRaw = async (context) => done(null, (await context.sendCommand(line)).response);
      connection.login({ method: rawMechanism }, (error) => error && done(error));
    });
    this.dialogue.force(null);
    return reply;
  }

  /** A reply as it may be shown and kept: a server may repeat what it was told in confidence. */
  hear(text: string): Reply {
    return parseReply(text, this.mask);
  }

  /** `hear` for a challenge: readable, masked, a single line. */
  hearChallenge(text: string): string {
    return this.mask(readableChallenge(text));
  }

  private causeOf(error: unknown): Cause {
    return causeOf(error, (text) => this.hear(text));
  }

  /** The failure for a cause that ended `stage`, reported as the end of that stage. */
  fail(error: unknown, details: { stage?: Stage; dataStarted?: boolean } = {}): SmtpFailure {
    const cause = this.causeOf(error);
    const stage = details.stage ?? this.clock.stage ?? 'CONNECT';
    const dataStarted = details.dataStarted ?? false;
    // Gibberish after the message is no answer to it.
    const reply = dataStarted && cause.reply?.code === 0 ? null : cause.reply;
    const said = reply && { ...reply, text: this.mask(reply.text) };
    const failure = explain({ stage, reply: said, cause, settings: settingsAtFault(this.settings, cause), dataStarted });
    if (this.clock.stage === null) this.clock.begin(stage, null);
    this.clock.fail(failure.sentence, failure.reply);
    return new SmtpFailure(failure, dataStarted, cause);
  }

  /** Ends the connection at once. Without the final dot no server takes what it has so far for a message. */
  destroy(): void {
    this.isClosed = true;
    this.clock.allow(null);
    this.options.signal?.removeEventListener('abort', this.onAbort);
    this.connection?.close();
    this.socket?.destroy();
  }

  /** Says QUIT and leaves; whoever doesn't answer is left without. */
  quit(): void {
    const connection = this.connection;
    if (this.isClosed || !connection || connection.destroyed || this.interrupt) {
      this.destroy();
      return;
    }
    this.isClosed = true;
    const timer = setTimeout(() => this.destroy(), quitMs);
    connection.once('end', () => {
      clearTimeout(timer);
      this.destroy();
    });
    connection.quit();
  }

  private readonly onAbort = (): void => {
    if (this.interrupt) this.interrupt(new Cause('ABORTED', 'aborted by its caller'));
    else this.destroy();
  };

  /**
   * A stranger's first bytes need not be a line, and what is no line SMTPConnection waits to see completed. Paused until
   * SMTPConnection listens as well: a proxy's answer may have brought the greeting along.
   */
  private judgeFirstBytes(socket: Socket): void {
    socket.pause();
    socket.once('data', (bytes: Buffer) => {
      const [first = 0, second = 0] = bytes;
      // A TLS alert (RFC 8446 section 5.1): the port gave up waiting for a handshake.
      if (first === 0x15 && second === 0x03) this.breakOff(new Cause('SPEAKS_TLS'));
      else if (!/^[\s2-5]/u.test(String.fromCharCode(first))) this.breakOff(new Cause('NOT_SMTP', '', notSmtp));
    });
  }

  private breakOff(cause: Cause): void {
    this.interrupt?.(cause);
    this.destroy();
  }

  private onEnd(): void {
    const interrupt = this.interrupt;
    this.destroy();
    // SMTPConnection ends first and tells the operation why afterwards: let it.
    setImmediate(() => interrupt?.(new Cause('DROPPED', 'the connection ended')));
  }

  private connectionOptions(): SMTPConnection.Options {
    const { settings } = this;
    const implicit = settings.security === 'TLS';
    const { host, ...tls } = this.tlsOptions();
    const neverFirst = this.limits.finalReplyMs * 2 + 600_000;
    return {
      connection: this.mustHaveSocket(),
      host: host ?? settings.host,
      port: settings.port,
      secure: implicit,
      secured: implicit,
      requireTLS: settings.security === 'STARTTLS_REQUIRED',
      ignoreTLS: settings.security === 'NONE',
      tls: { host, ...tls },
      ...(settings.heloName === undefined ? {} : { name: settings.heloName }),
      connectionTimeout: neverFirst,
      greetingTimeout: neverFirst,
      socketTimeout: neverFirst,
      socketCloseTimeout: 0,
      maxResponseSize: 64 * 1024,
      customAuth: { [rawMechanism]: (context) => this.sendRaw(context) },
      transactionLog: true,
      logger: { debug: this.dialogue.log },
    };
  }

  /** In the tick of the handshake's end: tickets come right after it, and each only once. */
  private noteTls(socket: unknown): void {
    if (!(socket instanceof TLSSocket)) return;
    socket.on('session', (session: Buffer) => {
      this.tlsSession = session;
    });
    this.chain = chainOf(socket);
    this.tls = factsOf(socket, this.chain);
    this.tlsSession ??= socket.getSession();
    this.clock.note({ tls: this.tls });
    this.clock.pass(`${this.tls.version}, ${this.tls.cipher}${socket.isSessionReused() ? ', resumed' : ''}`);
  }

  private tlsOptions(): ConnectionOptions {
    return { ...tlsOptions(this.settings, this.options.tlsSession), rejectUnauthorized: this.verify };
  }

  private mustHaveSocket(): Socket {
    if (!this.socket) throw new Error('the conversation was not dialled');
    return this.socket;
  }
}

/** Of two blocked destinations it is the proxy that has to be asked for. */
function settingsAtFault(settings: SubmissionSettings, { code, cause }: Cause): SubmissionSettings {
  const { proxy, ...direct } = settings;
  const atProxy = code === 'DESTINATION_BLOCKED' && cause instanceof EgressError && cause.endpoint === 'PROXY';
  return atProxy && proxy ? { ...direct, host: proxy.host, port: proxy.port } : settings;
}
