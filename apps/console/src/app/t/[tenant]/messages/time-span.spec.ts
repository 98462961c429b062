import { daysOf, limitsOf } from './time-span.ts';

const now = new Date('2026-11-20T12:00:00.000Z');

describe('a span of time in the address', () => {
  it('may end now', () => {
    expect(limitsOf('24h', 'Europe/Berlin', now)).toEqual({ from: '2026-11-19T12:00:00.000Z' });
  });

  it('may be days, which begin and end in the reader’s zone, the last one whole', () => {
    expect(limitsOf('2026-11-01..2026-11-02', 'Asia/Kolkata', now)).toEqual({
      from: '2026-10-31T18:30:00.000Z',
      to: '2026-11-02T18:30:00.000Z',
    });
  });

  it.each([
    ['is set forward', '2026-03-29..2026-03-29', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['is set back', '2026-10-25..2026-10-25', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
  ])('holds 23 or 25 hours of the day on which the clock %s', (_change, when, from, to) => {
    expect(limitsOf(when, 'Europe/Berlin', now)).toEqual({ from, to });
  });

  it('may be open at either end', () => {
    expect(limitsOf('2026-11-01..', 'UTC', now)).toEqual({ from: '2026-11-01T00:00:00.000Z' });
    expect(limitsOf('..2026-11-01', 'UTC', now)).toEqual({ to: '2026-11-02T00:00:00.000Z' });
  });

  it.each(['', 'yesterday', '2026-13-01..', '2026-11-01', '1..2..3'])('limits nothing where it says %p', (when) => {
    expect(limitsOf(when, 'UTC', now)).toEqual({});
    expect(daysOf(when)).toBeNull();
  });
});
