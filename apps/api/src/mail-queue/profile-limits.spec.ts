import fc from 'fast-check';
import { budgetOf } from './profile-limits.ts';

const limits = (perMinute: number | null) => budgetOf({ maxConnections: 3, perMinute, perDay: null });

/** Sends whenever the bucket holds a token; answers the instants, in seconds. */
function sendAsFastAsAllowed(perMinute: number, forSeconds: number): number[] {
  const { burst, ratePerSecond } = limits(perMinute);
  const sent: number[] = [];
  let tokens = burst;
  for (let at = 0; at < forSeconds;) {
    if (tokens >= 1 - 1e-9) {
      sent.push(at);
      tokens -= 1;
      continue;
    }
    const wait = (1 - tokens) / ratePerSecond;
    tokens = 1;
    at += wait;
  }
  return sent;
}

describe('the budget of a submission', () => {
  it('has no rate where nobody set one', () => {
    expect(limits(null)).toMatchObject({ maxInFlight: 3, ratePerSecond: 1e6, burst: 1e6, dayLimit: null });
  });

  it('lets through, within any 60 seconds, at most what a minute may hold, and nearly as much', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (perMinute) => {
        const sent = sendAsFastAsAllowed(perMinute, 200);

        const most = Math.max(...sent.map((start) => sent.filter((at) => at >= start && at < start + 60 - 1e-6).length));
        expect(most).toBeLessThanOrEqual(perMinute);
        expect(most).toBeGreaterThanOrEqual(Math.floor(perMinute * 0.9));
      }),
      { numRuns: 60 },
    );
  });
});
