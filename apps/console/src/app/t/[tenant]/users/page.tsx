import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { viewer } from '@/api/viewer.ts';
import { MembersDocument } from '@/generated/graphql.ts';
import { listRequest, oneOf } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { MembersTable } from './members-table.tsx';

export const metadata: Metadata = { title: 'Users' };

export default async function MembersPage({
  params,
  searchParams,
}: {
  params: TenantParams;
  searchParams: SearchParams;
}): Promise<ReactElement> {
  const { tenantId, tenantName, permissions } = await tenantPage(params, 'tenant.members.read');
  const { search, filters, page } = await listRequest(searchParams, ['status', 'role']);
  const filter = { search, status: oneOf(filters.status, ['INVITED', 'ACTIVE']), role: oneOf(filters.role, ['TENANT_ADMIN', 'MEMBER']) };
  const [{ members }, { identity }] = await Promise.all([query(MembersDocument, { filter, page }, { tenantId }), viewer()]);
  return (
    <>
      <PageHeader
        title="Users"
        description={`The people of ${tenantName}. Removing somebody ends their membership here; their account is their own.`}
      />
      <MembersTable
        rows={members.items}
        nextCursor={members.nextCursor ?? null}
        tenantName={tenantName}
        myIdentityId={identity.id}
        canManage={permissions.includes('tenant.members.manage')}
      />
    </>
  );
}
