import { RelativeTime, Reply, Timeline, cn } from '@posthorn/ui';
import type { Tone } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { AccountMessageQuery } from '@/generated/graphql.ts';
import { stageLabel } from '@/messages/stage-words.ts';

type Attempt = AccountMessageQuery['message']['attempts'][number];

const outcomes: Record<string, { label: string; tone: Tone }> = {
  ACCEPTED: { label: 'Accepted', tone: 'success' },
  DEFERRED: { label: 'Put off by the server', tone: 'warning' },
  REJECTED: { label: 'Refused', tone: 'danger' },
  FAILED: { label: 'Failed', tone: 'danger' },
  UNKNOWN: { label: 'Unknown: the connection broke after the message was sent', tone: 'warning' },
  RATE: { label: 'Too many at once for the server', tone: 'warning' },
  QUOTA: { label: 'Over the server’s quota', tone: 'warning' },
};

export function Attempts({ attempts }: { attempts: readonly Attempt[] }): ReactElement {
  if (attempts.length === 0) return <p className="text-muted-foreground">Not tried yet.</p>;
  return <Timeline aria-label="Attempts" items={attempts.toReversed().map(timelineItem)} />;
}

function timelineItem(attempt: Attempt) {
  const { label, tone } = outcomes[attempt.outcome] ?? { label: attempt.outcome, tone: 'neutral' as const };
  return {
    id: attempt.id,
    title: `${attempt.number}. ${label}`,
    time: <RelativeTime value={attempt.startedAt} show="short" />,
    tone,
    children: (
      <div className="flex flex-col gap-2 pt-0.5 pb-1">
        <p className="text-xs">
          {attempt.stage && attempt.outcome !== 'ACCEPTED' && (
            <>
              At “{stageLabel(attempt.stage)}”{attempt.failureClass && <> ({attempt.failureClass})</>} ·{' '}
            </>
          )}
          {attempt.worker}
        </p>
        <Timings timings={attempt.timings} />
        {attempt.reply && <Reply text={attempt.reply} />}
      </div>
    ),
  };
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
            {stageLabel(stage)} <span className="text-foreground">{ms} ms</span>
          </li>
        ))}
        <li className="ml-auto font-medium text-foreground">{total} ms</li>
      </ul>
    </div>
  );
}
