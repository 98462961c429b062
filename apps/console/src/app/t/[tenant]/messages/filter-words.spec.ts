import { filterWords } from './filter-words.ts';

const profiles = [{ id: '1', name: 'Plant relay' }];

describe('a filter in words', () => {
  it('says so when it takes in everything', () => {
    expect(filterWords({}, profiles)).toBe('This is all mail that waits in this tenant.');
  });

  it('names each thing it is limited by', () => {
    expect(filterWords({ search: 'anna', profileId: '1', kind: 'TEST', tag: 'heaters', states: ['HELD'] }, profiles)).toBe(
      'This is all mail that waits for addresses with “anna”, in the profile Plant relay, as held, of the kind test, with the tag heaters.',
    );
  });

  it('is silent about states where it takes in several', () => {
    expect(filterWords({ states: ['QUEUED', 'DEFERRED', 'PARKED', 'HELD'] }, profiles)).toBe('This is all mail that waits in this tenant.');
  });
});
