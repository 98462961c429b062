import { SmtpFailure, type Failure, type Reply, type SendResult, type StageReport } from '@posthorn/smtp';
import type { ClaimedMessage } from './claimed-message.ts';
import { DraftFailure, isFailure, type Preparation, type Submission } from './mail-source.ts';
import type { AttemptResult } from './queue.ts';
import type { KeptSession, SessionKeeper } from './session-keeper.ts';
import { accepted, verdictOn } from './verdict.ts';

/** The marker was refused: the lease is somebody else's now, and so is the message. */
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
  /** Commits the marker; rejects with FencedOff where the message is not ours any more. */
  mark: (message: ClaimedMessage) => Promise<void>;
  onError: (error: unknown, message: ClaimedMessage) => void;
}

/** One try of one message: from the claim to what will be written about it. */
export class Delivery {
  readonly message: ClaimedMessage;
  private readonly tools: DeliveryTools;
  private readonly timings: Record<string, number> = {};
  private stop: () => void = () => undefined;
  private aborted = false;
  /** From here on the server may have the message. */
  marked = false;

  constructor(message: ClaimedMessage, tools: DeliveryTools) {
    this.message = message;
    this.tools = tools;
  }

  /** Ends a delivery that was not marked yet; a marked one runs to its end. */
  abort(): void {
    if (this.marked) return;
    this.aborted = true;
    this.stop();
  }

  /** Null where nothing may be written: fenced off or aborted. Never rejects. */
  async run({ submission, drafts }: Preparation): Promise<AttemptResult | null> {
    try {
      if (isFailure(submission)) return this.failed(submission, false);
      const draft = drafts.get(this.message.id);
      if (!draft) return this.failed(brokenDraft, false);
      return await this.send(submission, await draft());
    } catch (error) {
      if (error instanceof FencedOff || (this.aborted && !this.marked)) return null;
      if (error instanceof SmtpFailure) return this.failed(error.failure, error.dataStarted);
      if (error instanceof DraftFailure) return this.failed(error.failure, false);
      this.tools.onError(error, this.message);
      // Before the marker the lease ends by itself and the message is tried again; a broken draft would only break again.
      return this.marked ? null : this.failed(brokenDraft, false);
    }
  }

  private async send(submission: Submission, raw: Buffer): Promise<AttemptResult> {
    const kept = await this.session(submission, false);
    try {
      return await this.transact(kept, submission, raw);
    } catch (error) {
      if (!kept.reused || !endedBeforeTheMessage(error)) throw error;
      // The server had closed the waiting session: that says nothing about this message.
      return await this.transact(await this.session(submission, true), submission, raw);
    }
  }

  private async session(submission: Submission, fresh: boolean): Promise<KeptSession> {
    const onOpening = (abort: () => void): void => {
      this.stop = abort;
    };
    const onStage = ({ stage, durationMs }: StageReport): void => {
      // EHLO runs twice with STARTTLS; a skipped stage took no time.
      if (durationMs !== null) this.timings[stage] = Math.round((this.timings[stage] ?? 0) + durationMs);
    };
    const kept = await this.tools.sessions.acquire(submission, { onOpening, onStage }, fresh);
    this.stop = kept.abort;
    if (this.aborted) {
      kept.session.close();
      throw new FencedOff();
    }
    return kept;
  }

  private async transact(kept: KeptSession, submission: Submission, raw: Buffer): Promise<AttemptResult> {
    try {
      const beforeData = async (): Promise<void> => {
        await this.tools.mark(this.message);
        if (this.aborted) throw new FencedOff();
        this.marked = true;
      };
      const result = await kept.session.send({ from: submission.from, to: [this.message.recipient], raw, beforeData });
      return this.resultOf(result);
    } finally {
      this.tools.sessions.release(kept);
    }
  }

  private resultOf({ reply, queueId, recipients }: SendResult): AttemptResult {
    const failure = recipients[0]?.failure;
    if (failure) return this.failed(failure, false);
    return { ...this.held(), ...accepted, failureClass: null, sentence: null, reply: textOf(reply), queueId, stage: null };
  }

  private failed(failure: Failure, dataStarted: boolean): AttemptResult {
    const verdict = verdictOn(failure, dataStarted, this.message);
    const unknown = verdict.outcome === 'UNKNOWN';
    return {
      ...this.held(),
      ...verdict,
      failureClass: unknown ? 'UNKNOWN' : failure.class,
      sentence: unknown ? `${failure.sentence} Whether the message arrived is unknown.` : failure.sentence,
      reply: textOf(failure.reply),
      queueId: null,
      stage: failure.stage,
    };
  }

  private held(): Pick<AttemptResult, 'id' | 'fence' | 'profileId' | 'timings'> {
    const { id, fence, profileId } = this.message;
    return { id, fence, profileId, timings: this.timings };
  }
}

const textOf = (reply: Reply | null): string | null => (reply && reply.text !== '' ? reply.text : null);

/** The connection went away, or the server sent us off, before a byte of the message: worth a new session at once. */
function endedBeforeTheMessage(error: unknown): boolean {
  if (!(error instanceof SmtpFailure) || error.dataStarted) return false;
  const { class: failureClass, reply } = error.failure;
  return reply?.code === 421 || (reply === null && failureClass === 'CONNECT');
}
