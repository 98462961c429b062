import { Banner, CopyButton, RelativeTime } from '@posthorn/ui';
import type { ReactElement, ReactNode } from 'react';
import type { MessageDetailFragment, MessageState } from '@/generated/graphql.ts';
import { messageStates } from './message-words.ts';

const titles: Record<MessageState, string> = {
  QUEUED: 'It waits for its turn.',
  SENDING: 'It is being handed over right now.',
  ACCEPTED: 'The mail server took it.',
  DEFERRED: 'Not yet: the last try failed, and it is tried again by itself.',
  REJECTED: 'It was refused for good.',
  EXPIRED: 'It was given up: nobody took it in time.',
  CANCELLED: 'It was cancelled before it was sent.',
  SUPPRESSED: 'It was withheld.',
  PARKED: 'It waits until Posthorn can sign in at the mail server.',
  HELD: 'It waits for your decision.',
};

/** "Did they get it?": the answer, as far as anybody here knows it, and what to do. */
export function MessageVerdict({ message, action }: { message: MessageDetailFragment; action?: ReactNode }): ReactElement {
  const { tone } = messageStates[message.state];
  return (
    <Banner
      tone={tone === 'neutral' ? 'info' : tone}
      title={titles[message.state]}
      className="mb-5"
      {...(action !== undefined && { action })}
    >
      <Details message={message} />
    </Banner>
  );
}

function Details({ message }: { message: MessageDetailFragment }): ReactNode {
  const { state, sentence, notBefore, expiresAt, finishedAt, queueId } = message;
  switch (state) {
    case 'ACCEPTED':
      return (
        <>
          It answers for the mail since <RelativeTime value={finishedAt ?? null} show="exact" />.{' '}
          {queueId ? (
            <>
              If nothing arrived, look into the spam folder, then ask that server’s admin for{' '}
              <span className="inline-flex items-center gap-1 align-middle">
                <code className="font-mono break-all">{queueId}</code>
                <CopyButton value={queueId} label="Copy queue id" />
              </span>
            </>
          ) : (
            'If nothing arrived, look into the spam folder, then ask that server’s admin.'
          )}
        </>
      );
    case 'QUEUED':
    case 'DEFERRED':
      return (
        <>
          {sentence}{' '}
          {notBefore && (
            <>
              Next try <RelativeTime value={notBefore} show="short" />; given up after <RelativeTime value={expiresAt} show="short" />.
            </>
          )}
        </>
      );
    default:
      return sentence ?? messageStates[state].meaning;
  }
}
