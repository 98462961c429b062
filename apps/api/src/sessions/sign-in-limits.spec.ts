import fc from 'fast-check';
import { delaySeconds } from './sign-in-limits.ts';

describe('the delay after failed sign-ins', () => {
  it('is nothing for the first five', () => {
    expect([0, 1, 5].map(delaySeconds)).toEqual([0, 0, 0]);
  });

  it('grows, and is never a lock', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (failed) => {
        expect(delaySeconds(failed + 1)).toBeGreaterThanOrEqual(delaySeconds(failed));
        expect(delaySeconds(failed)).toBeLessThanOrEqual(900);
      }),
    );
  });
});
