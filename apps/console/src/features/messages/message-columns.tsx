import { RelativeTime } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import type { MessageLineFragment } from '@/generated/graphql.ts';
import { MessageOutcome } from './message-outcome.tsx';

/** The columns that both logs of messages have. */
export const messageColumns = <Row extends MessageLineFragment>() =>
  ({
    recipient: {
      id: 'recipient',
      enableSorting: true,
      header: 'Recipient',
      cell: ({ row }) => row.original.recipient,
      meta: { card: 'title', className: '@2xl:max-w-72 @2xl:whitespace-nowrap' },
    },
    outcome: {
      id: 'what',
      header: 'What happened',
      cell: ({ row }) => <MessageOutcome message={row.original} />,
      meta: { grow: true },
    },
    attempts: {
      id: 'attempts',
      enableSorting: true,
      header: 'Tries',
      cell: ({ row }) => row.original.attemptCount,
      meta: { align: 'end', card: 'hidden' },
    },
    created: {
      id: 'created',
      enableSorting: true,
      header: 'Queued',
      cell: ({ row }) => <RelativeTime value={row.original.createdAt} show="short" />,
      meta: { align: 'end' },
    },
  }) satisfies Record<string, DataColumn<Row>>;
