import type { ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';

import type { DataColumn } from './columns.ts';
import { DataTable } from './data-table.tsx';
import type { DataTableProps } from './data-table.tsx';
import { initialTableState } from './table-state.ts';

interface Person {
  id: string;
  name: string;
}

const columns: DataColumn<Person>[] = [
  { id: 'name', header: 'Name', accessorKey: 'name', enableSorting: true },
  { id: 'id', header: 'Id', accessorKey: 'id' },
];
const people = [
  { id: '1', name: 'Ana' },
  { id: '2', name: 'Jo' },
];

function table(props: Partial<DataTableProps<Person>>): string {
  const all: DataTableProps<Person> = {
    label: 'People',
    columns,
    rows: people,
    getRowId: (person) => person.id,
    state: initialTableState,
    onStateChange: () => {},
    ...props,
  };
  const element: ReactElement = <DataTable {...all} />;
  return renderToStaticMarkup(element);
}

describe('a table of data', () => {
  it('says which column is sorted and which could be', () => {
    const unsorted = table({});
    const sorted = table({ state: { ...initialTableState, sort: { id: 'name', descending: true } } });

    expect(unsorted.match(/aria-sort="\w+"/g)).toEqual(['aria-sort="none"']);
    expect(sorted.match(/aria-sort="\w+"/g)).toEqual(['aria-sort="descending"']);
  });

  it('has one tab stop among its rows, on a link to the row', () => {
    const html = table({ rowHref: (person) => `/people/${person.id}` });

    expect(html.match(/<a [^>]*href="\/people\/\d"[^>]*>/g)?.map((link) => /tabindex="(-?\d)"/.exec(link)?.[1])).toEqual(['0', '-1']);
  });

  it('has none where rows don’t open', () => {
    expect(table({})).not.toContain('data-row-opener');
  });

  it('offers the next page only where there is one', () => {
    const disabledButtons = (html: string): string[] =>
      html.match(/<button[^>]*disabled=""[^>]*>.*?<\/button>/g)?.map((button) => button.replace(/<[^>]+>/g, '')) ?? [];

    expect(disabledButtons(table({ nextCursor: 'c' }))).toEqual(['Previous']);
    expect(disabledButtons(table({ state: { ...initialTableState, cursors: ['c'] } }))).toEqual(['Next']);
    expect(table({})).not.toContain('Previous');
  });

  it('tells loading, empty, nothing found and failed apart', () => {
    const loading = table({ rows: [], loading: true });
    const empty = table({ rows: [], empty: 'Nobody is invited yet' });
    const nothing = table({ rows: [], empty: 'Nobody is invited yet', state: { ...initialTableState, search: 'x' } });
    const failed = table({ rows: people, error: { message: 'No answer.', requestId: 'r-1' }, onRetry: () => {} });

    expect(loading).toContain('>Loading<');
    expect(empty).toContain('Nobody is invited yet');
    expect(nothing).toContain('Nothing matches');
    expect(nothing).not.toContain('Nobody is invited yet');
    for (const part of ['No answer.', 'r-1', 'Retry']) expect(failed).toContain(part);
    expect(failed).not.toContain('Ana');
  });
});
