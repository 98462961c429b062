import fc from 'fast-check';
import { canonicalHash, canonicalJson } from './canonical.ts';

describe('the canonical form', () => {
  it('is the same in whatever order the keys came', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse());

        expect(canonicalHash(reversed)).toEqual(canonicalHash(value));
      }),
    );
  });

  it('tells values, lists and times apart', () => {
    expect(canonicalJson({ b: [2, 1], a: new Date(0) })).toBe('{"a":"1970-01-01T00:00:00.000Z","b":[2,1]}');
    expect(canonicalHash({ to: ['a', 'b'] })).not.toEqual(canonicalHash({ to: ['b', 'a'] }));
  });
});
