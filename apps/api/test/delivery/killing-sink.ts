import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

export type KillPlan =
  /** After this many octets of SMTP, counted over all connections; what came with them in one packet counts as never sent. */
  | { afterOctets: number }
  /** When a message is complete and taken, before the answer. */
  | { afterDot: true };

interface Session {
  buffer: string;
  inBody: boolean;
  pid: number;
  dead: boolean;
  recipients: string[];
}

/** An SMTP server that keeps what it accepted and, when its plan says so, kills the process that is talking to it. */
export class KillingSink {
  /** Message-ID and recipient, with a blank between, as they were taken, each as often as it came. */
  readonly taken: string[] = [];
  /** How many messages it took from each process. */
  readonly takenFrom = new Map<number, number>();
  kills = 0;
  private plan: KillPlan | null = null;
  private octets = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server = createServer((socket) => this.talk(socket));
  private onKilled: (pid: number) => void = () => undefined;

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** The pid of the process that was killed, once the plan came true. */
  killBy(plan: KillPlan): Promise<number> {
    this.octets = 0;
    this.plan = plan;
    return new Promise((resolve) => (this.onKilled = resolve));
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private talk(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => this.sockets.delete(socket));
    const session: Session = { buffer: '', inBody: false, pid: 0, dead: false, recipients: [] };
    socket.on('data', (chunk) => {
      for (const octet of chunk.toString('latin1')) {
        if (session.dead) return;
        session.buffer += octet;
        this.octets += 1;
        this.consume(session, socket);
        if (this.plan && 'afterOctets' in this.plan && this.octets >= this.plan.afterOctets && session.pid > 0) this.kill(session, socket);
      }
    });
    socket.write('220 sink.spec.test ESMTP\r\n');
  }

  private consume(session: Session, socket: Socket): void {
    const end = session.inBody ? '\r\n.\r\n' : '\r\n';
    if (!session.buffer.endsWith(end)) return;
    const text = session.buffer.slice(0, -end.length);
    session.buffer = '';
    if (session.inBody) {
      session.inBody = false;
      const messageId = /^Message-ID: <(.+)>/im.exec(text)?.[1] ?? 'none';
      this.takenFrom.set(session.pid, (this.takenFrom.get(session.pid) ?? 0) + 1);
      this.taken.push(...session.recipients.map((recipient) => `${messageId} ${recipient}`));
      if (this.plan && 'afterDot' in this.plan) return this.kill(session, socket);
      socket.write('250 2.0.0 Ok: queued as SINK\r\n');
      return;
    }
    const helo = /^EHLO worker-(\d+)/.exec(text);
    if (helo) session.pid = Number(helo[1]);
    if (text.startsWith('MAIL')) session.recipients = [];
    const recipient = /^RCPT TO:<(.+?)>/.exec(text)?.[1];
    if (recipient) session.recipients.push(recipient);
    session.inBody = text.startsWith('DATA');
    socket.write(session.inBody ? '354 Go on\r\n' : helo ? '250-sink.spec.test\r\n250 PIPELINING\r\n' : '250 2.0.0 Ok\r\n');
  }

  private kill(session: Session, socket: Socket): void {
    this.plan = null;
    this.kills += 1;
    session.dead = true;
    process.kill(session.pid, 'SIGKILL');
    socket.destroy();
    this.onKilled(session.pid);
  }
}
