'use client';

import { Banner, Panel, RelativeTime, Reply, Skeleton, StageList, TextLink } from '@posthorn/ui';
import type { StageItem } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { TestMessageQuery } from '@/generated/graphql.ts';
import { MessageStateBadge } from '@/features/messages/message-state-badge.tsx';
import { messageStates } from '@/features/messages/message-words.ts';
import { stageLabel } from '@/features/messages/stage-words.ts';
import { useTestMessage } from './use-test-message.ts';

type Message = TestMessageQuery['message'];
type Attempt = Message['attempts'][number];

/** A message on its way, as it happens. */
export function TestProgress({ id, base }: { id: string; base: string }): ReactElement {
  const { message, failure } = useTestMessage(id);
  return (
    <Panel
      title="What happens to it"
      actions={message !== null && <MessageStateBadge state={message.state} />}
      footer={<TextLink href={`${base}/messages/${id}`}>Everything about this message</TextLink>}
    >
      {failure !== null && <Banner tone="danger">{failure}</Banner>}
      {message === null && failure === null && (
        <div role="status">
          <span className="sr-only">Loading</span>
          <Skeleton className="h-24" />
        </div>
      )}
      {message !== null && <Progress message={message} />}
    </Panel>
  );
}

function Progress({ message }: { message: Message }): ReactElement {
  const attempt = message.attempts.at(-1);
  const { tone } = messageStates[message.state];
  return (
    <div className="flex flex-col gap-4">
      <p className="text-muted-foreground">
        “{message.subject}” to <span className="text-foreground">{message.recipient}</span>
      </p>
      {message.state === 'ACCEPTED' && (
        <Banner tone="success" title="The mail server took it.">
          It answers for it now. Look into the mailbox, and into its spam folder.
        </Banner>
      )}
      {message.state !== 'ACCEPTED' && message.sentence && (
        <Banner tone={tone === 'danger' ? 'danger' : 'warning'}>
          {message.sentence}
          {message.notBefore && (
            <>
              {' '}
              Next try <RelativeTime value={message.notBefore} />.
            </>
          )}
        </Banner>
      )}
      {attempt === undefined ? (
        <p role="status" className="text-muted-foreground">
          {messageStates[message.state].meaning}
        </p>
      ) : (
        <>
          <StageList aria-label={`Steps of attempt ${attempt.number}`} stages={stagesOf(attempt)} />
          {attempt.reply && <Reply text={attempt.reply} />}
        </>
      )}
      {message.attempts.length > 1 && <p className="text-xs text-muted-foreground">Attempt {message.attempts.length}.</p>}
    </div>
  );
}

/** The steps that were timed, and the one it failed in where that has no time of its own. After STARTTLS comes TLS, not before. */
function stagesOf({ timings, stage: failedIn, outcome }: Attempt): StageItem[] {
  const failed = outcome === 'ACCEPTED' ? null : failedIn;
  const timed = timings.map(({ stage, ms }) => stageItem(stage, stage === failed, ms));
  const isMissing = failed && !timings.some(({ stage }) => stage === failed);
  const stages = isMissing ? [...timed, stageItem(failed, true, null)] : timed;
  const tls = stages.find(({ id }) => id === 'TLS');
  if (tls === undefined || !stages.some(({ id }) => id === 'STARTTLS')) return stages;
  return stages.filter((stage) => stage !== tls).flatMap((stage) => (stage.id === 'STARTTLS' ? [stage, tls] : [stage]));
}

const stageItem = (stage: string, failed: boolean, durationMs: number | null): StageItem => ({
  id: stage,
  label: stageLabel(stage),
  status: failed ? 'FAILED' : 'PASSED',
  durationMs,
});
