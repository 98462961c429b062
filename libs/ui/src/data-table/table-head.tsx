'use client';

import { flexRender } from '@tanstack/react-table';
import type { Header, Table } from '@tanstack/react-table';
import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import type { ReactElement } from 'react';

import { cn } from '../cn.ts';
import { withSort } from './table-state.ts';
import type { TableState } from './table-state.ts';

interface Props {
  state: TableState;
  onStateChange: (state: TableState) => void;
}

export function TableHead<Row>({ table, ...props }: Props & { table: Table<Row> }): ReactElement {
  return (
    <thead role="rowgroup" className="sr-only @2xl:not-sr-only @2xl:table-header-group">
      {table.getHeaderGroups().map((group) => (
        <tr key={group.id} role="row" className="@2xl:border-b">
          {group.headers.map((header) => (
            <HeaderCell key={header.id} header={header} {...props} />
          ))}
        </tr>
      ))}
    </thead>
  );
}

function HeaderCell<Row>({ header, state, onStateChange }: Props & { header: Header<Row, unknown> }): ReactElement {
  const { columnDef, id } = header.column;
  const sorted = state.sort?.id === id ? (state.sort.descending ? 'descending' : 'ascending') : null;
  const sortable = columnDef.enableSorting === true;
  const text = flexRender(columnDef.header, header.getContext());
  const Icon = sorted === null ? ChevronsUpDown : sorted === 'descending' ? ArrowDown : ArrowUp;
  return (
    <th
      role="columnheader"
      scope="col"
      {...(sortable && { 'aria-sort': sorted ?? 'none' })}
      className={cn(
        'h-8 px-3 text-left text-xs font-medium whitespace-nowrap text-muted-foreground first:pl-4 last:pr-4',
        columnDef.meta?.align === 'end' && 'text-right',
        columnDef.meta?.grow === true && 'w-full',
      )}
    >
      {sortable ? (
        <button
          type="button"
          onClick={() => onStateChange(withSort(state, id, columnDef.meta?.descendingFirst ?? false))}
          className={cn(
            'group -mx-1 inline-flex items-center gap-1 rounded-sm px-1 py-0.5 hover:text-foreground',
            sorted !== null && 'text-foreground',
            columnDef.meta?.align === 'end' && 'flex-row-reverse',
          )}
        >
          {text}
          <Icon
            className={cn('size-3', sorted === null && 'opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100')}
            aria-hidden
          />
        </button>
      ) : (
        text
      )}
    </th>
  );
}
