import { isFailure, SmtpFailure, type Failure, type RecipientResult, type Reply, type SendResult, type StageReport } from '@posthorn/smtp';
import type { ClaimedMessage } from './claimed-message.ts';
import { DraftFailure, isTokenWait, withoutToken, type DraftedMail, type Preparation, type Submission } from './mail-source.ts';
import type { AttemptResult } from './queue.ts';
import { isTokenRefusal, type RefusedTokens } from './refused-tokens.ts';
import type { KeptSession, SessionKeeper, SessionUser } from './session-keeper.ts';
import { AttemptTranscript } from './transcript.ts';
import { accepted, isOneTooMany, oneTooMany, tryOf, verdictOn, type ProfileSignal } from './verdict.ts';

/** The marker was refused: another worker holds the lease of at least one message now, and so the message. */
export class FencedOff extends Error {}

/** The draft failed for a reason the catalogue doesn't know: a fault of ours. A person looks at it; the message is not lost. */
const brokenDraft: Failure = {
  class: 'MESSAGE',
  stage: 'DATA',
  reply: null,
  retry: 'HOLD',
  sentence: 'Posthorn could not build this mail. The worker’s log says why.',
  fix: null,
};

export interface DeliveryTools {
  sessions: SessionKeeper;
  /** Commits the marker for all of them; rejects with FencedOff where one is not ours any more: then none may be sent. */
  mark: (messages: readonly ClaimedMessage[]) => Promise<void>;
  onError: (error: unknown, message: ClaimedMessage) => void;
  /** What to do about a token that the server refused. Without: it is a login that failed. */
  refusedTokens?: RefusedTokens;
}

/** One SMTP transaction: messages of one mail, from the claim to what will be written about each. */
export class Delivery {
  /** At least one, all of one mail and profile. */
  readonly messages: readonly ClaimedMessage[];
  private readonly tools: DeliveryTools;
  private readonly timings: Record<string, number> = {};
  private transcript: AttemptTranscript | null = null;
  private readonly random = Math.random();
  private stop: () => void = () => undefined;
  private aborted = false;
  /** From here on the server may have the message. */
  marked = false;

  constructor(messages: readonly ClaimedMessage[], tools: DeliveryTools) {
    this.messages = messages;
    this.tools = tools;
  }

  /** Any of them: lane, profile and mail are the same for all. */
  get first(): ClaimedMessage {
    return this.messages[0] as ClaimedMessage;
  }

  /** Ends a delivery that was not marked yet; a marked one runs to its end. */
  abort(): void {
    if (this.marked) return;
    this.aborted = true;
    this.stop();
  }

  /** One result per message; none where nothing may be written: fenced off or aborted. Never rejects. */
  async run({ submission, drafts }: Preparation): Promise<AttemptResult[]> {
    try {
      if (isTokenWait(submission)) return this.failed(withoutToken(`No access token came in time. ${submission.why}`, 'RETRY'), false);
      if (isFailure(submission)) return this.failed(submission, false);
      const draft = drafts.get(this.first.mailId);
      if (!draft) return this.failed(brokenDraft, false, 'NONE');
      return await this.sendOnce(submission, await draft());
    } catch (error) {
      if (error instanceof FencedOff || (this.aborted && !this.marked)) return [];
      if (error instanceof SmtpFailure) return this.failed(error.failure, error.dataStarted);
      if (error instanceof DraftFailure) return this.failed(error.failure, false, 'NONE');
      this.tools.onError(error, this.first);
      // Before the marker the lease ends and the message is tried again; a broken draft would only break again.
      return this.marked ? [] : this.failed(brokenDraft, false, 'NONE');
    }
  }

  private async sendOnce(submission: Submission, mail: DraftedMail): Promise<AttemptResult[]> {
    const debugging = submission.debugUntil !== null && submission.debugUntil > new Date();
    if (debugging) this.transcript = new AttemptTranscript();
    try {
      return await this.send(submission, mail);
    } catch (error) {
      const { refusedTokens } = this.tools;
      if (!refusedTokens || !isTokenRefusal(submission, error)) throw error;
      return await this.sendWithFreshToken(submission, mail, error.failure, refusedTokens);
    }
  }

  /** The server refused the token, so that nothing was sent: one forced refresh, and one more try. */
  private async sendWithFreshToken(
    refused: Submission,
    mail: DraftedMail,
    failure: Failure,
    tokens: RefusedTokens,
  ): Promise<AttemptResult[]> {
    const told = async <T>(asking: Promise<T>): Promise<T> =>
      asking.catch((error: unknown) => {
        // A fault of ours while looking into it: the refusal itself stands.
        this.tools.onError(error, this.first);
        throw new SmtpFailure(failure);
      });
    const { submission, tried } = await told(tokens.renew(refused));
    if (!submission) throw new SmtpFailure(await told(tokens.judge(refused, failure, tried)));
    try {
      return await this.transact(await this.session(submission, true), submission, mail);
    } catch (error) {
      if (!isTokenRefusal(submission, error)) throw error;
      throw new SmtpFailure(await told(tokens.judge(submission, error.failure, tried)));
    }
  }

  private async send(submission: Submission, mail: DraftedMail): Promise<AttemptResult[]> {
    const kept = await this.session(submission, false);
    try {
      return await this.transact(kept, submission, mail);
    } catch (error) {
      if (!kept.reused || !endedBeforeTheMessage(error)) throw error;
      // The server had closed the waiting session: that says nothing about this message.
      return await this.transact(await this.session(submission, true), submission, mail);
    }
  }

  private async session(submission: Submission, fresh: boolean): Promise<KeptSession> {
    const { transcript } = this;
    const user: SessionUser = {
      onOpening: (abort) => {
        this.stop = abort;
      },
      onStage: ({ stage, durationMs }: StageReport) => {
        // EHLO runs twice with STARTTLS; a skipped stage took no time.
        if (durationMs !== null) this.timings[stage] = Math.round((this.timings[stage] ?? 0) + durationMs);
      },
      ...(transcript ? { onTranscript: (line) => transcript.add(line) } : {}),
    };
    const kept = await this.tools.sessions.acquire(submission, user, fresh);
    this.stop = kept.abort;
    if (this.aborted) {
      kept.session.close();
      throw new FencedOff();
    }
    return kept;
  }

  private async transact(kept: KeptSession, submission: Submission, mail: DraftedMail): Promise<AttemptResult[]> {
    try {
      const beforeData = async (): Promise<void> => {
        await this.tools.mark(this.messages);
        if (this.aborted) throw new FencedOff();
        this.marked = true;
      };
      const to = this.messages.map(({ recipient }) => recipient);
      const result = await kept.session.send({ ...mail, from: mail.from ?? submission.from, to, beforeData });
      return this.resultsOf(result);
    } finally {
      this.tools.sessions.release(kept);
    }
  }

  private resultsOf({ reply, queueId, recipients }: SendResult): AttemptResult[] {
    const someAccepted = recipients.some(({ failure }) => failure === null);
    return this.messages.map((message, index) => {
      const { failure = null } = recipients[index] as RecipientResult;
      if (failure && someAccepted && isOneTooMany(failure)) {
        const { class: failureClass, stage } = failure;
        return { ...this.held(message), ...oneTooMany, failureClass, reply: textOf(failure.reply), queueId: null, stage };
      }
      if (failure) return this.failedOne(message, failure, false);
      return { ...this.held(message), ...accepted, failureClass: null, sentence: null, reply: textOf(reply), queueId, stage: null };
    });
  }

  /** The whole transaction failed, once: only the first message's result speaks of the profile. */
  private failed(failure: Failure, dataStarted: boolean, signal?: ProfileSignal): AttemptResult[] {
    return this.messages.map((message, index) => this.failedOne(message, failure, dataStarted, index === 0 ? signal : 'NONE'));
  }

  private failedOne(message: ClaimedMessage, failure: Failure, dataStarted: boolean, signal?: ProfileSignal): AttemptResult {
    // One roll for all, so that messages of one mail come back together.
    const verdict = tryOf(
      verdictOn(failure, dataStarted, message, () => this.random),
      message,
    );
    const unknown = verdict.outcome === 'UNKNOWN';
    const sentences = [failure.sentence, unknown ? 'Whether the message arrived is unknown.' : null, verdict.sentence];
    return {
      ...this.held(message),
      ...verdict,
      signal: signal ?? verdict.signal,
      failureClass: unknown ? 'UNKNOWN' : failure.class,
      sentence: sentences.filter((sentence) => sentence !== null).join(' '),
      reply: textOf(failure.reply),
      queueId: null,
      stage: failure.stage,
    };
  }

  private held({ id, fence, profileId }: ClaimedMessage): Pick<AttemptResult, 'id' | 'fence' | 'profileId' | 'timings' | 'transcript'> {
    return { id, fence, profileId, timings: this.timings, transcript: this.transcript?.text ?? null };
  }
}

const textOf = (reply: Reply | null): string | null => (reply && reply.text !== '' ? reply.text : null);

/** The connection went away, or the server sent us off, before a byte of the message: worth a new session at once. */
function endedBeforeTheMessage(error: unknown): boolean {
  if (!(error instanceof SmtpFailure) || error.dataStarted) return false;
  const { class: failureClass, reply } = error.failure;
  return reply?.code === 421 || (reply === null && failureClass === 'CONNECT');
}
