import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { TenantsDocument } from '@/generated/graphql.ts';
import { listRequest, oneOf } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { TenantsTable } from './tenants-table.tsx';

export const metadata: Metadata = { title: 'Tenants' };

export default async function TenantsPage({ searchParams }: { searchParams: SearchParams }): Promise<ReactElement> {
  await systemPage('platform.tenants');
  const { search, filters, page } = await listRequest(searchParams, ['status']);
  const { tenants } = await query(TenantsDocument, { filter: { search, status: oneOf(filters.status, ['ACTIVE', 'SUSPENDED']) }, page });
  return (
    <>
      <PageHeader title="Tenants" description="Each has its own people, mail and sandbox. Nobody sees another’s." />
      <TenantsTable rows={tenants.items} nextCursor={tenants.nextCursor ?? null} />
    </>
  );
}
