import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { viewer } from '@/api/viewer.ts';
import { IdentitiesDocument } from '@/generated/graphql.ts';
import { listRequest, oneOf } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { IdentitiesTable } from './identities-table.tsx';

export const metadata: Metadata = { title: 'Users' };

export default async function IdentitiesPage({ searchParams }: { searchParams: SearchParams }): Promise<ReactElement> {
  await systemPage('platform.identities');
  const { search, filters, page } = await listRequest(searchParams, ['status', 'role']);
  const [{ identities }, { identity }] = await Promise.all([
    query(IdentitiesDocument, {
      filter: {
        search,
        status: oneOf(filters.status, ['INVITED', 'ACTIVE', 'DISABLED']),
        systemAdmin: filters.role === 'SYSTEM_ADMIN' ? true : undefined,
      },
      page,
    }),
    viewer(),
  ]);
  return (
    <>
      <PageHeader title="Users" description="Everybody who can sign in, once each, whatever tenants they belong to." />
      <IdentitiesTable rows={identities.items} nextCursor={identities.nextCursor ?? null} myId={identity.id} />
    </>
  );
}
