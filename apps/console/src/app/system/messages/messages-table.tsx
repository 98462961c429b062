'use client';

import { DataTable, EmptyState, RelativeTime } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { ScrollText } from 'lucide-react';
import type { ReactElement } from 'react';
import type { AccountMessagesQuery } from '@/generated/graphql.ts';
import { useList } from '@/lists/use-list.ts';
import { MessageStateBadge } from '@/messages/message-state-badge.tsx';
import { kindLabel, messageKinds, messageStates } from '@/messages/message-words.ts';
import { useLiveMessages } from './use-live-messages.ts';

type MessageRow = AccountMessagesQuery['messages']['items'][number];

const filterIds = ['state', 'kind'];

const columns: DataColumn<MessageRow>[] = [
  {
    id: 'recipient',
    enableSorting: true,
    header: 'Recipient',
    cell: ({ row }) => row.original.recipient,
    meta: { card: 'title', className: '@2xl:whitespace-nowrap' },
  },
  { id: 'state', header: 'State', cell: ({ row }) => <MessageStateBadge state={row.original.state} /> },
  {
    id: 'kind',
    enableSorting: true,
    header: 'Kind',
    cell: ({ row }) => kindLabel(row.original.kind),
    meta: { className: '@2xl:whitespace-nowrap' },
  },
  {
    id: 'what',
    header: 'What happened',
    cell: ({ row: { original: message } }) => (
      <span className="text-muted-foreground" title={message.sentence ?? undefined}>
        {message.sentence ?? message.subject}
      </span>
    ),
    meta: { grow: true },
  },
  {
    id: 'tenant',
    header: 'Because of',
    cell: ({ row }) => row.original.tenantName ?? <span className="text-muted-foreground">the platform</span>,
    meta: { className: '@2xl:max-w-40 @2xl:truncate @2xl:whitespace-nowrap' },
  },
  {
    id: 'attempts',
    enableSorting: true,
    header: 'Tries',
    cell: ({ row }) => row.original.attemptCount,
    meta: { align: 'end', card: 'hidden' },
  },
  {
    id: 'created',
    enableSorting: true,
    header: 'Queued',
    cell: ({ row }) => <RelativeTime value={row.original.createdAt} show="short" />,
    meta: { align: 'end' },
  },
];

const optionsOf = (words: Record<string, { label: string } | string>) =>
  Object.entries(words).map(([value, word]) => ({ value, label: typeof word === 'string' ? word : word.label }));

export function MessagesTable({ rows, nextCursor }: { rows: readonly MessageRow[]; nextCursor: string | null }): ReactElement {
  const list = useList(filterIds);
  useLiveMessages();
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
        { id: 'state', label: 'State', options: optionsOf(messageStates) },
        { id: 'kind', label: 'Kind', options: optionsOf(messageKinds) },
      ]}
      empty={
        <EmptyState icon={<ScrollText />} title="No account mail yet">
          The first invitation, reset or test mail shows up here.
        </EmptyState>
      }
    />
  );
}
