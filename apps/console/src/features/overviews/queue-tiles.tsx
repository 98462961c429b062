import { StatTile } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { QueueFieldsFragment } from '@/generated/graphql.ts';

/** A queue in figures, each leading to its messages. Stand in a `StatRow`. `href` is the list of messages. */
export function QueueTiles({ queue, href }: { queue: QueueFieldsFragment; href: string }): ReactElement {
  const waiting = queue.queued + queue.sending + queue.deferred + queue.parked;
  return (
    <>
      <StatTile
        label="Waiting"
        value={waiting.toLocaleString('en')}
        note={waitingNote(waiting, queue.oldestDueSeconds)}
        tone={queue.oldestDueSeconds > 60 ? 'warning' : 'neutral'}
        href={`${href}?state=QUEUED`}
      />
      <StatTile
        label="Deferred"
        value={queue.deferred.toLocaleString('en')}
        note="tried again by itself"
        tone={queue.deferred > 0 ? 'warning' : 'neutral'}
        href={`${href}?state=DEFERRED`}
      />
      <StatTile
        label="Parked"
        value={queue.parked.toLocaleString('en')}
        note="until sign-in works"
        tone={queue.parked > 0 ? 'danger' : 'neutral'}
        href={`${href}?state=PARKED`}
      />
      <StatTile
        label="Accepted"
        value={queue.acceptedLastDay.toLocaleString('en')}
        note="in the last 24 hours"
        href={`${href}?state=ACCEPTED`}
      />
      <StatTile
        label="Failed"
        value={queue.failedLastDay.toLocaleString('en')}
        note="in the last 24 hours"
        tone={queue.failedLastDay > 0 ? 'danger' : 'neutral'}
        href={`${href}?state=REJECTED`}
      />
    </>
  );
}

function waitingNote(waiting: number, oldestDueSeconds: number): string {
  if (oldestDueSeconds > 0) return `oldest due for ${duration(oldestDueSeconds)}`;
  return waiting === 0 ? 'nothing queued' : 'none is due';
}

/** Seconds in the largest unit that keeps one digit of sense. */
function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
