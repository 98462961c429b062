'use client';

import { getCoreRowModel, useReactTable } from '@tanstack/react-table';
import { useRef } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { Button } from '../controls/button.tsx';
import { EmptyState } from '../feedback/empty-state.tsx';
import { ErrorState } from '../feedback/error-state.tsx';
import { labelOf } from './columns.ts';
import type { DataColumn } from './columns.ts';
import { TableHead } from './table-head.tsx';
import { TablePager } from './table-pager.tsx';
import { SkeletonRows, TableRows } from './table-rows.tsx';
import { withoutFilters } from './table-state.ts';
import type { TableState } from './table-state.ts';
import { TableToolbar } from './table-toolbar.tsx';
import type { TableFilter } from './table-toolbar.tsx';

export interface DataTableProps<Row> {
  /** What the table lists, for screen readers: "Messages". */
  label: string;
  columns: readonly DataColumn<Row>[];
  rows: readonly Row[];
  getRowId: (row: Row) => string;
  /** From the address (`readTableState`); the table keeps none of it. */
  state: TableState;
  onStateChange: (state: TableState) => void;
  /** The next page's, as the server gave it; `null` on the last page. */
  nextCursor?: string | null;
  /** With rows: they stay, dimmed. Without: a skeleton. */
  loading?: boolean;
  error?: { message: ReactNode; requestId?: string | null } | null;
  onRetry?: () => void;
  /** What opens a row: its page, or an act. The title column becomes that link or button. */
  rowHref?: (row: Row) => string;
  onOpen?: (row: Row) => void;
  /** Leave out where the server can't search. */
  searchPlaceholder?: string;
  filters?: readonly TableFilter[];
  /** Right in the toolbar: "Invite". */
  actions?: ReactNode;
  /** No rows and no filter: an `EmptyState`. */
  empty?: ReactNode;
  /** How many there are in all, if the server counts. */
  total?: number;
  className?: string;
}

/** A list from the server: search, filters, sort and pages are the server's work, this draws them. Arrows move between rows, Enter opens. */
export function DataTable<Row>(props: DataTableProps<Row>): ReactElement {
  const { label, columns, rows, getRowId, state, onStateChange, nextCursor = null, loading = false, error } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const table = useReactTable<Row>({
    // The library only reads them; its type says otherwise.
    data: rows as Row[],
    columns: columns as DataColumn<Row>[],
    getRowId,
    getCoreRowModel: getCoreRowModel(),
    manualSorting: true,
    manualFiltering: true,
    manualPagination: true,
  });
  const showsSkeleton = loading && rows.length === 0;
  const showsRows = !showsSkeleton && rows.length > 0 && (error === null || error === undefined);
  return (
    <div className={cn('@container min-w-0 rounded-lg border bg-surface', props.className)}>
      <TableToolbar
        label={label}
        state={state}
        onStateChange={onStateChange}
        searchPlaceholder={props.searchPlaceholder}
        filters={props.filters ?? []}
        sortable={columns
          .filter((column) => column.enableSorting === true)
          .map((column) => ({ id: column.id ?? '', label: labelOf(column) }))}
        actions={props.actions}
      />
      <div
        className={cn('relative @2xl:overflow-x-auto', loading && !showsSkeleton && 'opacity-60 transition-opacity delay-150')}
        aria-busy={loading}
      >
        <table role="table" aria-label={label} className="block w-full border-collapse text-sm @2xl:table">
          <TableHead table={table} state={state} onStateChange={onStateChange} />
          <tbody ref={body} role="rowgroup" className="block @2xl:table-row-group">
            {showsSkeleton && <SkeletonRows columns={columns.length} />}
            {showsRows && <TableRows table={table} body={body} rowHref={props.rowHref} onOpen={props.onOpen} />}
          </tbody>
        </table>
        {!showsRows && !showsSkeleton && <Instead {...props} />}
      </div>
      <TablePager
        label={label}
        state={state}
        onStateChange={onStateChange}
        nextCursor={nextCursor}
        count={showsRows ? rows.length : 0}
        total={props.total}
        loading={loading}
      />
    </div>
  );
}

/** What stands in place of rows. */
function Instead<Row>({ error, onRetry, loading, state, onStateChange, empty }: DataTableProps<Row>): ReactElement {
  if (error !== null && error !== undefined) {
    return (
      <ErrorState requestId={error.requestId ?? null} retrying={loading ?? false} onRetry={onRetry}>
        {error.message}
      </ErrorState>
    );
  }
  if (state.search !== '' || Object.keys(state.filters).length > 0) {
    return (
      <EmptyState title="Nothing matches" action={<Button onClick={() => onStateChange(withoutFilters(state))}>Clear filters</Button>}>
        No entry fits this search and these filters.
      </EmptyState>
    );
  }
  return <>{empty ?? <EmptyState title="Nothing here yet" />}</>;
}
