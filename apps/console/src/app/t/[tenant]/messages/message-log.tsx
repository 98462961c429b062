'use client';

import { DataTable, EmptyState, buttonVariants } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { ScrollText } from 'lucide-react';
import Link from 'next/link';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import type { MessageFilter, TenantMessagesQuery } from '@/generated/graphql.ts';
import { useList } from '@/lists/use-list.ts';
import { messageColumns } from '@/features/messages/message-columns.tsx';
import { useLiveMessages } from '@/features/messages/use-live-messages.ts';
import { CancelWaiting } from './cancel-waiting.tsx';
import { filterIds } from './filters.ts';
import { MessageSearch } from './message-search.tsx';

type MessageRow = TenantMessagesQuery['messages']['items'][number];

export interface ProfileChoice {
  id: string;
  name: string;
}

interface MessageLogProps {
  rows: readonly MessageRow[];
  nextCursor: string | null;
  profiles: readonly ProfileChoice[];
  /** What the rows were asked for with. */
  filter: MessageFilter;
  /** `/t/…` */
  base: string;
}

const { recipient, outcome, created } = messageColumns<MessageRow>();

const columnsFor = (showsProfile: boolean): DataColumn<MessageRow>[] => [
  recipient,
  {
    id: 'subject',
    header: 'Subject',
    cell: ({ row }) => row.original.subject || '(no subject)',
    meta: { className: '@2xl:max-w-64 @2xl:truncate' },
  },
  outcome,
  ...(showsProfile
    ? [
        {
          id: 'profile',
          header: 'Profile',
          cell: ({ row }) => row.original.profileName,
          meta: { className: '@2xl:max-w-36 @2xl:truncate', card: 'hidden' },
        } satisfies DataColumn<MessageRow>,
      ]
    : []),
  created,
];

/** The messages of a tenant: who got what, and why not. */
export function MessageLog({ rows, nextCursor, profiles, filter, base }: MessageLogProps): ReactElement {
  const list = useList(filterIds);
  useLiveMessages('TENANT');
  const columns = useMemo(() => columnsFor(profiles.length > 1), [profiles.length]);
  return (
    <>
      <MessageSearch {...list} profiles={profiles}>
        {rows.length > 0 && <CancelWaiting filter={filter} profiles={profiles} stale={list.loading} />}
      </MessageSearch>
      <DataTable
        label="Messages"
        columns={columns}
        rows={rows}
        getRowId={(message) => message.id}
        {...list}
        nextCursor={nextCursor}
        rowHref={(message) => `${base}/messages/${message.id}`}
        empty={<NoMail base={base} hasProfiles={profiles.length > 0} />}
      />
    </>
  );
}

function NoMail({ base, hasProfiles }: { base: string; hasProfiles: boolean }): ReactElement {
  const first = hasProfiles ? { href: `${base}/keys`, label: 'Make an API key' } : { href: `${base}/profiles`, label: 'Set up a profile' };
  return (
    <EmptyState
      icon={<ScrollText />}
      title="No mail yet"
      action={
        <Link href={first.href} className={buttonVariants({ variant: 'primary' })}>
          {first.label}
        </Link>
      }
    >
      {hasProfiles
        ? 'Once a program hands in a mail, or you send a test, each of its recipients has a line here: what happened, and what to do.'
        : 'Mail leaves through an email profile: set one up and send a test. Each recipient then has a line here.'}
    </EmptyState>
  );
}
