import fc from 'fast-check';

import {
  initialTableState,
  nextPage,
  previousPage,
  readTableState,
  withFilter,
  withSearch,
  withSort,
  writeTableState,
} from './table-state.ts';
import type { TableState } from './table-state.ts';

const filterIds = ['state', 'lane'];
const text = fc.string({ minLength: 1, maxLength: 20 });
const states: fc.Arbitrary<TableState> = fc.record({
  search: fc.string({ maxLength: 20 }),
  filters: fc.dictionary(fc.constantFrom(...filterIds), text),
  sort: fc.option(fc.record({ id: fc.stringMatching(/^[a-z]{1,8}$/), descending: fc.boolean() })),
  cursors: fc.array(text, { maxLength: 20 }),
});

describe('the state of a table', () => {
  it('survives a trip through the address', () => {
    fc.assert(
      fc.property(states, (state) => {
        const address = writeTableState(state, new URLSearchParams(), filterIds).toString();

        expect(readTableState(new URLSearchParams(address), filterIds)).toEqual({ ...state, filters: { ...state.filters } });
      }),
    );
  });

  it('leaves the page’s own parameters alone', () => {
    const params = new URLSearchParams('tab=log&q=old&after=x');

    expect(writeTableState(initialTableState, params, filterIds).toString()).toBe('tab=log');
  });

  it('ignores parameters that are no filter of this table', () => {
    expect(readTableState(new URLSearchParams('tab=log&state=QUEUED'), filterIds).filters).toEqual({ state: 'QUEUED' });
  });

  it('goes back to the first page when search, filter or sort change', () => {
    const onPageThree = nextPage(nextPage(initialTableState, 'a'), 'b');

    expect(withSearch(onPageThree, 'x').cursors).toEqual([]);
    expect(withFilter(onPageThree, 'state', 'QUEUED').cursors).toEqual([]);
    expect(withSort(onPageThree, 'createdAt').cursors).toEqual([]);
  });

  it('walks back the way it came', () => {
    const onPageThree = nextPage(nextPage(initialTableState, 'a'), 'b');

    expect(previousPage(onPageThree).cursors).toEqual(['a']);
    expect(previousPage(previousPage(onPageThree)).cursors).toEqual([]);
  });

  it('turns the order of a column round', () => {
    const descending = withSort(initialTableState, 'createdAt', true);

    expect(descending.sort).toEqual({ id: 'createdAt', descending: true });
    expect(withSort(descending, 'createdAt', true).sort).toEqual({ id: 'createdAt', descending: false });
    expect(withSort(descending, 'name').sort).toEqual({ id: 'name', descending: false });
  });

  it('keeps an address short by forgetting the oldest pages', () => {
    const cursors = Array.from({ length: 30 }, (_, index) => `c${index}`);

    expect(writeTableState({ ...initialTableState, cursors }).getAll('after')).toEqual(cursors.slice(10));
  });
});
