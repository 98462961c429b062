import type { AttemptOutcome, Lane, MessageState } from '@posthorn/database';
import type { Failure, FailureClass } from '@posthorn/smtp';

/** What an attempt says of its profile; see app.write_results. */
export type ProfileSignal = 'SUCCESS' | 'NEUTRAL' | 'CIRCUIT' | 'TIMEOUT' | 'HOLD' | 'PARK' | 'TOKEN' | 'NONE';

export interface Verdict {
  state: Extract<MessageState, 'ACCEPTED' | 'DEFERRED' | 'REJECTED' | 'PARKED' | 'HELD'>;
  outcome: AttemptOutcome;
  /** Until the next try; null where none is planned. */
  delayMs: number | null;
  signal: ProfileSignal;
}

export interface AttemptCounts {
  lane: Lane;
  attemptCount: number;
  unknownCount: number;
  /** Tries it gets in all; null: until its life ends. */
  maxAttempts: number | null;
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const maxDelayMs: Record<Lane, number> = { ACCOUNT: 5 * minute, ALARM: 5 * minute, BULK: hour };

/** UNKNOWN is sent again at most this often. */
const unknownRepeats = 2;

/** 5 s, doubled with each try before, at most 5 minutes (BULK an hour), give or take a fifth. `random` in [0, 1). */
export function retryDelayMs(lane: Lane, attemptCount: number, random: () => number = Math.random): number {
  const planned = Math.min(maxDelayMs[lane], 5 * second * 2 ** Math.min(attemptCount, 20));
  return Math.round(planned * (0.8 + 0.4 * random()));
}

export const accepted: Verdict = { state: 'ACCEPTED', outcome: 'ACCEPTED', delayMs: null, signal: 'SUCCESS' };

/** What becomes of a message after a failure, and what the failure says of its profile. `dataStarted`: the server may have the message. */
export function verdictOn(failure: Failure, dataStarted: boolean, message: AttemptCounts, random: () => number = Math.random): Verdict {
  const delayMs = retryDelayMs(message.lane, message.attemptCount, random);
  if (dataStarted && failure.reply === null) return unknown(failure, message, delayMs);

  const signal = signalOf(failure);
  switch (failure.retry) {
    case 'FAIL':
      return { state: 'REJECTED', outcome: 'REJECTED', delayMs: null, signal };
    case 'PARK':
      if (signal === 'PARK') return { state: 'PARKED', outcome: 'PARKED', delayMs: null, signal };
      return { state: 'DEFERRED', outcome: 'DEFERRED', delayMs, signal };
    case 'HOLD':
      return held(failure, message, signal);
    case 'RETRY':
      if (failure.class === 'RATE') return { state: 'DEFERRED', outcome: 'RATE', delayMs: Math.max(delayMs, minute), signal };
      return { state: 'DEFERRED', outcome: 'DEFERRED', delayMs, signal };
  }
}

/** A verdict with what else there is to say to the person. */
export interface ExplainedVerdict extends Verdict {
  sentence: string | null;
}

/** The verdict where the try was not the last one allowed; else the message ends, one that may have arrived with a person. */
export function tryOf(
  verdict: Verdict,
  { attemptCount, maxAttempts }: Pick<AttemptCounts, 'attemptCount' | 'maxAttempts'>,
): ExplainedVerdict {
  // For want of a token no server was asked: that is no try of the message.
  const isTry = verdict.signal !== 'TOKEN';
  if (verdict.state !== 'DEFERRED' || !isTry || maxAttempts === null || attemptCount + 1 < maxAttempts)
    return { ...verdict, sentence: null };
  const sentence = maxAttempts === 1 ? 'It was to be tried once only.' : `Its ${maxAttempts} tries are used up.`;
  return { ...verdict, state: verdict.outcome === 'UNKNOWN' ? 'HELD' : 'REJECTED', delayMs: null, sentence };
}

/** The server took others of the same transaction and answered that it takes no more at once (RFC 5321 section 4.5.3.1.10; 552 is the older code). */
export function isOneTooMany({ stage, reply }: Failure): boolean {
  if (stage !== 'RCPT' || reply === null || ![452, 552].includes(reply.code)) return false;
  return ['4.5.3', '5.5.3'].includes(reply.enhanced ?? '') || /too many recipients/i.test(reply.text);
}

/** It goes with the next transaction. That is no failure, so that it says nothing of the profile and never uses up the tries. */
export const oneTooMany: ExplainedVerdict = {
  state: 'DEFERRED',
  outcome: 'DEFERRED',
  delayMs: second,
  signal: 'NONE',
  sentence: 'The server took as many recipients as it takes at once. This one follows in a moment.',
};

function unknown(failure: Failure, { lane, unknownCount }: AttemptCounts, delayMs: number): Verdict {
  const signal = failure.class === 'TIMEOUT' ? 'TIMEOUT' : 'CIRCUIT';
  const again = lane !== 'BULK' && unknownCount < unknownRepeats;
  return { state: again ? 'DEFERRED' : 'HELD', outcome: 'UNKNOWN', delayMs: again ? delayMs : null, signal };
}

/** A quota resets by itself and account mail and alarms may not wait for a person; everything else does. */
function held(failure: Failure, { lane }: AttemptCounts, signal: ProfileSignal): Verdict {
  const outcome = failure.class === 'QUOTA' ? 'QUOTA' : 'HELD';
  if (outcome === 'HELD' || lane === 'BULK') return { state: 'HELD', outcome, delayMs: null, signal };
  return { state: 'DEFERRED', outcome, delayMs: maxDelayMs[lane], signal };
}

/** Failures to sign in that may pass by themselves: an expired token or a token service that is down looks like a wrong password. */
const mayPass: readonly FailureClass[] = ['AUTH', 'AUTH_MECH', 'AUTH_PERM'];

function signalOf({ class: failureClass, retry, stage, reply }: Failure): ProfileSignal {
  if (retry === 'PARK') return mayPass.includes(failureClass) ? 'HOLD' : 'PARK';
  // Nothing was asked of the server: neither its circuit nor its timeouts are concerned.
  if (failureClass === 'TOKEN') return 'TOKEN';
  if (failureClass === 'TIMEOUT') return 'TIMEOUT';
  if (reply?.code === 421 || reply?.enhanced === '4.7.0') return 'CIRCUIT';
  const aboutMessage = stage === 'MAIL' || stage === 'RCPT' || stage === 'DATA';
  return aboutMessage && (reply !== null || retry === 'FAIL') ? 'NEUTRAL' : 'CIRCUIT';
}
