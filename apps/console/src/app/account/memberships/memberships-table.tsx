'use client';

import { Badge, Button, ConfirmDialog, DataTable, EmptyState, StatusBadge, initialTableState, toast } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { Building2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { useToastedAct } from '@/actions/use-toasted-act.ts';
import type { Membership } from '@/api/viewer.ts';
import { LeaveTenantDocument, SwitchTenantDocument } from '@/generated/graphql.ts';
import { roleLabel } from '@/features/invitations/invite-dialog.tsx';

interface MembershipsTableProps {
  rows: readonly Membership[];
  defaultTenantId: string | null;
  isSystemAdmin: boolean;
}

export function MembershipsTable({ rows, defaultTenantId, isSystemAdmin }: MembershipsTableProps): ReactElement {
  const columns = useMemo(() => columnsFor(defaultTenantId), [defaultTenantId]);
  return (
    <DataTable
      label="Memberships"
      columns={columns}
      rows={rows}
      getRowId={(membership) => membership.id}
      state={initialTableState}
      onStateChange={() => undefined}
      rowHref={(membership) => `/t/${membership.tenantId}`}
      empty={
        <EmptyState icon={<Building2 />} title="You belong to no tenant">
          {isSystemAdmin
            ? 'System admins need none: what you do in tenants you do from the system pages.'
            : 'A tenant admin can invite you. Invitations show up here.'}
        </EmptyState>
      }
    />
  );
}

const columnsFor = (defaultTenantId: string | null): DataColumn<Membership>[] => [
  {
    id: 'tenant',
    header: 'Tenant',
    cell: ({ row: { original: membership } }) => (
      <span className="inline-flex max-w-full items-center gap-2">
        <span className="truncate">{membership.tenantName}</span>
        {membership.tenantId === defaultTenantId && <Badge tone="info">Opens at sign-in</Badge>}
      </span>
    ),
    meta: { card: 'title', grow: true },
  },
  { id: 'role', header: 'Role', cell: ({ row }) => roleLabel(row.original.role), meta: { className: '@2xl:whitespace-nowrap' } },
  {
    id: 'status',
    header: 'Tenant is',
    cell: ({ row }) =>
      row.original.tenantStatus === 'ACTIVE' ? (
        <StatusBadge tone="success">Active</StatusBadge>
      ) : (
        <StatusBadge tone="danger">Suspended</StatusBadge>
      ),
  },
  {
    id: 'acts',
    header: () => <span className="sr-only">Acts</span>,
    cell: ({ row }) => <MembershipActions membership={row.original} isDefault={row.original.tenantId === defaultTenantId} />,
    meta: { align: 'end', className: '@2xl:whitespace-nowrap' },
  },
];

function MembershipActions({ membership, isDefault }: { membership: Membership; isDefault: boolean }): ReactElement {
  const act = useAct();
  const router = useRouter();
  const { busy, run } = useToastedAct();
  const { tenantId, tenantName } = membership;
  return (
    <span className="inline-flex gap-1.5">
      {!isDefault && (
        <Button
          size="sm"
          loading={busy}
          aria-label={`Open ${tenantName} at sign-in`}
          onClick={() => void run(() => act(SwitchTenantDocument, { tenantId }), `${tenantName} opens when you sign in`)}
        >
          Open at sign-in
        </Button>
      )}
      <ConfirmDialog
        trigger={
          <Button size="sm" variant="dangerQuiet" aria-label={`Leave ${tenantName}`}>
            Leave
          </Button>
        }
        title={`Leave ${tenantName}?`}
        consequence="You lose access at once. Your account stays; only a new invitation brings you back. A tenant’s last admin can’t leave."
        confirmLabel="Leave tenant"
        onConfirm={async () => {
          await act(LeaveTenantDocument, { tenantId });
          toast.success(`You left ${tenantName}`);
          router.refresh();
        }}
      />
    </span>
  );
}
