'use client';

import { DataTable, EmptyState, RelativeTime, StatusBadge, initialTableState } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { grantEventOf } from './grant-words.ts';
import type { Grant } from './use-grant.ts';

type Event = Grant['history'][number];

const columns: DataColumn<Event>[] = [
  {
    id: 'what',
    header: 'What',
    cell: ({ row }) => {
      const { tone, label } = grantEventOf(row.original);
      return <StatusBadge tone={tone}>{label}</StatusBadge>;
    },
    meta: { card: 'title' },
  },
  { id: 'at', header: 'When', cell: ({ row }) => <RelativeTime value={row.original.at} show="short" /> },
  {
    id: 'code',
    header: 'Code and detail',
    cell: ({ row: { original: event } }) =>
      event.code || event.detail ? (
        <span className="whitespace-normal">
          {event.code && <code className="mr-1.5 font-mono text-xs">{event.code}</code>}
          {event.detail}
        </span>
      ) : (
        <None />
      ),
    meta: { grow: true },
  },
  {
    id: 'took',
    header: 'ms',
    cell: ({ row: { original: event } }) => (typeof event.tookMs === 'number' ? event.tookMs.toLocaleString('en') : <None />),
    meta: { align: 'end' },
  },
  {
    id: 'who',
    header: 'Who',
    cell: ({ row: { original: event } }) => event.actorName ?? <span className="text-muted-foreground">Posthorn</span>,
  },
];

function None(): ReactElement {
  return (
    <span role="img" aria-label="none" className="text-muted-foreground">
      –
    </span>
  );
}

/** The last 50 refreshes, consents and ends. */
export function GrantHistory({ history }: { history: Grant['history'] }): ReactElement {
  return (
    <DataTable
      label="Refresh history"
      columns={columns}
      rows={history}
      getRowId={(event) => event.id}
      state={initialTableState}
      onStateChange={() => undefined}
      empty={<EmptyState title="Nothing yet">Each grant, refresh and failure is kept here, the newest 50.</EmptyState>}
    />
  );
}
