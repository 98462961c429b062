'use client';

import { CodeBlock, DataTable, DefinitionList, Dialog, EmptyState, RelativeTime } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { History } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import type { AuditEventsQuery } from '@/generated/graphql.ts';
import { useList } from '@/lists/use-list.ts';

export type AuditRow = AuditEventsQuery['auditEvents']['items'][number];

const columnsFor = (showsTenant: boolean): DataColumn<AuditRow>[] => [
  {
    id: 'at',
    enableSorting: true,
    header: 'Time',
    cell: ({ row }) => <RelativeTime value={row.original.at} show="short" />,
    meta: { className: '@2xl:whitespace-nowrap' },
  },
  {
    id: 'actor',
    enableSorting: true,
    header: 'Who',
    cell: ({ row }) => <bdi>{row.original.actorName}</bdi>,
    meta: { className: '@2xl:whitespace-nowrap' },
  },
  {
    id: 'action',
    enableSorting: true,
    header: 'What',
    cell: ({ row }) => row.original.action,
    meta: { mono: true, card: 'title', className: '@2xl:whitespace-nowrap' },
  },
  { id: 'subject', header: 'On', cell: ({ row }) => <bdi>{row.original.subject}</bdi>, meta: { grow: true } },
  ...(showsTenant
    ? [
        {
          id: 'tenant',
          header: 'Tenant',
          cell: ({ row }) => row.original.tenantName ?? '',
          meta: { className: '@2xl:whitespace-nowrap' },
        } satisfies DataColumn<AuditRow>,
      ]
    : []),
  { id: 'address', header: 'From', cell: ({ row }) => row.original.ipAddress ?? '', meta: { mono: true, align: 'end' } },
];

interface AuditTableProps {
  rows: readonly AuditRow[];
  nextCursor: string | null;
  /** The platform's audit names the tenant of each entry. */
  showsTenant: boolean;
}

export function AuditTable({ rows, nextCursor, showsTenant }: AuditTableProps): ReactElement {
  const list = useList();
  const columns = useMemo(() => columnsFor(showsTenant), [showsTenant]);
  const [shown, setShown] = useState<AuditRow | null>(null);

  return (
    <>
      <DataTable
        label="Audit"
        columns={columns}
        rows={rows}
        getRowId={(event) => event.id}
        {...list}
        nextCursor={nextCursor}
        onOpen={setShown}
        searchPlaceholder="Search who, what or on what"
        empty={
          <EmptyState icon={<History />} title="Nothing recorded yet">
            Every change is recorded here and can’t be altered or removed.
          </EmptyState>
        }
      />
      <Dialog open={shown !== null} onOpenChange={(open) => !open && setShown(null)} size="lg" title={shown?.action ?? ''}>
        {shown !== null && <AuditDetails event={shown} />}
      </Dialog>
    </>
  );
}

function AuditDetails({ event }: { event: AuditRow }): ReactElement {
  const hasDetails = Object.keys(event.details).length > 0;
  return (
    <div className="flex flex-col gap-4">
      <DefinitionList
        items={[
          { term: 'Time', value: <RelativeTime value={event.at} show="exact" /> },
          { term: 'Who', value: <bdi>{event.actorName}</bdi> },
          { term: 'On', value: <bdi>{event.subject}</bdi> },
          { term: 'Tenant', value: event.tenantName ?? null },
          { term: 'From', value: event.ipAddress ?? null, mono: true },
          { term: 'Entry', value: event.id, mono: true },
        ]}
      />
      {hasDetails && <CodeBlock label="What changed; secrets only as “changed”" value={JSON.stringify(event.details, null, 2)} />}
    </div>
  );
}
