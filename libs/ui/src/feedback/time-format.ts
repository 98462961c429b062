const steps: readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 minutes ago", "in 2 hours"; "just now" within ten seconds. Rounded towards now, so that nothing sounds older than it is. */
export function formatRelative(moment: Date, now: Date, locale: string): string {
  const seconds = (moment.getTime() - now.getTime()) / 1000;
  if (Math.abs(seconds) < 10) return 'just now';
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'long' });
  const step = steps.find(([, length]) => Math.abs(seconds) >= length);
  if (step === undefined) return format.format(Math.trunc(seconds), 'second');
  return format.format(Math.trunc(seconds / step[1]), step[0]);
}

/** "20 Nov 2026, 14:05:09 CET": to the second, with the zone. */
export function formatExact(moment: Date, locale: string, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZone,
    timeZoneName: 'short',
  }).format(moment);
}

/** "14:05" today, "19 Nov, 14:05" this year, else "19 Nov 2025, 14:05": for columns of times. */
export function formatShort(moment: Date, now: Date, locale: string, timeZone: string): string {
  const day = (date: Date): string => new Intl.DateTimeFormat('en-CA', { timeZone }).format(date);
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
  if (day(moment) === day(now)) return new Intl.DateTimeFormat(locale, clock).format(moment);
  const sameYear = day(moment).slice(0, 4) === day(now).slice(0, 4);
  return new Intl.DateTimeFormat(locale, { ...clock, day: 'numeric', month: 'short', ...(!sameYear && { year: 'numeric' }) }).format(
    moment,
  );
}
