import { cutTo, isRefusal, printable } from './reply.ts';
import type { StageClock } from './stage-clock.ts';
import { limitOf, type StageLimits } from './stage-limits.ts';
import type { Transcript } from './transcript.ts';
import type { Reply, Stage } from './types.ts';

/** A server has some fifteen; nobody reads more than these. */
const maxCapabilities = 100;
/** The longest reply line of RFC 5321 section 4.5.3.1.5, in octets. */
const maxCapability = 512;

/** Replies of one transaction, as they came. */
export interface TransactionReplies {
  mail: Reply | null;
  /** In the order of the RCPT commands. */
  recipients: Reply[];
}

export interface DialogueEvents {
  /** A STARTTLS upgrade is done; the next command has not left yet. */
  secured(): void;
  /** The greeting is none of a mail server, though SMTPConnection may take it for one; EHLO has not left yet. */
  greetedByStranger(): void;
}

/**
 * What client and server say to each other, read from the transaction log of nodemailer's SMTPConnection: the only view it
 * offers of single commands and replies. Commands may be pipelined, so a stage runs from when its command is the oldest
 * unanswered one.
 */
export class Dialogue {
  private readonly clock: StageClock;
  private readonly limits: StageLimits;
  private readonly transcript: Transcript;
  /** The stage of each command still to be answered. */
  private awaited: Stage[] = [];
  /** Stage of whatever is sent next, where the command itself doesn't tell or is masked. */
  private forced: Stage | null = null;
  /** The command itself, where SMTPConnection takes it for a secret. */
  private forcedLine: string | null = null;
  transaction: TransactionReplies = { mail: null, recipients: [] };
  lastReply: Reply | null = null;
  /** Lines of the EHLO reply in force after its first, in capitals: `AUTH PLAIN LOGIN`, `SIZE 10485760`. */
  extensions: string[] = [];

  private readonly events: DialogueEvents;
  private readonly hear: (text: string) => Reply;

  /** `hear` makes a reply of what the server said. */
  constructor(clock: StageClock, limits: StageLimits, transcript: Transcript, hear: (text: string) => Reply, events: DialogueEvents) {
    this.clock = clock;
    this.limits = limits;
    this.transcript = transcript;
    this.hear = hear;
    this.events = events;
  }

  /** The `logger` option of SMTPConnection. */
  readonly log = (entry: unknown, message: unknown): void => {
    const direction = typeof entry === 'object' && entry !== null && 'tnx' in entry ? entry.tnx : null;
    if (direction === 'client') this.onCommand(String(message));
    else if (direction === 'server') this.onReply(String(message));
  };

  expectGreeting(): void {
    this.awaited = ['GREETING'];
    this.clock.begin('GREETING', this.limits.greetingMs);
  }

  /** All commands until `force(null)` belong to this stage. */
  force(stage: Stage | null, line: string | null = null): void {
    this.forced = stage;
    this.forcedLine = line;
  }

  beginTransaction(): void {
    this.transaction = { mail: null, recipients: [] };
    this.transcript.mailBegins();
  }

  offers(extension: string): boolean {
    return this.extensions.some((line) => line === extension || line.startsWith(`${extension} `));
  }

  private onCommand(line: string): void {
    // The lone dot ends the data that the reply to DATA already announced a second reply for.
    if (line === '.' || /^QUIT\b/iu.test(line)) {
      this.transcript.client(line, 'DATA');
      return;
    }
    if (this.clock.stage === 'TLS') this.events.secured();
    const stage = this.forced ?? stageOf(line);
    this.transcript.client(this.forcedLine ?? line, stage);
    this.awaited.push(stage);
    const [oldest] = this.awaited;
    if (this.awaited.length === 1 && oldest) this.enter(oldest);
  }

  private onReply(text: string): void {
    const reply = this.hear(text);
    const stage = this.awaited.shift() ?? null;
    this.transcript.server(text);
    this.lastReply = reply;
    if (stage === 'GREETING' && reply.code === 0) this.events.greetedByStranger();
    if (stage === 'EHLO') this.noteCapabilities(reply.code === 250 ? capabilitiesIn(text) : []);
    if (stage === 'MAIL') this.transaction.mail = reply;
    if (stage === 'RCPT') this.transaction.recipients.push(reply);
    // Any positive reply: SMTPConnection upgrades on each of them, and a handshake without a clock could hang for good.
    if (stage === 'STARTTLS' && reply.code >= 200 && reply.code < 300) {
      this.clock.begin('TLS', this.limits.commandMs);
      return;
    }
    // The message is on its way now, and one more reply with it. Whoever feeds the message sets the clock.
    if (stage === 'DATA' && reply.code >= 200 && reply.code < 400 && !this.dataAnnounced) this.announceData();
    else if (stage === 'DATA') this.dataAnnounced = false;
    this.advance();
  }

  private dataAnnounced = false;

  private announceData(): void {
    this.dataAnnounced = true;
    this.awaited.push('DATA');
    this.transcript.messageFollows();
  }

  private noteCapabilities(lines: string[]): void {
    this.extensions = lines.map((line) => line.toUpperCase());
    this.clock.note({ capabilities: lines.slice(0, maxCapabilities).map((line) => cutTo(maxCapability, printable(line))) });
  }

  private advance(): void {
    const [oldest] = this.awaited;
    if (!oldest) {
      this.clock.allow(null);
    } else if (this.isRefused()) {
      // What was pipelined after the refusal is still answered, but the failure stays where it happened.
      this.clock.allow(this.limits.commandMs);
    } else {
      this.enter(oldest);
    }
  }

  private enter(stage: Stage): void {
    if (this.clock.stage === 'RCPT' && stage !== 'RCPT') this.passRecipients();
    this.clock.begin(stage, limitOf(this.limits, stage));
  }

  private isRefused(): boolean {
    const { mail, recipients } = this.transaction;
    if (mail && isRefusal(mail)) return true;
    return recipients.length > 0 && !this.awaited.includes('RCPT') && recipients.every(isRefusal);
  }

  private passRecipients(): void {
    const { recipients } = this.transaction;
    const refused = recipients.filter(isRefusal).length;
    this.clock.pass(refused > 0 ? `${refused} of ${recipients.length} recipients refused` : null);
  }
}

/** RSET only ever clears the way for the next MAIL. */
function stageOf(line: string): Stage {
  const verb = /^[a-z]+/iu.exec(line)?.[0].toUpperCase();
  if (verb === 'EHLO' || verb === 'HELO') return 'EHLO';
  if (verb === 'STARTTLS' || verb === 'MAIL' || verb === 'RCPT' || verb === 'DATA') return verb;
  return verb === 'RSET' ? 'MAIL' : 'AUTH';
}

function capabilitiesIn(text: string): string[] {
  return text
    .split(/\r?\n/u)
    .slice(1)
    .map((line) => line.slice(4).trim());
}
