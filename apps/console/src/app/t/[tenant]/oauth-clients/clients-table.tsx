'use client';

import { DataTable, EmptyState, RelativeTime, StatusBadge, buttonVariants } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { Fingerprint, Plus, TriangleAlert } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { useList } from '@/lists/use-list.ts';
import { clientState, daysText } from './client-states.ts';
import type { ClientRow } from './client-states.ts';

const columns: DataColumn<ClientRow>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: ({ row }) => <bdi>{row.original.name}</bdi>,
    meta: { card: 'title', className: '@2xl:max-w-64' },
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ row }) => {
      const { tone, label, meaning } = clientState(row.original);
      return (
        <StatusBadge tone={tone} title={meaning}>
          {label}
        </StatusBadge>
      );
    },
  },
  { id: 'provider', header: 'Provider', cell: ({ row }) => row.original.providerName },
  {
    id: 'profiles',
    header: 'Used by',
    cell: ({ row }) => <UsedBy profiles={row.original.profiles} />,
    meta: { grow: true, className: '@2xl:max-w-64 @2xl:truncate' },
  },
  { id: 'secret', header: 'Secret ends', cell: ({ row }) => <SecretEnd client={row.original} /> },
];

function UsedBy({ profiles }: Pick<ClientRow, 'profiles'>): ReactElement {
  if (profiles.length === 0) return <span className="text-muted-foreground">no profile</span>;
  const names = profiles.map(({ name }) => name).join(', ');
  return (
    <span title={names}>
      {profiles.length === 1 ? '1 profile' : `${profiles.length} profiles`}
      <span className="text-muted-foreground">: {names}</span>
    </span>
  );
}

function SecretEnd({ client: { authentication, secretExpiresAt, secretEndsInDays } }: { client: ClientRow }): ReactElement {
  if (authentication === 'NONE') return <span className="text-muted-foreground">has none</span>;
  if (!secretExpiresAt) return <span className="text-muted-foreground">no date</span>;
  const isNear = typeof secretEndsInDays === 'number';
  return (
    <span className={secretEndsInDays === 0 ? 'text-danger' : isNear ? 'text-warning' : undefined}>
      {isNear && <TriangleAlert className="mr-1 inline size-3.5 align-[-2px]" role="img" aria-label="Soon:" />}
      {isNear && secretEndsInDays > 0 ? daysText(secretEndsInDays) : <RelativeTime value={secretExpiresAt} />}
    </span>
  );
}

interface ClientsTableProps {
  rows: readonly ClientRow[];
  /** Before the search. */
  total: number;
  /** `/t/…/oauth-clients` */
  base: string;
}

export function ClientsTable({ rows, total, base }: ClientsTableProps): ReactElement {
  const list = useList();
  const create = (label: string): ReactElement => (
    <Link href={`${base}/new`} className={buttonVariants({ variant: 'primary' })}>
      <Plus aria-hidden />
      {label}
    </Link>
  );
  return (
    <DataTable
      label="OAuth clients"
      columns={columns}
      rows={rows}
      getRowId={(client) => client.id}
      {...list}
      rowHref={(client) => `${base}/${client.id}`}
      {...(total > 0 && { searchPlaceholder: 'Search clients', actions: create('New client') })}
      empty={
        <EmptyState icon={<Fingerprint />} title="No OAuth client yet" action={create('Register the first client')}>
          Gmail and Microsoft 365 (Office 365) take a token in place of a password. Register Posthorn there once; the form says what to copy
          where. Any number of email profiles can use one client.
        </EmptyState>
      }
    />
  );
}
