'use client';

import { Badge, Button, DataTable, EmptyState, RelativeTime, toast } from '@posthorn/ui';
import type { DataColumn } from '@posthorn/ui';
import { UserPlus, Users } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { useAct } from '@/actions/actions.tsx';
import { InviteUserDocument } from '@/generated/graphql.ts';
import type { MembersQuery } from '@/generated/graphql.ts';
import { InviteDialog, roleLabel } from '@/features/invitations/invite-dialog.tsx';
import { useDialogParam, useList } from '@/lists/use-list.ts';
import { InvitationState } from './invitation-state.tsx';
import { MemberMenu } from './member-menu.tsx';

export type MemberRow = MembersQuery['members']['items'][number];

interface MembersTableProps {
  rows: readonly MemberRow[];
  nextCursor: string | null;
  tenantName: string;
  myIdentityId: string;
  /** False for members, who read only. */
  canManage: boolean;
}

const filterIds = ['status', 'role'];
const filters = [
  {
    id: 'status',
    label: 'State',
    options: [
      { value: 'ACTIVE', label: 'Joined' },
      { value: 'INVITED', label: 'Invited' },
    ],
  },
  {
    id: 'role',
    label: 'Role',
    options: [
      { value: 'TENANT_ADMIN', label: 'Tenant admin' },
      { value: 'MEMBER', label: 'Member' },
    ],
  },
];

export function MembersTable({ rows, nextCursor, tenantName, myIdentityId, canManage }: MembersTableProps): ReactElement {
  const list = useList(filterIds);
  const act = useAct();
  const router = useRouter();
  const [inviting, setInviting] = useDialogParam('invite');
  const columns = useMemo(() => columnsFor(tenantName, myIdentityId, canManage), [tenantName, myIdentityId, canManage]);

  return (
    <>
      <DataTable
        label="Users"
        columns={columns}
        rows={rows}
        getRowId={(member) => member.id}
        {...list}
        nextCursor={nextCursor}
        searchPlaceholder="Search name or e-mail"
        filters={filters}
        actions={
          canManage && (
            <Button variant="primary" onClick={() => setInviting(true)}>
              <UserPlus aria-hidden />
              Invite
            </Button>
          )
        }
        empty={<EmptyState icon={<Users />} title="Nobody here yet" />}
      />
      {canManage && (
        <InviteDialog
          open={inviting}
          onOpenChange={setInviting}
          title={`Invite to ${tenantName}`}
          description="They get a mail with a link. Whoever has an account already signs in and accepts."
          role="MEMBER"
          invite={async (input) => {
            const { inviteUser } = await act(InviteUserDocument, { input });
            toast.success(`Invitation for ${inviteUser.email} is on its way`);
            router.refresh();
          }}
        />
      )}
    </>
  );
}

const columnsFor = (tenantName: string, myIdentityId: string, canManage: boolean): DataColumn<MemberRow>[] => [
  {
    id: 'name',
    header: 'Name',
    cell: ({ row: { original: member } }) => (
      <span className="inline-flex max-w-full items-center gap-2">
        <bdi className="truncate">{member.name}</bdi>
        {member.identityId === myIdentityId && <Badge>You</Badge>}
      </span>
    ),
    meta: { card: 'title', className: '@2xl:max-w-64' },
  },
  { id: 'email', header: 'E-mail', cell: ({ row }) => row.original.email, meta: { className: '@2xl:max-w-72 @2xl:truncate' } },
  {
    id: 'role',
    enableSorting: true,
    header: 'Role',
    cell: ({ row }) => roleLabel(row.original.role),
    meta: { className: '@2xl:whitespace-nowrap' },
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ row: { original: member } }) =>
      member.status === 'ACTIVE' ? (
        <>Joined {member.joinedAt && <RelativeTime value={member.joinedAt} />}</>
      ) : (
        <InvitationState invitation={member.invitation ?? null} />
      ),
    meta: { grow: true },
  },
  ...(canManage
    ? [
        {
          id: 'acts',
          header: () => <span className="sr-only">Acts</span>,
          cell: ({ row }) => <MemberMenu member={row.original} tenantName={tenantName} isMe={row.original.identityId === myIdentityId} />,
          meta: { align: 'end', className: '@2xl:w-10' },
        } satisfies DataColumn<MemberRow>,
      ]
    : []),
];
