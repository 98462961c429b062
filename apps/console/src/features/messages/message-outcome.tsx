import { RelativeTime } from '@posthorn/ui';
import type { ReactElement, ReactNode } from 'react';
import type { MessageLineFragment } from '@/generated/graphql.ts';
import { MessageStateBadge } from './message-state-badge.tsx';
import { messageStates } from './message-words.ts';

/** Nobody waits for a mail that takes no longer, ms. */
const atOnceMs = 5_000;
/** A message that is sent at once has its first try planned for when it was made; ms between them that mean "later". */
const plannedLaterMs = 10_000;

/** How a message stands, in a line: its state, then what happened or what comes next. */
export function MessageOutcome({ message }: { message: MessageLineFragment }): ReactElement {
  return (
    <span className="inline-flex max-w-full min-w-0 flex-wrap items-baseline gap-x-2.5 @2xl:flex-nowrap @2xl:items-center @2xl:align-bottom">
      <MessageStateBadge state={message.state} />
      <span className="min-w-0 text-muted-foreground @2xl:truncate" title={message.sentence ?? undefined}>
        {wordsOf(message)}
      </span>
    </span>
  );
}

function wordsOf({ state, sentence, createdAt, finishedAt, notBefore, attemptCount }: MessageLineFragment): ReactNode {
  if (state === 'ACCEPTED' && finishedAt) {
    if (Date.parse(finishedAt) - Date.parse(createdAt) < atOnceMs) return 'at once';
    return (
      <>
        at <RelativeTime value={finishedAt} show="short" />
      </>
    );
  }
  if (state === 'QUEUED' && notBefore && attemptCount === 0 && Date.parse(notBefore) - Date.parse(createdAt) > plannedLaterMs) {
    return (
      <>
        goes out <RelativeTime value={notBefore} show="short" />
      </>
    );
  }
  if (state === 'DEFERRED' && notBefore) {
    return (
      <>
        Next try <RelativeTime value={notBefore} show="short" />. {sentence}
      </>
    );
  }
  return sentence ?? (state === 'QUEUED' || state === 'SENDING' ? null : messageStates[state].meaning);
}
