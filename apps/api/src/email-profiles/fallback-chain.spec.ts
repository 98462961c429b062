import fc from 'fast-check';
import { fallbackChain, wouldCircle } from './fallback-chain.ts';

const fallbacks = new Map([
  ['a', 'b'],
  ['b', 'c'],
  ['c', null],
  ['d', null],
]);

describe('a chain of fallbacks', () => {
  it('names every profile that mail may come to', () => {
    expect(fallbackChain('a', fallbacks)).toEqual(['a', 'b', 'c']);
  });

  it('may not lead back, directly or through others', () => {
    expect([wouldCircle('a', 'a', fallbacks), wouldCircle('c', 'b', fallbacks), wouldCircle('c', 'a', fallbacks)]).toEqual([
      true,
      true,
      true,
    ]);
    expect([wouldCircle('d', 'a', fallbacks), wouldCircle('c', 'd', fallbacks)]).toEqual([false, false]);
  });

  it('never circles, whatever is tried in whatever order, and every chain ends', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const change = fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...ids));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const now = new Map<string, string | null>(ids.map((id) => [id, null]));
        for (const [id, fallbackId] of changes) if (!wouldCircle(id, fallbackId, now)) now.set(id, fallbackId);

        for (const id of ids) expect(now.get(fallbackChain(id, now).at(-1)!)).toBeNull();
      }),
    );
  });
});
