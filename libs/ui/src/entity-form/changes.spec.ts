import fc from 'fast-check';

import { changedPaths, mergeOf, sameValue, valueAt, withValueAt } from './changes.ts';

const base = { host: 'a', port: 25, from: { name: 'N', address: 'x@y' }, tags: ['a'] };
const value = fc.oneof(fc.string({ minLength: 1 }), fc.integer(), fc.boolean());
const values = fc.record({ a: value, b: value, c: fc.record({ d: value, e: value }) });

describe('the changes of a form', () => {
  it('are named by path, a list as one', () => {
    const after = { host: 'b', port: 25, from: { name: 'N', address: 'z@y' }, tags: ['a', 'b'] };

    expect(changedPaths(base, after)).toEqual(['host', 'from.address', 'tags']);
  });

  it('take an emptied field that was empty before as unchanged', () => {
    expect(changedPaths({ replyTo: null }, { replyTo: '' })).toEqual([]);
  });

  it('count the removal of a secret, which is null where undefined keeps it', () => {
    expect(changedPaths({ password: undefined }, { password: null })).toEqual(['password']);
  });

  it('take false and zero as values', () => {
    expect(changedPaths({ on: null, n: undefined }, { on: false, n: 0 })).toEqual(['on', 'n']);
  });
});

describe('a value put at a path', () => {
  it('leaves the original and everything beside it alone', () => {
    const after = withValueAt(base, 'from.address', 'new@y');

    expect(after).toEqual({ ...base, from: { name: 'N', address: 'new@y' } });
    expect(base.from.address).toBe('x@y');
  });
});

describe('a save that came second', () => {
  it('asks only about what both changed differently', () => {
    const mine = { ...base, host: 'mine', port: 587 };
    const theirs = { ...base, host: 'theirs', tags: ['t'] };

    expect(mergeOf(base, mine, theirs)).toEqual({ contested: ['host'], taken: ['tags'], kept: ['port'] });
  });

  it('asks nothing where both chose the same', () => {
    expect(mergeOf(base, { ...base, port: 587 }, { ...base, port: 587 })).toEqual({ contested: [], taken: [], kept: ['port'] });
  });

  it('leaves no difference unaccounted for', () => {
    fc.assert(
      fc.property(values, values, values, (before, mine, theirs) => {
        const merge = mergeOf(before, mine, theirs);

        const accounted = new Set([...merge.contested, ...merge.taken, ...merge.kept]);
        for (const path of changedPaths(mine, theirs)) expect(accounted).toContain(path);
        for (const path of merge.taken) expect(sameValue(valueAt(before, path), valueAt(mine, path))).toBe(true);
      }),
    );
  });
});
