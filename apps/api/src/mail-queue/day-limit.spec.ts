import fc from 'fast-check';
import { countedToday, dayLimitReachedUntil } from './day-limit.ts';

const hour = 484_000;
const at = (hours: number) => new Date(hours * 3_600_000);
const now = at(hour + 0.5);

describe('the limit of a day', () => {
  it('is not reached while there is room', () => {
    expect(dayLimitReachedUntil({ dayLimit: 500, hourCounts: { [hour]: 499 } }, now)).toBeNull();
  });

  it('is reached until the oldest counted hour falls out', () => {
    const hourCounts = { [hour - 30]: 900, [hour - 10]: 200, [hour - 3]: 300 };

    expect(dayLimitReachedUntil({ dayLimit: 500, hourCounts }, now)).toEqual(at(hour + 15));
  });

  it('is none where none is set', () => {
    expect(dayLimitReachedUntil({ dayLimit: null, hourCounts: { [hour]: 1_000_000 } }, now)).toBeNull();
  });

  it('counts what is at most a day old, to the end of its hour', () => {
    expect(countedToday({ hourCounts: { [hour - 25]: 1, [hour - 24]: 2, [hour]: 4 } }, now)).toBe(6);
  });

  it('holds for every 24 hours, wherever they begin', () => {
    const sends = fc.array(fc.record({ afterMinutes: fc.integer({ min: 0, max: 400 }), wanted: fc.integer({ min: 1, max: 40 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(sends, fc.integer({ min: 1, max: 60 }), (bursts, dayLimit) => {
        const sent: { at: number; messages: number }[] = [];
        const hourCounts: Record<string, number> = {};
        let minute = 0;
        for (const { afterMinutes, wanted } of bursts) {
          minute += afterMinutes;
          const messages = Math.min(wanted, dayLimit - countedToday({ hourCounts }, at(minute / 60)));
          const bucket = String(Math.floor(minute / 60));
          hourCounts[bucket] = (hourCounts[bucket] ?? 0) + messages;
          sent.push({ at: minute, messages });
        }

        for (const { at: end } of sent) {
          const within = sent.filter((send) => send.at > end - 1_440 && send.at <= end).reduce((sum, { messages }) => sum + messages, 0);
          expect(within).toBeLessThanOrEqual(dayLimit);
        }
      }),
    );
  });
});
