'use client';

import { Button, ConfirmDialog, DataTable, EmptyState, RelativeTime, toast } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { FlaskConical, RotateCw, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useTransition } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { ClearSandboxDocument } from '@/generated/graphql.ts';
import type { SandboxListQuery } from '@/generated/graphql.ts';
import { useList } from '@/lists/use-list.ts';
import { sizeText } from '@/features/messages/size-text.ts';

type Captured = SandboxListQuery['sandboxMessages']['items'][number];

const columns: DataColumn<Captured>[] = [
  {
    id: 'subject',
    enableSorting: true,
    header: 'Subject',
    cell: ({ row }) => row.original.subject || '(no subject)',
    meta: { card: 'title', grow: true },
  },
  {
    id: 'to',
    header: 'To',
    cell: ({
      row: {
        original: { recipients },
      },
    }) => (recipients.length > 1 ? `${recipients[0]} and ${recipients.length - 1} more` : recipients[0]),
    meta: { className: '@2xl:whitespace-nowrap' },
  },
  { id: 'from', header: 'From', cell: ({ row }) => row.original.from, meta: { card: 'hidden', className: '@2xl:whitespace-nowrap' } },
  {
    id: 'size',
    enableSorting: true,
    header: 'Size',
    cell: ({ row }) => sizeText(row.original.sizeBytes),
    meta: { align: 'end', card: 'hidden', className: '@2xl:whitespace-nowrap' },
  },
  {
    id: 'at',
    enableSorting: true,
    header: 'Caught',
    cell: ({ row }) => <RelativeTime value={row.original.receivedAt} />,
    meta: { align: 'end' },
  },
];

interface SandboxListProps {
  rows: readonly Captured[];
  nextCursor: string | null;
  total: number;
  /** Of the page: `/system/sandbox`. */
  base: string;
}

/** Captured mails, newest first; looks again every five seconds while the page is in sight. */
export function SandboxList({ rows, nextCursor, total, base }: SandboxListProps): ReactElement {
  const list = useList();
  const act = useAct();
  const router = useRouter();
  const [refreshing, startRefresh] = useTransition();

  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && router.refresh(), 5_000);
    return () => clearInterval(timer);
  }, [router]);

  return (
    <DataTable
      label="Captured mails"
      columns={columns}
      rows={rows}
      getRowId={(mail) => mail.id}
      {...list}
      nextCursor={nextCursor}
      rowHref={(mail) => `${base}/${mail.id}`}
      searchPlaceholder="Search subject or address"
      actions={
        <>
          <Button loading={refreshing} onClick={() => startRefresh(() => router.refresh())}>
            <RotateCw aria-hidden />
            Refresh
          </Button>
          <ConfirmDialog
            trigger={
              <Button variant="dangerQuiet" disabled={total === 0}>
                <Trash2 aria-hidden />
                Clear
              </Button>
            }
            title="Clear this sandbox?"
            consequence={
              total === 1
                ? 'The captured mail is deleted. It can’t be brought back.'
                : `All ${total} captured mails are deleted. They can’t be brought back.`
            }
            confirmLabel="Delete them"
            onConfirm={async () => {
              const { clearSandbox } = await act(ClearSandboxDocument, {});
              toast.success(clearSandbox === 1 ? '1 mail deleted' : `${clearSandbox} mails deleted`);
              router.refresh();
            }}
          />
        </>
      }
      empty={
        <EmptyState icon={<FlaskConical />} title="Nothing caught yet">
          Mail that is sent to the sandbox shows up here within seconds. It reaches nobody else.
        </EmptyState>
      }
    />
  );
}
