import { shownKeys } from './shown-keys.ts';

const now = new Date('2026-11-20T12:00:00.000Z');
const key = {
  id: '1',
  name: 'Ignition gateway',
  prefix: 'phk_q3Tx',
  scopes: [],
  lanes: [],
  profiles: [],
  expiresAt: null,
  lastUsedAt: null,
  lastUsedFrom: null,
  createdAt: now.toISOString(),
  createdByName: null,
  revokedAt: null,
};
const active = { ...key, state: 'ACTIVE' } as const;
const revoked = { ...key, id: '2', name: 'Old script', prefix: 'phk_old1', state: 'REVOKED' } as const;
const rotating = { ...key, id: '3', state: 'ROTATING' } as const;

const idsOf = (...asked: [search?: string, state?: string]) =>
  shownKeys([revoked, active, rotating], asked[0], asked[1], now).map(({ id }) => id);

describe('the list of keys', () => {
  it('begins with those that work', () => {
    expect(idsOf()).toEqual(['1', '3', '2']);
  });

  it('finds a key by its name and by how it begins', () => {
    expect(idsOf('OLD SC')).toEqual(['2']);
    expect(idsOf('phk_q3')).toEqual(['1', '3']);
  });

  it('shows those that work, or those that ended', () => {
    expect(idsOf(undefined, 'WORKING')).toEqual(['1', '3']);
    expect(idsOf(undefined, 'ENDED')).toEqual(['2']);
  });

  it('warns two weeks ahead, unless the key is being replaced', () => {
    const expiresAt = '2026-12-03T12:00:00.000Z';
    const soon = shownKeys(
      [
        { ...active, expiresAt },
        { ...rotating, expiresAt },
      ],
      undefined,
      undefined,
      now,
    );

    expect(soon.map(({ endsSoon }) => endsSoon)).toEqual([true, false]);
    expect(shownKeys([{ ...active, expiresAt: '2026-12-05T12:00:00.000Z' }], undefined, undefined, now)[0]?.endsSoon).toBe(false);
  });
});
