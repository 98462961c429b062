import { dayMs } from '@posthorn/contracts';
import fc from 'fast-check';
import { expiryThresholds, expiryWarning, nextExpiryWarningAt, refreshTokenWarning } from './expiry-warnings.ts';
import type { GrantFacts, RefreshTokenFacts } from './grant-facts.ts';

const end = new Date('2027-03-01T12:00:00Z');
const before = (days: number): Date => new Date(end.getTime() - days * dayMs);

it.each<[left: number, warnedAt: number | null, expected: ReturnType<typeof expiryWarning>]>([
  [91, null, null],
  [90, null, { daysLeft: 90, threshold: 90, due: true }],
  [89.5, 90, { daysLeft: 90, threshold: 90, due: false }],
  [60, 90, { daysLeft: 60, threshold: 60, due: true }],
  [20, null, { daysLeft: 20, threshold: 30, due: true }],
  [20, 30, { daysLeft: 20, threshold: 30, due: false }],
  [7, 15, { daysLeft: 7, threshold: 7, due: true }],
  [0.5, 7, { daysLeft: 1, threshold: 1, due: true }],
  [0, 1, { daysLeft: 0, threshold: 0, due: true }],
  [-400, 0, { daysLeft: 0, threshold: 0, due: false }],
])('%d days before, after a warning at %p: %j', (left, warnedAt, expected) => {
  expect(expiryWarning(end, before(left), warnedAt)).toEqual(expected);
});

it('warns once per threshold, however often it is asked, and says when it will next', () => {
  const told: number[] = [];
  let at: Date | null = before(200);
  while (at) {
    for (const again of [0, 1]) {
      const warning = expiryWarning(end, new Date(at.getTime() + again), told.at(-1) ?? null);
      if (warning?.due) told.push(warning.threshold);
    }
    at = nextExpiryWarningAt(end, at);
  }

  expect(told).toEqual(expiryThresholds);
});

it('never sets a time for the next warning that has passed', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), fc.date({ noInvalidDate: true }), (expiresAt, now) => {
      const next = nextExpiryWarningAt(expiresAt, now);
      return next === null ? expiresAt <= now : next > now;
    }),
  );
});

describe('a refresh token', () => {
  const warned = (left: number, refresh: Partial<RefreshTokenFacts>) => {
    const facts = { refresh: { usedAt: before(left), idleDays: null, expiresAt: null, ...refresh } } as GrantFacts;
    return refreshTokenWarning(facts, before(left), null)?.threshold ?? null;
  };

  it.each<[string, number, Partial<RefreshTokenFacts>, number | null]>([
    ['with a fixed end in 31 days', 31, { expiresAt: end }, null],
    ['with a fixed end in 30 days', 30, { expiresAt: end, lifeSeconds: 90 * 86_400 }, 30],
    ['of half an hour, renewed at each use', 0.02, { expiresAt: end, lifeSeconds: 1_800 }, null],
    ['of ten days, renewed at each use', 10, { expiresAt: end, lifeSeconds: 10 * 86_400 }, null],
    ['of ten days that was not renewed for a week', 3, { expiresAt: end, lifeSeconds: 10 * 86_400 }, 7],
    ['that lay unused for 75 of its 90 days', 15, { usedAt: before(90), idleDays: 90 }, 15],
  ])('%s', (_, left, refresh, threshold) => {
    expect(warned(left, refresh)).toBe(threshold);
  });
});
