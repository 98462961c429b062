'use client';

import { flexRender } from '@tanstack/react-table';
import type { Cell, Row as TableRow, Table } from '@tanstack/react-table';
import { useState } from 'react';
import type { KeyboardEvent, MouseEvent, ReactElement, ReactNode, RefObject } from 'react';

import { cn } from '../cn.ts';
import { Skeleton } from '../feedback/skeleton.tsx';
import { AppLink } from '../controls/app-link.tsx';
import { labelOf } from './columns.ts';

interface Opening<Row> {
  rowHref: ((row: Row) => string) | undefined;
  onOpen: ((row: Row) => void) | undefined;
}

interface Props<Row> extends Opening<Row> {
  table: Table<Row>;
  body: RefObject<HTMLTableSectionElement | null>;
}

/** The element a row opens by. Of all rows one is in the tab order; the arrows move it. */
const opener = '[data-row-opener]';
/** A click on these is theirs, not the row's. */
const interactive = 'a, button, input, select, textarea, label, [role="menuitem"], [role="checkbox"], [role="switch"]';

export function TableRows<Row>({ table, body, ...opening }: Props<Row>): ReactElement {
  const [active, setActive] = useState(0);
  const rows = table.getRowModel().rows;
  const opens = opening.rowHref !== undefined || opening.onOpen !== undefined;
  const current = Math.min(active, rows.length - 1);

  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, index: number): void => {
    if (!(event.target instanceof HTMLElement) || !event.target.matches(opener)) return;
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    body.current?.querySelectorAll<HTMLElement>(opener)[Math.max(0, Math.min(rows.length - 1, target))]?.focus();
  };
  const onClick = (event: MouseEvent<HTMLTableRowElement>): void => {
    if (!(event.target instanceof Element) || event.target.closest(interactive) !== null) return;
    // Somebody who marks text in a row does not want it to open.
    if (window.getSelection()?.toString() !== '') return;
    event.currentTarget.querySelector<HTMLElement>(opener)?.click();
  };

  return (
    <>
      {rows.map((row, index) => (
        <tr
          key={row.id}
          role="row"
          onKeyDown={(event) => onKeyDown(event, index)}
          onFocus={() => setActive(index)}
          {...(opens && { onClick })}
          className={cn(
            'block border-b px-4 py-2.5 last:border-b-0 @2xl:table-row @2xl:px-0 @2xl:py-0',
            opens &&
              'cursor-pointer hover:bg-hover/60 has-[[data-row-opener]:focus-visible]:bg-selected has-[[data-row-opener]:focus-visible]:outline-2 has-[[data-row-opener]:focus-visible]:-outline-offset-2 has-[[data-row-opener]:focus-visible]:outline-primary',
          )}
        >
          {row.getVisibleCells().map((cell, column) => (
            <TableCell
              key={cell.id}
              cell={cell}
              row={row}
              title={isTitle(row, cell, column)}
              tabIndex={index === current ? 0 : -1}
              {...opening}
            />
          ))}
        </tr>
      ))}
    </>
  );
}

/** The column marked as title, or else the first. */
function isTitle<Row>(row: TableRow<Row>, cell: Cell<Row, unknown>, column: number): boolean {
  const marked = row.getVisibleCells().some((each) => each.column.columnDef.meta?.card === 'title');
  return marked ? cell.column.columnDef.meta?.card === 'title' : column === 0;
}

interface CellProps<Row> extends Opening<Row> {
  cell: Cell<Row, unknown>;
  row: TableRow<Row>;
  title: boolean;
  tabIndex: number;
}

function TableCell<Row>({ cell, row, title, tabIndex, rowHref, onOpen }: CellProps<Row>): ReactElement {
  const { columnDef } = cell.column;
  const meta = columnDef.meta ?? {};
  const label = labelOf(columnDef);
  const content = flexRender(columnDef.cell, cell.getContext());
  return (
    <td
      role="cell"
      className={cn(
        'flex min-w-0 items-baseline gap-3 py-0.5 align-middle @2xl:table-cell @2xl:h-9 @2xl:px-3 @2xl:py-1 @2xl:whitespace-nowrap @2xl:first:pl-4 @2xl:last:pr-4',
        meta.align === 'end' && '@2xl:text-right',
        meta.mono === true && 'font-mono text-xs',
        meta.card === 'hidden' && 'hidden @2xl:table-cell',
        '@2xl:max-w-80 @2xl:truncate',
        meta.grow === true && '@2xl:w-full @2xl:max-w-0',
        title && 'pb-1 font-medium @2xl:pb-1',
        meta.className,
      )}
    >
      {!title && label !== '' && (
        <span className="w-28 shrink-0 font-sans text-xs text-muted-foreground @2xl:hidden" aria-hidden>
          {label}
        </span>
      )}
      <span className="min-w-0 flex-1 @2xl:contents">{title ? opening(content, row.original, tabIndex, rowHref, onOpen) : content}</span>
    </td>
  );
}

function opening<Row>(
  content: ReactNode,
  row: Row,
  tabIndex: number,
  rowHref: Opening<Row>['rowHref'],
  onOpen: Opening<Row>['onOpen'],
): ReactNode {
  const props = { 'data-row-opener': '', tabIndex, className: 'max-w-full text-left text-foreground outline-none @2xl:truncate' };
  if (rowHref !== undefined) {
    return (
      <AppLink href={rowHref(row)} {...props}>
        {content}
      </AppLink>
    );
  }
  if (onOpen === undefined) return content;
  return (
    <button type="button" onClick={() => onOpen(row)} {...props}>
      {content}
    </button>
  );
}

export function SkeletonRows({ columns }: { columns: number }): ReactElement {
  return (
    <>
      {Array.from({ length: 6 }, (_, row) => (
        <tr key={row} role="row" className="block border-b px-4 py-2.5 last:border-b-0 @2xl:table-row @2xl:px-0 @2xl:py-0">
          {Array.from({ length: columns }, (_, column) => (
            <td
              key={column}
              role="cell"
              className={cn('block py-1 @2xl:table-cell @2xl:h-9 @2xl:px-3 @2xl:first:pl-4', column > 2 && 'hidden')}
            >
              <Skeleton className={cn('h-3.5', ['w-3/4', 'w-1/2', 'w-2/3'][(row + column) % 3], 'max-w-48')} />
              {row === 0 && column === 0 && (
                <span role="status" className="sr-only">
                  Loading
                </span>
              )}
            </td>
          ))}
        </tr>
      ))}
    </>
  );
}
