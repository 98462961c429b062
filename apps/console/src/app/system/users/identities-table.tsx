'use client';

import { Badge, DataTable, EmptyState, RelativeTime, StatusBadge } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { Users } from 'lucide-react';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import type { IdentitiesQuery, IdentityStatus } from '@/generated/graphql.ts';
import { useList } from '@/lists/use-list.ts';
import { IdentityMenu } from './identity-menu.tsx';

export type IdentityRow = IdentitiesQuery['identities']['items'][number];

const filterIds = ['status', 'role'];

const statuses = {
  ACTIVE: { label: 'Active', tone: 'success' },
  INVITED: { label: 'Invited', tone: 'neutral' },
  DISABLED: { label: 'Disabled', tone: 'danger' },
} as const satisfies Record<IdentityStatus, unknown>;

const columnsFor = (myId: string): DataColumn<IdentityRow>[] => [
  {
    id: 'name',
    enableSorting: true,
    header: 'Name',
    cell: ({ row: { original: identity } }) => (
      <span className="inline-flex max-w-full items-center gap-2">
        <bdi className="truncate">{identity.name}</bdi>
        {identity.systemAdmin && <Badge tone="info">System admin</Badge>}
        {identity.id === myId && <Badge>You</Badge>}
      </span>
    ),
    meta: { card: 'title', grow: true },
  },
  {
    id: 'email',
    enableSorting: true,
    header: 'E-mail',
    cell: ({ row: { original: identity } }) => (
      <>
        {identity.email}
        {identity.verifiedAt === null && <span className="ml-2 text-xs text-muted-foreground">not verified</span>}
      </>
    ),
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ row }) => <StatusBadge tone={statuses[row.original.status].tone}>{statuses[row.original.status].label}</StatusBadge>,
  },
  { id: 'memberships', header: 'Tenants', cell: ({ row }) => row.original.membershipCount, meta: { align: 'end' } },
  {
    id: 'lastSignIn',
    header: 'Last sign-in',
    cell: ({ row: { original: identity } }) =>
      identity.lastSignInAt ? <RelativeTime value={identity.lastSignInAt} /> : <span className="text-muted-foreground">never</span>,
    meta: { align: 'end' },
  },
  {
    id: 'acts',
    header: () => <span className="sr-only">Acts</span>,
    cell: ({ row }) => <IdentityMenu identity={row.original} isMe={row.original.id === myId} />,
    meta: { align: 'end', className: '@2xl:w-10' },
  },
];

export function IdentitiesTable({
  rows,
  nextCursor,
  myId,
}: {
  rows: readonly IdentityRow[];
  nextCursor: string | null;
  myId: string;
}): ReactElement {
  const list = useList(filterIds);
  const columns = useMemo(() => columnsFor(myId), [myId]);
  return (
    <DataTable
      label="Users"
      columns={columns}
      rows={rows}
      getRowId={(identity) => identity.id}
      {...list}
      nextCursor={nextCursor}
      searchPlaceholder="Search name or e-mail"
      filters={[
        { id: 'status', label: 'Status', options: Object.entries(statuses).map(([value, { label }]) => ({ value, label })) },
        { id: 'role', label: 'Role', options: [{ value: 'SYSTEM_ADMIN', label: 'System admins' }] },
      ]}
      empty={<EmptyState icon={<Users />} title="Nobody here yet" />}
    />
  );
}
