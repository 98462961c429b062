import { apiKeyState, endOfOverlap, expiryOfSuccessor } from './api-key-state.ts';

const now = new Date('2026-11-20T12:00:00Z');
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);
const plain = { revokedAt: null, expiresAt: null, replacedById: null };

describe('the state of a key', () => {
  it.each([
    ['ACTIVE', plain],
    ['ACTIVE', { ...plain, expiresAt: hours(1) }],
    ['ROTATING', { ...plain, expiresAt: hours(1), replacedById: 'other' }],
    ['EXPIRED', { ...plain, expiresAt: now, replacedById: 'other' }],
    ['REVOKED', { revokedAt: now, expiresAt: hours(-1), replacedById: 'other' }],
  ])('is %s', (state, key) => {
    expect(apiKeyState(key, now)).toBe(state);
  });
});

describe('a rotation', () => {
  it('gives the new key the life the old one was given', () => {
    expect(expiryOfSuccessor({ createdAt: hours(-80), expiresAt: hours(10) }, now)).toEqual(hours(90));
    expect(expiryOfSuccessor({ createdAt: hours(-80), expiresAt: null }, now)).toBeNull();
  });

  it('ends the old key after the overlap, or when it would have ended anyway', () => {
    expect([endOfOverlap(null, 24, now), endOfOverlap(hours(100), 24, now), endOfOverlap(hours(3), 24, now)]).toEqual([
      hours(24),
      hours(24),
      hours(3),
    ]);
  });
});
