/**
 * A moment as people say it, in the reader's zone and with the zone's name:
 * `Friday, 20 November 2026, 14:05 (Central European Standard Time)`. Seconds are cut off, so an end is never promised late.
 */
export function formatMoment(moment: Date, locale: string, timeZone: string): string {
  const format = formatter(locale, timeZone);
  const part = new Map(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  return `${part.get('weekday')}, ${part.get('day')} ${part.get('month')} ${part.get('year')}, ${part.get('hour')}:${part.get('minute')} (${part.get('timeZoneName')})`;
}

function formatter(locale: string, timeZone: string): Intl.DateTimeFormat {
  const options = {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'long',
  } as const;
  try {
    return new Intl.DateTimeFormat(locale, { ...options, timeZone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' });
  }
}
