const hourMs = 3_600_000;

/** Spans that end now, as the address names them. */
export const recentSpans = {
  '1h': { label: 'Last hour', hours: 1 },
  '24h': { label: 'Last 24 hours', hours: 24 },
  '7d': { label: 'Last 7 days', hours: 168 },
  '30d': { label: 'Last 30 days', hours: 720 },
} as const satisfies Record<string, { label: string; hours: number }>;

export interface Days {
  /** `2026-11-01`; empty: since ever. */
  from: string;
  /** The last day, whole; empty: until now. */
  to: string;
}

const day = /^\d{4}-\d{2}-\d{2}$/;

/** The days of `2026-11-01..2026-11-20`, either of which may be missing; null for what is no such span. */
export function daysOf(when: string | undefined): Days | null {
  const [from, to, ...rest] = when?.split('..') ?? [];
  if (from === undefined || to === undefined || rest.length > 0) return null;
  return [from, to].every((text) => text === '' || (day.test(text) && !Number.isNaN(Date.parse(text)))) ? { from, to } : null;
}

export const writeDays = ({ from, to }: Days): string => `${from}..${to}`;

/** What a span in the address asks for, its days being those of the reader's zone; `to` is excluded. Anything else: no limits. */
export function limitsOf(when: string | undefined, timeZone: string, now: Date): { from?: string; to?: string } {
  const recent = Object.entries(recentSpans).find(([name]) => name === when)?.[1];
  if (recent !== undefined) return { from: new Date(now.getTime() - recent.hours * hourMs).toISOString() };
  const days = daysOf(when);
  if (days === null) return {};
  return {
    ...(days.from !== '' && { from: startOfDay(Date.parse(days.from), timeZone).toISOString() }),
    ...(days.to !== '' && { to: startOfDay(Date.parse(days.to) + 24 * hourMs, timeZone).toISOString() }),
  };
}

/** When a day, given as its midnight in UTC, begins in a zone. The second look is for a zone that changed its clock in between. */
function startOfDay(utcMidnight: number, timeZone: string): Date {
  const guess = utcMidnight - offsetMs(utcMidnight, timeZone);
  return new Date(utcMidnight - offsetMs(guess, timeZone));
}

function offsetMs(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
  return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second')) - moment;
}
