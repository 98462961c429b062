import type { Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { dial } from '@posthorn/egress';
import SMTPConnection, { type SMTPConnectionCustomAuthContext } from 'nodemailer/lib/smtp-connection';
import { explain } from './catalogue.ts';
import { Cause, causeOf } from './cause.ts';
import { Dialogue } from './dialogue.ts';
import { notSmtp, parseReply } from './reply.ts';
import { StageClock } from './stage-clock.ts';
import { tlsOptions } from './tls-options.ts';
import { SmtpFailure, type Reply, type SessionOptions, type Stage, type SubmissionSettings } from './types.ts';

type Done<T> = (error: unknown, result?: T) => void;

/** The reply to a whole message may take longer than other replies: at the default of 10 s a minute. RFC 5321 section 4.5.3.2.6 would wait ten. */
const FINAL_REPLY_FACTOR = 6;

const RAW_MECHANISM = 'X-POSTHORN-RAW';

/** A QUIT that is not answered holds nothing up. */
const QUIT_MS = 500;

/**
 * One connection and what is said over it: SMTPConnection on a socket of ours, each operation of it a promise that also ends by
 * our clock, by a lost connection or by an abort. SMTPConnection's own timers are set never to come first.
 */
export class Conversation {
  readonly settings: SubmissionSettings;
  readonly clock: StageClock;
  readonly dialogue: Dialogue;
  readonly finalReplyMs: number;
  #options: SessionOptions;
  #socket: Socket | null = null;
  #connection: SMTPConnection | null = null;
  #interrupt: ((cause: Cause) => void) | null = null;
  #closed = false;
  #sendRaw: (context: SMTPConnectionCustomAuthContext) => Promise<void> = async () => undefined;
  /** TLS 1.3 hands out its tickets after the handshake, at any time. */
  tlsSession: Buffer | undefined;
  tls: { version: string; cipher: string } | null = null;

  constructor(settings: SubmissionSettings, options: SessionOptions) {
    this.settings = settings;
    this.#options = options;
    this.finalReplyMs = settings.timeoutMs * FINAL_REPLY_FACTOR;
    this.clock = new StageClock(options.onStage, () => this.#interrupt?.(new Cause('TIMEOUT', 'our own clock')));
    this.dialogue = new Dialogue(this.clock, settings.timeoutMs, {
      secured: () => this.#noteTls(this.#connection?._socket),
      greetedByStranger: () => this.#breakOff(new Cause('NOT_SMTP', '', notSmtp)),
    });
    options.signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Verified TLS, and no word of a server's that says so. */
  get secure(): boolean {
    const socket = this.#connection?._socket;
    return socket instanceof TLSSocket && socket.authorized;
  }

  /** Everything said so far has left this process. */
  get flushed(): boolean {
    const socket = this.#connection?._socket;
    return !socket || socket.writableLength === 0;
  }

  /** DNS and CONNECT, by the policy. Returns the judged address. */
  async dial(): Promise<string> {
    const { settings, clock } = this;
    const { policy, signal, resolve } = this.#options;
    clock.begin('DNS', null);
    const onResolved = (addresses: string[]): void => {
      clock.pass(addresses.join(', '));
      clock.begin('CONNECT', null);
    };
    const { host, port, timeoutMs } = settings;
    const { socket, address } = await dial({ host, port, policy, timeoutMs, signal, resolve, onResolved }).catch((error: unknown) => {
      throw causeOf(error);
    });
    this.#socket = socket;
    clock.pass(address);
    return address;
  }

  /** TLS before anything else is said. */
  async secureAtOnce(): Promise<void> {
    this.clock.begin('TLS', this.settings.timeoutMs);
    const socket = connectTls({ socket: this.#mustHaveSocket(), ...tlsOptions(this.settings, this.#options.tlsSession) });
    this.#socket = socket;
    await this.run<undefined>((done) => {
      socket.once('secureConnect', () => {
        this.#noteTls(socket);
        done(null);
      });
      socket.on('error', done);
      socket.once('close', () => done(new Cause('DROPPED', 'closed during the TLS handshake')));
    });
  }

  /** Greeting and EHLO; with STARTTLS the upgrade and EHLO again. */
  async greet(): Promise<void> {
    const connection = new SMTPConnection(this.#connectionOptions());
    this.#connection = connection;
    connection.on('error', (error: unknown) => this.#interrupt?.(causeOf(error)));
    connection.on('end', () => this.#onEnd());
    this.dialogue.expectGreeting();
    await this.run<undefined>((done) => {
      connection.connect((error) => done(error));
      // SMTPConnection begins to read in an immediate of its own; a listener before that would take the greeting from it.
      setImmediate(() => this.#judgeFirstBytes(connection._socket));
    });
    this.clock.pass();
  }

  /** One operation of SMTPConnection. Rejects with a Cause. */
  async run<T>(operation: (done: Done<T>, connection: SMTPConnection) => void): Promise<T> {
    const outcome = Promise.withResolvers<T>();
    this.#interrupt = (cause) => outcome.reject(cause);
    try {
      if (this.#options.signal?.aborted) throw new Cause('ABORTED');
      operation(
        (error, result) => (error ? outcome.reject(causeOf(error)) : outcome.resolve(result as T)),
        this.#connection as SMTPConnection,
      );
      return await outcome.promise;
    } finally {
      this.#interrupt = null;
      this.clock.allow(null);
    }
  }

  /** One command of our own. SMTPConnection's only public way to send one is a custom SASL mechanism. */
  async command(stage: Stage, line: string): Promise<Reply> {
    this.dialogue.force(stage);
    const reply = await this.run<string>((done, connection) => {
      this.#sendRaw = async (context) => done(null, (await context.sendCommand(line)).response);
      connection.login({ method: RAW_MECHANISM }, (error) => error && done(error));
    });
    this.dialogue.force(null);
    return parseReply(reply);
  }

  /** The failure for a cause that ended `stage`, reported as the end of that stage. */
  fail(error: unknown, details: { stage?: Stage; dataStarted?: boolean } = {}): SmtpFailure {
    const cause = causeOf(error);
    const stage = details.stage ?? this.clock.stage ?? 'CONNECT';
    const dataStarted = details.dataStarted ?? false;
    // Gibberish after the message is no answer to it.
    const reply = dataStarted && cause.reply?.code === 0 ? null : cause.reply;
    const failure = explain({ stage, reply, cause, settings: this.settings, dataStarted });
    if (this.clock.stage === null) this.clock.begin(stage, null);
    this.clock.fail(failure.sentence, failure.reply);
    return new SmtpFailure(failure, dataStarted, cause);
  }

  /** Ends the connection at once. Without the final dot no server takes what it has so far for a message. */
  destroy(): void {
    this.#closed = true;
    this.clock.allow(null);
    this.#options.signal?.removeEventListener('abort', this.#onAbort);
    this.#connection?.close();
    this.#socket?.destroy();
  }

  /** Says QUIT and leaves; whoever doesn't answer is left without. */
  quit(): void {
    const connection = this.#connection;
    if (this.#closed || !connection || connection.destroyed || this.#interrupt) {
      this.destroy();
      return;
    }
    this.#closed = true;
    const timer = setTimeout(() => this.destroy(), QUIT_MS);
    connection.once('end', () => {
      clearTimeout(timer);
      this.destroy();
    });
    connection.quit();
  }

  readonly #onAbort = (): void => {
    if (this.#interrupt) this.#interrupt(new Cause('ABORTED', 'aborted by its caller'));
    else this.destroy();
  };

  /** A stranger's first bytes need not be a line, and what is no line SMTPConnection waits to see completed. */
  #judgeFirstBytes(socket: SMTPConnection['_socket']): void {
    if (!socket) return;
    socket.once('data', (bytes: Buffer) => {
      const [first = 0, second = 0] = bytes;
      // A TLS alert (RFC 8446 section 5.1): the port gave up waiting for a handshake.
      if (first === 0x15 && second === 0x03) this.#breakOff(new Cause('SPEAKS_TLS'));
      else if (!/^[\s2-5]/u.test(String.fromCharCode(first))) this.#breakOff(new Cause('NOT_SMTP', '', notSmtp));
    });
  }

  #breakOff(cause: Cause): void {
    this.#interrupt?.(cause);
    this.destroy();
  }

  #onEnd(): void {
    const interrupt = this.#interrupt;
    this.destroy();
    // SMTPConnection ends first and tells the operation why afterwards: let it.
    setImmediate(() => interrupt?.(new Cause('DROPPED', 'the connection ended')));
  }

  #connectionOptions(): SMTPConnection.Options {
    const { settings } = this;
    const implicit = settings.security === 'TLS';
    const { host, ...tls } = tlsOptions(settings, this.#options.tlsSession);
    const neverFirst = this.finalReplyMs * 2 + 600_000;
    return {
      connection: this.#mustHaveSocket(),
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
      customAuth: { [RAW_MECHANISM]: (context) => this.#sendRaw(context) },
      transactionLog: true,
      logger: { debug: this.dialogue.log },
    };
  }

  /** In the tick of the handshake's end: tickets come right after it, and each only once. */
  #noteTls(socket: unknown): void {
    if (!(socket instanceof TLSSocket)) return;
    socket.on('session', (session: Buffer) => {
      this.tlsSession = session;
    });
    this.tls = { version: socket.getProtocol() ?? 'unknown', cipher: socket.getCipher().standardName };
    this.tlsSession ??= socket.getSession();
    this.clock.pass(`${this.tls.version}, ${this.tls.cipher}${socket.isSessionReused() ? ', resumed' : ''}`);
  }

  #mustHaveSocket(): Socket {
    if (!this.#socket) throw new Error('the conversation was not dialled');
    return this.#socket;
  }
}
