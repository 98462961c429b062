'use client';

import { Badge, DataTable, EmptyState, RelativeTime, Sparkline, buttonVariants } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { MailPlus, Plus } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';
import type { ProfileSummaryFragment } from '@/generated/graphql.ts';
import { useList } from '@/lists/use-list.ts';
import { useLiveMessages } from '@/features/messages/use-live-messages.ts';
import { SubmissionStateBadge, submissionStates } from '@/features/submissions/submission-state.tsx';
import { TokenState } from '@/features/submissions/token-state.tsx';

const filterIds = ['state'];

const columns: DataColumn<ProfileSummaryFragment>[] = [
  {
    id: 'name',
    enableSorting: true,
    header: 'Name',
    cell: ({ row: { original: profile } }) => (
      <span className="inline-flex max-w-full items-center gap-2">
        <span className="min-w-0 truncate">{profile.name}</span>
        {profile.isDefault && <Badge>Default</Badge>}
      </span>
    ),
    meta: { card: 'title', className: '@2xl:max-w-64' },
  },
  {
    id: 'state',
    enableSorting: true,
    header: 'State',
    cell: ({ row: { original: profile } }) => (
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <SubmissionStateBadge state={profile.state} inSandbox={profile.inSandbox} paused={Boolean(profile.pausedAt)} />
        {profile.grantState && profile.grantState !== 'VALID' && <TokenState state={profile.grantState} />}
      </span>
    ),
  },
  {
    id: 'lately',
    header: 'Lately',
    cell: ({ row }) => <Lately profile={row.original} />,
    meta: { grow: true },
  },
  {
    id: 'from',
    enableSorting: true,
    header: 'From',
    cell: ({ row: { original: profile } }) => (
      <span title={profile.fromName ? `${profile.fromName} <${profile.fromAddress}>` : profile.fromAddress}>{profile.fromAddress}</span>
    ),
    meta: { className: '@2xl:max-w-56' },
  },
  {
    id: 'waiting',
    header: 'Waiting',
    cell: ({ row: { original: profile } }) => (profile.waiting === 0 ? <span className="text-muted-foreground">0</span> : profile.waiting),
    meta: { align: 'end' },
  },
  {
    id: 'hours',
    header: 'Last 24 hours',
    cell: ({ row }) => <Sparkline hours={row.original.hours} />,
    meta: { align: 'end' },
  },
];

/** The last thing that happened: what failed, where something is failing. */
function Lately({ profile }: { profile: ProfileSummaryFragment }): ReactElement {
  const { lastSuccessAt, lastFailure, consecutiveFailures } = profile;
  if (lastFailure && consecutiveFailures > 0) {
    return (
      <span className="text-danger" title={lastFailure.sentence}>
        <RelativeTime value={lastFailure.at} />: {lastFailure.sentence}
      </span>
    );
  }
  return (
    <span className="text-muted-foreground">
      {lastSuccessAt ? (
        <>
          accepted <RelativeTime value={lastSuccessAt} />
        </>
      ) : (
        'nothing sent yet'
      )}
    </span>
  );
}

const stateOptions = Object.entries(submissionStates).map(([value, { label }]) => ({ value, label }));

interface ProfilesTableProps {
  rows: readonly ProfileSummaryFragment[];
  nextCursor: string | null;
  /** `/t/…/profiles` */
  base: string;
}

export function ProfilesTable({ rows, nextCursor, base }: ProfilesTableProps): ReactElement {
  const list = useList(filterIds);
  useLiveMessages('TENANT');
  return (
    <DataTable
      label="Email profiles"
      columns={columns}
      rows={rows}
      getRowId={(profile) => profile.id}
      {...list}
      nextCursor={nextCursor}
      rowHref={(profile) => `${base}/${profile.id}`}
      searchPlaceholder="Search profiles"
      filters={[{ id: 'state', label: 'State', options: stateOptions }]}
      actions={
        <Link href={`${base}/new`} className={buttonVariants({ variant: 'primary' })}>
          <Plus aria-hidden />
          New profile
        </Link>
      }
      empty={
        <EmptyState
          icon={<MailPlus />}
          title="No email profile yet"
          action={
            <Link href={`${base}/new`} className={buttonVariants({ variant: 'primary' })}>
              Set up the first profile
            </Link>
          }
        >
          A profile holds a mail server, a sender and who signs in. Provider, user name, password or OAuth client, and sender are enough; a
          check tells at once whether they work.
        </EmptyState>
      }
    />
  );
}
