import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { AuditTable } from '@/features/audit/audit-table.tsx';
import { AuditEventsDocument } from '@/generated/graphql.ts';
import { listRequest } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';

export const metadata: Metadata = { title: 'Audit' };

export default async function SystemAuditPage({ searchParams }: { searchParams: SearchParams }): Promise<ReactElement> {
  await systemPage('platform.audit');
  const { search, page } = await listRequest(searchParams);
  const { auditEvents } = await query(AuditEventsDocument, { filter: { search }, page });
  return (
    <>
      <PageHeader title="Audit" description="Who changed what, when and from where. Entries are only ever added." />
      <AuditTable rows={auditEvents.items} nextCursor={auditEvents.nextCursor ?? null} showsTenant />
    </>
  );
}
