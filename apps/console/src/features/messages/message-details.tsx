import { DefinitionList, PageHeader, Panel, RelativeTime } from '@posthorn/ui';
import type { Crumb, DefinitionItem } from '@posthorn/ui';
import type { ReactElement, ReactNode } from 'react';
import type { MessageDetailFragment, MessageScope } from '@/generated/graphql.ts';
import { Attempts } from './attempts.tsx';
import { headersOf } from './mail-headers.ts';
import { MailView } from './mail-view.tsx';
import { MessageActions } from './message-actions.tsx';
import { MessageStateBadge } from './message-state-badge.tsx';
import { MessageVerdict } from './message-verdict.tsx';
import { kindLabel, laneLabels } from './message-words.ts';

interface MessageDetailsProps {
  message: MessageDetailFragment;
  scope: MessageScope;
  /** The list it is from. */
  list: Crumb;
  /** What only this log knows of a message, after its recipient. */
  facts: readonly DefinitionItem[];
  /** Beside the verdict: what mends its cause. */
  mend?: ReactNode;
  /** Of the shown mail. */
  mailNote: string;
}

/** One message: the answer, what happened, what it is, and the mail itself. */
export function MessageDetails({ message, scope, list, facts, mend, mailNote }: MessageDetailsProps): ReactElement {
  return (
    <>
      <PageHeader
        crumbs={[list]}
        title={message.subject || '(no subject)'}
        description={
          <>
            to <span className="text-foreground">{message.recipient}</span>
          </>
        }
        badge={<MessageStateBadge state={message.state} />}
        actions={<MessageActions message={message} scope={scope} />}
      />
      <MessageVerdict message={message} action={mend} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <Panel title="What happened">
            <Attempts message={message} />
          </Panel>
          <Panel title="Message">
            <DefinitionList items={[{ term: 'Recipient', value: message.recipient }, ...facts, ...factsOf(message)]} />
          </Panel>
        </div>
        <Panel title="The mail" description={mailNote} flush>
          <MailView previewPath={message.previewPath} text={message.text} headers={headersOf(message)} attachments={message.attachments} />
        </Panel>
      </div>
    </>
  );
}

function factsOf(message: MessageDetailFragment): DefinitionItem[] {
  const { finishedAt, maxAttempts, attemptCount } = message;
  return [
    { term: 'Kind', value: kindLabel(message.kind) },
    { term: 'Lane', value: laneLabels[message.lane] ?? message.lane },
    { term: 'Queued', value: <RelativeTime value={message.createdAt} show="exact" /> },
    finishedAt
      ? { term: 'Finished', value: <RelativeTime value={finishedAt} show="exact" /> }
      : { term: 'Tried until', value: <RelativeTime value={message.expiresAt} show="exact" /> },
    {
      term: 'Tries',
      value: maxAttempts === null || maxAttempts === undefined ? attemptCount : `${attemptCount} of at most ${maxAttempts}`,
    },
    { term: 'Message-ID', value: message.messageId, mono: true },
    { term: 'Queue id there', value: message.queueId ?? null, mono: true },
  ];
}
