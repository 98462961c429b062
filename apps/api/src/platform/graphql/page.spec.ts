import { orderOf } from './page.ts';

const sortable = { name: 'nameKey', created: 'id' };

describe('the order of a page', () => {
  it.each([
    [undefined, [{ id: 'desc' }]],
    ['name', [{ nameKey: 'asc' }, { id: 'asc' }]],
    ['-name', [{ nameKey: 'desc' }, { id: 'desc' }]],
    ['created', [{ id: 'asc' }]],
  ])('of %j is %j', (sort, order) => {
    expect(orderOf(sort, sortable)).toEqual(order);
  });

  it.each(['password', '-nameKey', 'constructor'])('refuses %s by name', (sort) => {
    expect(() => orderOf(sort, sortable)).toThrow('This list sorts by name, created.');
  });
});
