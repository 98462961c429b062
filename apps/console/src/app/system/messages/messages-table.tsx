'use client';

import { DataTable, EmptyState } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { ScrollText } from 'lucide-react';
import type { ReactElement } from 'react';
import type { AccountMessagesQuery } from '@/generated/graphql.ts';
import { useList } from '@/lists/use-list.ts';
import { messageColumns } from '@/features/messages/message-columns.tsx';
import { accountKinds, kindLabel, kindOptions, stateOptions } from '@/features/messages/message-words.ts';
import { useLiveMessages } from '@/features/messages/use-live-messages.ts';

type MessageRow = AccountMessagesQuery['messages']['items'][number];

const filterIds = ['state', 'kind'];

const { recipient, outcome, attempts, created } = messageColumns<MessageRow>();

const columns: DataColumn<MessageRow>[] = [
  recipient,
  {
    id: 'kind',
    enableSorting: true,
    header: 'Kind',
    cell: ({ row }) => kindLabel(row.original.kind),
    meta: { className: '@2xl:whitespace-nowrap' },
  },
  outcome,
  {
    id: 'tenant',
    header: 'Because of',
    cell: ({ row }) => row.original.tenantName ?? <span className="text-muted-foreground">the platform</span>,
    meta: { className: '@2xl:max-w-40 @2xl:truncate @2xl:whitespace-nowrap' },
  },
  attempts,
  created,
];

export function MessagesTable({ rows, nextCursor }: { rows: readonly MessageRow[]; nextCursor: string | null }): ReactElement {
  const list = useList(filterIds);
  useLiveMessages('ACCOUNT');
  return (
    <DataTable
      label="Account messages"
      columns={columns}
      rows={rows}
      getRowId={(message) => message.id}
      {...list}
      nextCursor={nextCursor}
      rowHref={(message) => `/system/messages/${message.id}`}
      searchPlaceholder="Search recipient"
      filters={[
        { id: 'state', label: 'State', options: stateOptions },
        { id: 'kind', label: 'Kind', options: kindOptions(accountKinds) },
      ]}
      empty={
        <EmptyState icon={<ScrollText />} title="No account mail yet">
          The first invitation, reset or test mail shows up here.
        </EmptyState>
      }
    />
  );
}
