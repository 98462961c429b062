'use client';

import { Button, DataTable, EmptyState, RelativeTime } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { Building2, Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import type { TenantFieldsFragment } from '@/generated/graphql.ts';
import { useDialogParam, useList } from '@/lists/use-list.ts';
import { CreateTenantDialog } from './create-tenant-dialog.tsx';
import { TenantStatusBadge } from './tenant-status.tsx';

const filterIds = ['status'];

const columns: DataColumn<TenantFieldsFragment>[] = [
  { id: 'name', enableSorting: true, header: 'Name', cell: ({ row }) => row.original.name, meta: { card: 'title', grow: true } },
  { id: 'status', header: 'Status', cell: ({ row }) => <TenantStatusBadge status={row.original.status} /> },
  { id: 'members', header: 'Members', cell: ({ row }) => row.original.memberCount, meta: { align: 'end' } },
  {
    id: 'admins',
    header: 'Admins',
    cell: ({ row }) => (row.original.adminCount === 0 ? <span className="text-warning">none</span> : row.original.adminCount),
    meta: { align: 'end' },
  },
  { id: 'pending', header: 'Invited', cell: ({ row }) => row.original.pendingInvitationCount, meta: { align: 'end', card: 'hidden' } },
  {
    id: 'invitations',
    header: 'Invitations today',
    cell: ({ row: { original: tenant } }) => (
      <span className={tenant.invitationsToday >= tenant.invitationsPerDay ? 'text-warning' : undefined}>
        {tenant.invitationsToday} of {tenant.invitationsPerDay}
      </span>
    ),
    meta: { align: 'end', className: '@2xl:whitespace-nowrap' },
  },
  {
    id: 'created',
    enableSorting: true,
    header: 'Created',
    cell: ({ row }) => <RelativeTime value={row.original.createdAt} />,
    meta: { align: 'end', card: 'hidden' },
  },
];

const statuses = [
  { value: 'ACTIVE', label: 'Active' },
  { value: 'SUSPENDED', label: 'Suspended' },
];

export function TenantsTable({ rows, nextCursor }: { rows: readonly TenantFieldsFragment[]; nextCursor: string | null }): ReactElement {
  const list = useList(filterIds);
  const [creating, setCreating] = useDialogParam('create');
  const createButton = (
    <Button variant="primary" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      Create tenant
    </Button>
  );

  return (
    <>
      <DataTable
        label="Tenants"
        columns={columns}
        rows={rows}
        getRowId={(tenant) => tenant.id}
        {...list}
        nextCursor={nextCursor}
        rowHref={(tenant) => `/system/tenants/${tenant.id}`}
        searchPlaceholder="Search tenants"
        filters={[{ id: 'status', label: 'Status', options: statuses }]}
        actions={createButton}
        empty={
          <EmptyState icon={<Building2 />} title="No tenants yet">
            Create one, then invite its first admin. They invite their own people.
          </EmptyState>
        }
      />
      <CreateTenantDialog open={creating} onOpenChange={setCreating} />
    </>
  );
}
