import { formatExact, formatRelative, formatShort } from './time-format.ts';

const now = new Date('2026-11-20T13:05:09Z');

describe('a relative time', () => {
  it.each([
    [0, 'just now'],
    [-9, 'just now'],
    [-10, '10 seconds ago'],
    [-119, '1 minute ago'],
    [-3_599, '59 minutes ago'],
    [7_200, 'in 2 hours'],
    [-86_400 * 8, '1 week ago'],
  ])('of %d seconds reads "%s"', (seconds, words) => {
    const moment = new Date(now.getTime() + seconds * 1000);

    expect(formatRelative(moment, now, 'en-GB')).toBe(words);
  });
});

describe('an exact time', () => {
  it('is in the reader’s zone, to the second, with the zone', () => {
    expect(formatExact(now, 'en-GB', 'Europe/Berlin')).toBe('20 Nov 2026, 14:05:09 CET');
  });
});

describe('a short time', () => {
  it.each([
    ['2026-11-20T01:00:00Z', '02:00'],
    ['2026-11-19T22:30:00Z', '19 Nov, 23:30'],
    ['2025-11-19T22:30:00Z', '19 Nov 2025, 23:30'],
  ])('of %s leaves out what today already says', (moment, words) => {
    expect(formatShort(new Date(moment), now, 'en-GB', 'Europe/Berlin')).toBe(words);
  });

  it('goes by the reader’s midnight, not by UTC’s', () => {
    expect(formatShort(new Date('2026-11-19T23:30:00Z'), now, 'en-GB', 'Europe/Berlin')).toBe('00:30');
  });
});
