'use client';

import { Badge, Button, DataTable, RelativeTime, initialTableState } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { useToastedAct } from '@/actions/use-toasted-act.ts';
import { RevokeSessionDocument } from '@/generated/graphql.ts';
import type { MySessionsQuery } from '@/generated/graphql.ts';
import { browserName } from './browser-name.ts';

type SessionRow = MySessionsQuery['sessions'][number];

const columns: DataColumn<SessionRow>[] = [
  {
    id: 'browser',
    header: 'Browser',
    cell: ({ row: { original: session } }) => (
      <span className="inline-flex items-center gap-2" title={session.userAgent}>
        {browserName(session.userAgent)}
        {session.current && <Badge tone="info">This one</Badge>}
      </span>
    ),
    meta: { card: 'title', grow: true },
  },
  { id: 'address', header: 'Address', cell: ({ row }) => row.original.ipAddress, meta: { mono: true } },
  { id: 'created', header: 'Signed in', cell: ({ row }) => <RelativeTime value={row.original.createdAt} show="short" /> },
  { id: 'seen', header: 'Last active', cell: ({ row }) => <RelativeTime value={row.original.lastSeenAt} /> },
  { id: 'expires', header: 'Ends', cell: ({ row }) => <RelativeTime value={row.original.expiresAt} /> },
  {
    id: 'acts',
    header: () => <span className="sr-only">Acts</span>,
    cell: ({ row }) => !row.original.current && <EndSession session={row.original} />,
    meta: { align: 'end' },
  },
];

export function SessionsTable({ rows }: { rows: readonly SessionRow[] }): ReactElement {
  return (
    <DataTable
      label="Sessions"
      columns={columns}
      rows={rows}
      getRowId={(session) => session.id}
      state={initialTableState}
      onStateChange={() => undefined}
    />
  );
}

function EndSession({ session }: { session: SessionRow }): ReactElement {
  const act = useAct();
  const { busy, run } = useToastedAct();
  const name = browserName(session.userAgent);
  return (
    <Button
      size="sm"
      loading={busy}
      aria-label={`End the session of ${name} at ${session.ipAddress}`}
      onClick={() => void run(() => act(RevokeSessionDocument, { id: session.id }), `${name} is signed out`)}
    >
      End
    </Button>
  );
}
