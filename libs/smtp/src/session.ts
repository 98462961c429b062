import { isAscii } from 'node:buffer';
import { explain } from './catalogue.ts';
import { Cause, causeOf } from './cause.ts';
import { Conversation } from './conversation.ts';
import { envelopeAddress } from './mailbox-names.ts';
import { MarkedMessage } from './marked-message.ts';
import { isRefusal, queueIdOf } from './reply.ts';
import { signIn } from './sign-in.ts';
import { areReadableAuthorities } from './tls-options.ts';
import {
  SmtpFailure,
  type Mail,
  type RecipientResult,
  type Reply,
  type SendResult,
  type SessionOptions,
  type SmtpSession,
  type SubmissionSettings,
  type Timings,
} from './types.ts';

/**
 * Connects, secures, greets and signs in.
 *
 * @throws SmtpFailure naming the stage that failed; nothing is left open
 */
export async function openSession(settings: SubmissionSettings, options: SessionOptions): Promise<SmtpSession> {
  return (await openConversation(settings, options)).session;
}

/** The session together with the conversation beneath it, for the check that stops before DATA. */
export async function openConversation(
  settings: SubmissionSettings,
  options: SessionOptions,
): Promise<{ session: SmtpSession; conversation: Conversation }> {
  const conversation = new Conversation(settings, options);
  try {
    if (settings.ca !== undefined && !areReadableAuthorities(settings.ca)) throw conversation.fail(new Cause('BAD_CA'), { stage: 'TLS' });
    const address = await conversation.dial();
    if (settings.security === 'TLS') await conversation.secureAtOnce();
    await conversation.greet();
    skipUnused(conversation);
    await signIn(conversation, options, address);
  } catch (error) {
    const failure = error instanceof SmtpFailure ? error : conversation.fail(error);
    conversation.destroy();
    throw failure;
  }
  return { session: new Session(conversation), conversation };
}

function skipUnused({ settings, tls, clock }: Conversation): void {
  if (settings.security === 'TLS') clock.skip('STARTTLS');
  else if (!tls) clock.skip('STARTTLS', 'TLS');
}

function measured(raw: Mail['raw']): { size: number; use8BitMime: boolean } {
  return Buffer.isBuffer(raw) ? { size: raw.length, use8BitMime: !isAscii(raw) } : { size: raw.octets, use8BitMime: !raw.ascii };
}

const isAsciiText = (text: string): boolean => isAscii(Buffer.from(text));

interface Addressed {
  recipient: string;
  wire: string | null;
  cause: Cause | null;
}

class Session implements SmtpSession {
  readonly timings: Timings;
  private readonly conversation: Conversation;
  private busy = false;
  private transactionOpen = false;

  constructor(conversation: Conversation) {
    this.conversation = conversation;
    this.timings = conversation.clock.timings;
  }

  get usable(): boolean {
    return !this.conversation.closed;
  }

  get tlsSession(): Buffer | undefined {
    return this.conversation.tlsSession;
  }

  get tls(): { version: string; cipher: string } | null {
    return this.conversation.tls;
  }

  close(): void {
    this.conversation.quit();
  }

  async send(mail: Mail): Promise<SendResult> {
    if (this.busy) throw new Error('a session sends one mail at a time');
    this.busy = true;
    this.conversation.clock.timings = {};
    try {
      return await this.sendOne(mail);
    } finally {
      this.busy = false;
    }
  }

  private async sendOne(mail: Mail): Promise<SendResult> {
    const { clock } = this.conversation;
    if (!this.usable) throw this.conversation.fail(new Cause('DROPPED', 'the session is closed'), { stage: 'MAIL' });
    const from = mail.from === '' ? { recipient: '', wire: '', cause: null } : this.address(mail.from);
    if (from.cause) throw this.conversation.fail(from.cause, { stage: 'MAIL' });
    const recipients = mail.to.map((recipient) => this.address(recipient));
    const sendable = recipients.flatMap(({ wire }) => wire ?? []);
    if (sendable.length === 0) return { reply: null, queueId: null, recipients: this.results(recipients), timings: clock.timings };
    const reply = await this.transact(from.wire ?? '', sendable, mail);
    return { reply, queueId: reply && queueIdOf(reply), recipients: this.results(recipients), timings: clock.timings };
  }

  /** The reply to the message, or null where every recipient was refused by a reply of its own. */
  private async transact(from: string, to: string[], mail: Mail): Promise<Reply | null> {
    const { clock, dialogue, limits } = this.conversation;
    const raw = [from, ...to].every(isAsciiText) ? (mail.rawInAscii ?? mail.raw) : mail.raw;
    const message = new MarkedMessage(raw, mail.beforeData, (event) => {
      clock.allow({ MARKING: null, READING: null, SENDING: limits.dataMs, SENT: limits.finalReplyMs }[event]);
    });
    try {
      dialogue.beginTransaction();
      await this.reset();
      this.transactionOpen = true;
      const envelope = { from, to, ...measured(raw) };
      const info = await this.conversation.run<{ response: string }>((done, connection) => connection.send(envelope, message, done));
      if (!message.finished) throw new Cause('NOT_SMTP', 'a reply to the message before its end');
      this.transactionOpen = false;
      clock.pass();
      return this.conversation.hear(info.response);
    } catch (error) {
      return await this.afterRefusal(error, message);
    }
  }

  /** Sorts out a failed transaction: what it says of the session, and whose fault it was. */
  private async afterRefusal(error: unknown, message: MarkedMessage): Promise<null> {
    const { dialogue, clock } = this.conversation;
    const { mail, recipients } = dialogue.transaction;
    const cause = causeOf(error);
    const refused = cause.reply !== null && isRefusal(cause.reply);
    // A refusal in the middle of the message leaves the connection in the middle of the message.
    const betweenMessages = !message.begun || (message.finished && this.conversation.flushed);
    const inStep = refused && betweenMessages && cause.reply?.code !== 421;
    if (!inStep) this.conversation.destroy();
    message.destroy();
    // The caller must not learn of the failure while its marker is still being written: it would overtake its own write.
    await message.marked;
    if (message.refusal) {
      clock.fail(message.started ? 'the message broke off on our side' : 'stopped before the message was sent', null);
      throw message.refusal.error;
    }
    if (mail && isRefusal(mail)) throw this.conversation.fail(new Cause('REFUSED', '', mail), { stage: 'MAIL' });
    if (inStep && recipients.length > 0 && recipients.every(isRefusal)) {
      clock.fail('every recipient was refused', recipients.at(-1) ?? null);
      return null;
    }
    // Before its first command it is in no stage yet; it is the mail's failure all the same.
    throw this.conversation.fail(cause, { stage: clock.stage ?? 'MAIL', dataStarted: message.started });
  }

  /** A transaction that failed halfway would make the next MAIL a "nested MAIL command". */
  private async reset(): Promise<void> {
    if (!this.transactionOpen) return;
    await this.conversation.run<boolean>((done, connection) => connection.reset(done));
    this.transactionOpen = false;
  }

  private address(recipient: string): Addressed {
    const address = envelopeAddress(recipient);
    if (!address) return { recipient, wire: null, cause: new Cause('BAD_ADDRESS') };
    if (address.needsUtf8 && !this.conversation.dialogue.offers('SMTPUTF8'))
      return { recipient, wire: null, cause: new Cause('NO_SMTPUTF8') };
    return { recipient, wire: address.wire, cause: null };
  }

  private results(recipients: Addressed[]): RecipientResult[] {
    const replies = this.conversation.dialogue.transaction.recipients.values();
    return recipients.map(({ recipient, cause }) => {
      const reply = cause ? null : (replies.next().value ?? null);
      const accepted = reply !== null && !isRefusal(reply);
      const failure = accepted ? null : this.explainRecipient(cause ?? new Cause('REFUSED', '', reply));
      return { recipient, accepted, reply: reply ?? { code: 0, enhanced: null, text: '' }, failure };
    });
  }

  private explainRecipient(cause: Cause): SmtpFailure['failure'] {
    const { settings } = this.conversation;
    return explain({ stage: 'RCPT', reply: cause.reply, cause, settings, dataStarted: false });
  }
}
