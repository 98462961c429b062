import { judgeTimes } from './sending-times.ts';

const now = new Date('2026-11-20T12:00:00Z');
const days = (count: number) => new Date(now.getTime() + count * 24 * 3_600_000);

describe('the times of a mail', () => {
  it.each([
    ['none', null, null],
    ['a start in the past', days(-1), null],
    ['a start and an end', days(29), days(30)],
  ])('are good with %s', (_, sendAt, expiresAt) => {
    expect(() => judgeTimes({ sendAt, expiresAt }, now)).not.toThrow();
  });

  it.each([
    ['a start in 31 days', days(31), null, 'sendAt'],
    ['an end in 31 days', null, days(31), 'expiresAt'],
    ['an end in the past', null, days(-1), 'expiresAt'],
    ['an end before the start', days(3), days(2), 'expiresAt'],
  ])('are refused with %s', (_, sendAt, expiresAt, field) => {
    expect(() => judgeTimes({ sendAt, expiresAt }, now)).toThrow(expect.objectContaining({ details: { field } }));
  });
});
