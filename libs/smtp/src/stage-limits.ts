import type { Stage, SubmissionSettings } from './types.ts';

/** The reply to a whole message may take longer than other replies: at the default of 10 s a minute. RFC 5321 section 4.5.3.2.6 would wait ten. */
const finalReplyFactor = 6;

/** Milliseconds, all of them set. */
export interface StageLimits {
  dnsMs: number;
  connectMs: number;
  greetingMs: number;
  commandMs: number;
  /** The reply to DATA, and each pause within the message. */
  dataMs: number;
  finalReplyMs: number;
}

export function limitsOf({ timeoutMs, timeouts }: SubmissionSettings): StageLimits {
  return {
    dnsMs: timeouts?.dnsMs ?? timeoutMs,
    connectMs: timeouts?.connectMs ?? timeoutMs,
    greetingMs: timeouts?.greetingMs ?? timeoutMs,
    commandMs: timeouts?.commandMs ?? timeoutMs,
    dataMs: timeouts?.dataMs ?? timeoutMs,
    finalReplyMs: timeouts?.dataMs ?? timeoutMs * finalReplyFactor,
  };
}

/** For the stages of the dialogue; DNS, CONNECT and PROXY keep their time themselves. */
export function limitOf(limits: StageLimits, stage: Stage): number {
  if (stage === 'GREETING') return limits.greetingMs;
  return stage === 'DATA' ? limits.dataMs : limits.commandMs;
}
