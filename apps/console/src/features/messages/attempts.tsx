import { CodeBlock, Disclosure, RelativeTime, Reply, Timeline, cn } from '@posthorn/ui';
import type { TimelineItem, Tone } from '@posthorn/ui';
import type { ReactElement, ReactNode } from 'react';
import type { MessageDetailFragment } from '@/generated/graphql.ts';
import { stageLabel } from './stage-words.ts';

type Attempt = MessageDetailFragment['attempts'][number];

const outcomes: Record<string, { label: string; tone: Tone }> = {
  ACCEPTED: { label: 'Accepted', tone: 'success' },
  DEFERRED: { label: 'Put off, to be tried again', tone: 'warning' },
  REJECTED: { label: 'Refused', tone: 'danger' },
  FAILED: { label: 'Failed', tone: 'danger' },
  PARKED: { label: 'Could not sign in', tone: 'danger' },
  HELD: { label: 'Held for a person to decide', tone: 'warning' },
  UNKNOWN: { label: 'Unknown: the connection broke after the message was sent', tone: 'warning' },
  RATE: { label: 'Too many at once for the server', tone: 'warning' },
  QUOTA: { label: 'Over the server’s quota', tone: 'warning' },
};

/** Tries that stand open; a message that is tried for three days has many alike. */
const openTries = 5;

/** What happened to a message, newest first: what comes next, each try, how it began. */
export function Attempts({ message }: { message: MessageDetailFragment }): ReactElement {
  const tries = message.attempts.toReversed().map(itemOf);
  const beginning = beginningOf(message);
  if (tries.length <= openTries + 1) return <Timeline aria-label="What happened" items={[...endOf(message), ...tries, beginning]} />;
  return (
    <>
      <Timeline aria-label="What happened" items={[...endOf(message), ...tries.slice(0, openTries)]} />
      <Disclosure bare title={`${tries.length - openTries} earlier tries`} className="my-2">
        <Timeline aria-label="Earlier tries" items={tries.slice(openTries)} />
      </Disclosure>
      <Timeline aria-label="How it began" items={[beginning]} />
    </>
  );
}

function endOf({ state, notBefore, finishedAt, expiresAt }: MessageDetailFragment): TimelineItem[] {
  if (notBefore) {
    const note = (
      <p className="text-xs">
        Tried until <RelativeTime value={expiresAt} show="short" />.
      </p>
    );
    return [{ id: 'next', title: 'Next try', time: <RelativeTime value={notBefore} show="short" />, tone: 'neutral', children: note }];
  }
  const ends: Partial<Record<typeof state, string>> = {
    CANCELLED: 'Cancelled',
    EXPIRED: 'Given up: its time ran out',
    SUPPRESSED: 'Withheld',
  };
  const title = ends[state];
  if (title === undefined) return [];
  return [
    { id: 'end', title, time: <RelativeTime value={finishedAt ?? null} show="short" />, tone: state === 'EXPIRED' ? 'danger' : 'neutral' },
  ];
}

function beginningOf({ createdAt, sourceName }: MessageDetailFragment): TimelineItem {
  return {
    id: 'beginning',
    title: sourceName ? <>Handed in by {sourceName}</> : 'Queued',
    time: <RelativeTime value={createdAt} show="short" />,
    tone: 'neutral',
  };
}

function itemOf(attempt: Attempt): TimelineItem {
  const { label, tone } = outcomes[attempt.outcome] ?? { label: attempt.outcome, tone: 'neutral' as const };
  return {
    id: attempt.id,
    title: `${attempt.number}. ${label}`,
    time: <RelativeTime value={attempt.startedAt} show="short" />,
    tone,
    children: (
      <div className="flex flex-col gap-2 pt-0.5 pb-1">
        <Circumstances attempt={attempt} />
        <Timings timings={attempt.timings} />
        {attempt.reply && <Reply text={attempt.reply} />}
        {attempt.transcript && <Transcript text={attempt.transcript} />}
      </div>
    ),
  };
}

/** Where it stopped, of what class, over which profile, by which worker. */
function Circumstances({ attempt }: { attempt: Attempt }): ReactElement {
  const { stage, failureClass, profileName, worker, outcome } = attempt;
  const parts: ReactNode[] = [
    ...(stage && outcome !== 'ACCEPTED' ? [<>At “{stageLabel(stage)}”</>] : []),
    ...(failureClass ? [<code className="font-mono">{failureClass}</code>] : []),
    ...(profileName ? [<>over {profileName}</>] : []),
    worker,
  ];
  return (
    <p className="text-xs">
      {parts.map((part, index) => (
        <span key={index}>
          {index > 0 && ' · '}
          {part}
        </span>
      ))}
    </p>
  );
}

function Transcript({ text }: { text: string }): ReactElement {
  const lines = text.trimEnd().split('\n').length;
  return (
    <Disclosure bare title="Transcript" note={`${lines} lines`}>
      <CodeBlock value={text} label="Without credentials; it ends where the message itself begins" scroll />
    </Disclosure>
  );
}

const fills = ['bg-primary/30', 'bg-primary/45', 'bg-primary/60', 'bg-primary/75', 'bg-primary/90'];

/** Where the time went, as one bar and in figures. */
function Timings({ timings }: { timings: Attempt['timings'] }): ReactElement | null {
  const total = timings.reduce((sum, { ms }) => sum + ms, 0);
  if (total === 0) return null;
  return (
    <div className="text-xs">
      <div className="flex h-1.5 gap-px overflow-hidden rounded-full" aria-hidden>
        {timings.map(({ stage, ms }, index) => (
          <span key={stage} className={cn('min-w-px', fills[index % fills.length])} style={{ flexGrow: ms }} />
        ))}
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-3" aria-label={`${total} ms in all`}>
        {timings.map(({ stage, ms }) => (
          <li key={stage}>
            {stageLabel(stage)} <span className="text-foreground">{ms < 1 ? '< 1' : ms} ms</span>
          </li>
        ))}
        <li className="ml-auto font-medium text-foreground">{total} ms</li>
      </ul>
    </div>
  );
}
