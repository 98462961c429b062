import type { ColumnDef, RowData } from '@tanstack/react-table';

declare module '@tanstack/react-table' {
  // The parameters must repeat the library's own, or the two declarations don't merge.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface ColumnMeta<TData extends RowData, TValue> {
    /** The column's name on a card, where the header is no text. */
    label?: string;
    align?: 'start' | 'end';
    /** Ids, addresses, replies. */
    mono?: boolean;
    /** On narrow screens a row is a card: its `title`, or `hidden`; else "label  value". */
    card?: 'title' | 'hidden';
    /** Newest or largest first when sorted for the first time. */
    descendingFirst?: boolean;
    /** Takes what is left of the width and cuts its text. */
    grow?: boolean;
    className?: string;
  }
}

/** A column of `DataTable`. `enableSorting: true` makes it sortable: the server sorts, by the column's `id`. */
export type DataColumn<Row> = ColumnDef<Row>;

/** The name a column has on cards and in the sort menu. */
export function labelOf<Row>(column: DataColumn<Row>): string {
  return column.meta?.label ?? (typeof column.header === 'string' ? column.header : '');
}
