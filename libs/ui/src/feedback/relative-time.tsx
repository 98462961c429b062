'use client';

import { createContext, useContext, useMemo, useSyncExternalStore } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { formatExact, formatRelative, formatShort } from './time-format.ts';

interface Reader {
  timeZone: string;
  locale: string;
  /** When the server drew the page: both sides say the same at first. */
  renderedAt: number;
}

const ReaderContext = createContext<Reader>({ timeZone: 'UTC', locale: 'en-GB', renderedAt: 0 });

export interface TimeProviderProps {
  /** IANA name, from the person's settings. */
  timeZone: string;
  locale?: string;
  /** `Date.now()` of a server component. */
  renderedAt: number;
  children: ReactNode;
}

/** Once, in the layout: in whose zone and language times are shown. */
export function TimeProvider({ timeZone, locale = 'en-GB', renderedAt, children }: TimeProviderProps): ReactElement {
  const reader = useMemo(() => ({ timeZone, locale, renderedAt }), [timeZone, locale, renderedAt]);
  return <ReaderContext value={reader}>{children}</ReaderContext>;
}

const everyMs = 5_000;
const listeners = new Set<() => void>();
let clock: ReturnType<typeof setInterval> | undefined;
let currentTime = 0;

/** One interval for all times on the page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  clock ??= setInterval(() => {
    currentTime = Date.now();
    for (const each of listeners) each();
  }, everyMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(clock);
    clock = undefined;
    currentTime = 0;
  };
}

function readClock(): number {
  if (currentTime === 0) currentTime = Date.now();
  return currentTime;
}

export interface RelativeTimeProps {
  /** `null`, and what is no time, show a dash. */
  value: string | Date | null;
  /** `relative`: "3 minutes ago". `short`: "14:05" or "19 Nov, 14:05". `exact`: to the second, with the zone. */
  show?: 'relative' | 'short' | 'exact';
  /** Instead of the reader's. */
  timeZone?: string;
  className?: string;
}

/** A moment in the reader's zone; exact on hover, in the `title`. Keeps itself current. */
export function RelativeTime({ value, show = 'relative', timeZone, className }: RelativeTimeProps): ReactElement {
  const reader = useContext(ReaderContext);
  const now = new Date(useSyncExternalStore(subscribe, readClock, () => reader.renderedAt));
  const moment = new Date(value ?? Number.NaN);
  if (Number.isNaN(moment.getTime()))
    return (
      <span role="img" aria-label="none">
        –
      </span>
    );
  const zone = timeZone ?? reader.timeZone;
  const exact = formatExact(moment, reader.locale, zone);
  const words = {
    relative: () => formatRelative(moment, now, reader.locale),
    short: () => formatShort(moment, now, reader.locale, zone),
    exact: () => exact,
  }[show]();
  return (
    <time dateTime={moment.toISOString()} title={exact} className={cn('whitespace-nowrap', className)}>
      {words}
    </time>
  );
}
