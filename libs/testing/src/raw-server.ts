import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket, createSecureContext, type SecureContext } from 'node:tls';
import { Worker } from 'node:worker_threads';
import type { Certificate } from './certificates.ts';

/**
 * The points of the dialogue at which a script can answer, hang or drop. CHALLENGE is the reply to what a client says in the middle
 * of AUTH, by default the next one of AUTH's; BODY is the reply to the final dot.
 */
export type RawStep = 'TLS' | 'GREETING' | 'EHLO' | 'STARTTLS' | 'AUTH' | 'CHALLENGE' | 'MAIL' | 'RCPT' | 'DATA' | 'BODY' | 'RSET' | 'QUIT';

export interface RawServerScript {
  /** TLS at once. Default false. Needs a certificate. */
  implicitTls?: boolean;
  /** With one and no implicit TLS, STARTTLS is offered. */
  certificate?: Certificate;
  /** Lines of the EHLO reply after the first. Default PIPELINING, 8BITMIME, AUTH PLAIN LOGIN. STARTTLS is added as above. */
  extensions?: string[];
  /** Replies in place of the usual ones, without the last CRLF. A list is used up one by one, its last repeats. */
  replies?: Partial<Record<RawStep, string | string[]>>;
  /** Says nothing from here on and keeps the connection open. */
  hangAt?: RawStep;
  /** Closes the connection instead of answering. */
  dropAt?: RawStep;
  /** Closes the connection once this many octets of SMTP came in, whatever they were. */
  dropAfterOctets?: number;
  /** Milliseconds before each answer. Default 0. */
  delayMs?: number;
  /** Bytes to send on connect before anything else, for servers that speak another protocol. */
  opening?: string | Buffer;
  /** Highest TLS version. Default: Node's. */
  maxTlsVersion?: 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';
}

export interface RawServer {
  host: string;
  port: number;
  /** Every line the client sent outside message data, in order. */
  lines: string[];
  /** Message data as it came over the wire up to and without the final dot, also where it was answered with a refusal. */
  bodies: string[];
  /** Octets of SMTP received, message data included. */
  readonly octets: number;
  readonly connections: number;
  /** TLS sessions that were resumed. */
  readonly resumed: number;
  /** Connections still open. */
  readonly open: number;
  close(): Promise<void>;
}

/** A TCP server that speaks SMTP to the letter of a script, for misbehaviour no decent server offers. */
export async function startRawServer(script: RawServerScript = {}): Promise<RawServer> {
  const state: ServerState = { lines: [], bodies: [], octets: 0, connections: 0, resumed: 0, sockets: new Set(), used: new Map() };
  const context = script.certificate ? secureContextOf(script, script.certificate) : null;
  const server = createServer({ noDelay: true }, (socket) => {
    state.connections += 1;
    state.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => state.sockets.delete(socket));
    new Conversation(script, state, context).begin(socket);
  });
  const port = await listen(server);
  return {
    host: '127.0.0.1',
    port,
    lines: state.lines,
    bodies: state.bodies,
    get octets() {
      return state.octets;
    },
    get connections() {
      return state.connections;
    },
    get resumed() {
      return state.resumed;
    },
    get open() {
      return state.sockets.size;
    },
    close: () => {
      for (const socket of state.sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** A port whose connections are never accepted: with its queue full, a client hangs in CONNECT. */
export async function startUnacceptingServer(): Promise<{ host: string; port: number; close(): Promise<void> }> {
  const blocked = `const { parentPort } = require('node:worker_threads');
    const server = require('node:net').createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
      parentPort.postMessage(server.address().port);
      setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 20);
    });`;
  const worker = new Worker(blocked, { eval: true });
  const port = await new Promise<number>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  const fillers = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  await new Promise((resolve) => setTimeout(resolve, 100));
  const close = async (): Promise<void> => {
    for (const filler of fillers) filler.destroy();
    await worker.terminate();
  };
  return { host: '127.0.0.1', port, close };
}

interface ServerState {
  lines: string[];
  bodies: string[];
  octets: number;
  connections: number;
  resumed: number;
  sockets: Set<Socket>;
  used: Map<RawStep, number>;
}

const usualReplies: Record<Exclude<RawStep, 'TLS' | 'EHLO' | 'CHALLENGE'>, string> = {
  GREETING: '220 raw.test ESMTP',
  STARTTLS: '220 2.0.0 Ready to start TLS',
  AUTH: '235 2.7.0 Authentication successful',
  MAIL: '250 2.1.0 Ok',
  RCPT: '250 2.1.5 Ok',
  DATA: '354 End data with <CR><LF>.<CR><LF>',
  BODY: '250 2.0.0 Ok: queued as RAW1',
  RSET: '250 2.0.0 Ok',
  QUIT: '221 2.0.0 Bye',
};

/** One connection: cuts the bytes into lines and message data, and answers each as the script says. */
class Conversation {
  private readonly script: RawServerScript;
  private readonly state: ServerState;
  private readonly context: SecureContext | null;
  private socket!: Socket;
  private buffer = '';
  private inBody = false;
  private silent = false;
  private secure = false;
  /** Answers leave in order even when each is delayed. */
  private answers: Promise<void> = Promise.resolve();

  constructor(script: RawServerScript, state: ServerState, context: SecureContext | null) {
    this.script = script;
    this.state = state;
    this.context = context;
  }

  begin(socket: Socket): void {
    this.socket = socket;
    if (this.script.opening !== undefined) socket.write(this.script.opening);
    if (this.script.implicitTls) this.upgrade(() => this.answer('GREETING'));
    else {
      this.read(socket);
      this.answer('GREETING');
    }
  }

  private read(socket: Socket): void {
    socket.on('data', (chunk: Buffer) => {
      this.receive(chunk);
    });
  }

  private receive(chunk: Buffer): void {
    const limit = this.script.dropAfterOctets ?? Infinity;
    const taken = chunk.subarray(0, Math.max(limit - this.state.octets, 0));
    this.state.octets += taken.length;
    this.buffer += taken.toString('latin1');
    this.consume();
    if (this.state.octets >= limit) this.socket.destroy();
  }

  private consume(): void {
    for (;;) {
      if (this.inBody && this.buffer.startsWith('.\r\n')) {
        this.buffer = this.buffer.slice(3);
        this.inBody = false;
        this.answer('BODY');
        continue;
      }
      const end = this.buffer.indexOf(this.inBody ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const text = this.buffer.slice(0, end);
      this.buffer = this.buffer.slice(end + (this.inBody ? 5 : 2));
      if (this.inBody) {
        this.inBody = false;
        this.state.bodies.push(text);
        this.answer('BODY');
      } else {
        this.state.lines.push(Buffer.from(text, 'latin1').toString('utf8'));
        this.command(text);
      }
    }
  }

  private command(line: string): void {
    const verb = /^[A-Za-z]+/u.exec(line)?.[0].toUpperCase() ?? '';
    const step = verb === 'HELO' ? 'EHLO' : verb;
    if (isStep(step)) this.answer(step);
    else this.answer('CHALLENGE');
  }

  private answer(step: RawStep): void {
    if (this.silent) return;
    if (this.script.hangAt === step) {
      this.silent = true;
      return;
    }
    const reply = this.replyTo(step);
    // Read on as data only once the reply is decided, and at once: a pipelining client sends nothing before it sees the 354.
    if (step === 'DATA' && /^[23]/u.test(reply)) this.inBody = true;
    this.answers = this.answers.then(async () => {
      if (this.script.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, this.script.delayMs));
      // Soon, not at once: earlier answers have to arrive first.
      if (this.script.dropAt === step) return this.socket.destroySoon();
      this.socket.write(`${reply}\r\n`);
      if (step === 'QUIT') this.socket.end();
      if (step === 'STARTTLS' && reply.startsWith('220')) this.upgrade(() => undefined);
    });
  }

  private replyTo(step: RawStep): string {
    if (step === 'CHALLENGE' && this.script.replies?.CHALLENGE === undefined) return this.replyTo('AUTH');
    const scripted = this.script.replies?.[step];
    if (typeof scripted === 'string') return scripted;
    if (scripted) {
      const used = this.state.used.get(step) ?? 0;
      this.state.used.set(step, used + 1);
      return scripted[Math.min(used, scripted.length - 1)] ?? '';
    }
    if (step === 'EHLO') return ehloReply(this.script, this.secure);
    return step === 'TLS' || step === 'CHALLENGE' ? '' : usualReplies[step];
  }

  private upgrade(whenSecure: () => void): void {
    // Reads on all the same: a connection that is not read never learns that the client left.
    if (this.script.hangAt === 'TLS' || !this.context) return void this.socket.resume();
    if (this.script.dropAt === 'TLS') return void this.socket.destroy();
    this.socket.removeAllListeners('data');
    this.buffer = '';
    const secure = new TLSSocket(this.socket, { isServer: true, secureContext: this.context });
    secure.on('error', () => undefined);
    secure.once('secure', () => {
      this.secure = true;
      if (secure.isSessionReused()) this.state.resumed += 1;
      whenSecure();
    });
    this.socket = secure;
    this.read(secure);
  }
}

function isStep(verb: string): verb is RawStep {
  return ['EHLO', 'STARTTLS', 'AUTH', 'MAIL', 'RCPT', 'DATA', 'RSET', 'QUIT'].includes(verb);
}

function ehloReply(script: RawServerScript, secure: boolean): string {
  const extensions = [...(script.extensions ?? ['PIPELINING', '8BITMIME', 'AUTH PLAIN LOGIN'])];
  if (script.certificate && !script.implicitTls && !secure) extensions.push('STARTTLS');
  const lines = ['raw.test', ...extensions];
  return lines.map((line, index) => `250${index === lines.length - 1 ? ' ' : '-'}${line}`).join('\r\n');
}

function secureContextOf(script: RawServerScript, certificate: Certificate): SecureContext {
  const maxVersion = script.maxTlsVersion;
  const old = maxVersion === 'TLSv1' || maxVersion === 'TLSv1.1' ? { minVersion: 'TLSv1' as const, ciphers: 'DEFAULT:@SECLEVEL=0' } : {};
  return createSecureContext({ key: certificate.key, cert: certificate.cert, ...(maxVersion ? { maxVersion } : {}), ...old });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
