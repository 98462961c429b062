import type { ClaimedMessage } from '../../src/delivery/claimed-message.ts';
import type { AttemptResult } from '../../src/delivery/queue.ts';
import { accepted } from '../../src/delivery/verdict.ts';

/** What a worker would write of claimed messages; accepted unless `result` says otherwise. */
export function resultsOf(messages: readonly ClaimedMessage[], result: Partial<AttemptResult> = {}): AttemptResult[] {
  return messages.map(({ id, fence, profileId }) => ({
    ...accepted,
    failureClass: null,
    sentence: null,
    reply: null,
    queueId: null,
    stage: null,
    timings: {},
    transcript: null,
    ...result,
    id,
    fence,
    profileId,
  }));
}

export const unreachable: Partial<AttemptResult> = {
  state: 'DEFERRED',
  outcome: 'DEFERRED',
  delayMs: 60_000,
  signal: 'CIRCUIT',
  failureClass: 'CONNECT',
};
