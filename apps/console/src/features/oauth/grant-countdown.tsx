'use client';

import { RelativeTime } from '@posthorn/ui';
import { useEffect, useState } from 'react';
import type { ReactElement } from 'react';
import { useIsPast } from './use-is-past.ts';

/** How near the end is, in steps worth saying aloud. */
function stepOf(expiresAt: string, now: number): string {
  const minutes = (Date.parse(expiresAt) - now) / 60_000;
  if (minutes <= 0) return 'The access token has expired.';
  if (minutes <= 1) return 'The access token expires in less than a minute.';
  if (minutes <= 5) return 'The access token expires in less than five minutes.';
  return '';
}

/** Counts down for eyes; for ears it speaks only as a step is passed. */
export function GrantCountdown({ expiresAt }: { expiresAt: string }): ReactElement {
  const [said, setSaid] = useState('');
  const isPast = useIsPast(expiresAt);
  useEffect(() => {
    const look = (): void => setSaid(stepOf(expiresAt, Date.now()));
    look();
    const clock = setInterval(look, 1_000);
    return () => clearInterval(clock);
  }, [expiresAt]);

  return (
    <span>
      {isPast ? 'expired' : 'expires'} <RelativeTime value={expiresAt} className="font-medium tabular-nums" />
      <span aria-live="polite" className="sr-only">
        {said}
      </span>
    </span>
  );
}
