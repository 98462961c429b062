import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { SandboxListDocument } from '@/generated/graphql.ts';
import { listRequest } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { SandboxAccess } from '@/features/sandbox/sandbox-access.tsx';
import { SandboxList } from '@/features/sandbox/sandbox-list.tsx';

export const metadata: Metadata = { title: 'Sandbox' };

export default async function TenantSandboxPage({
  params,
  searchParams,
}: {
  params: TenantParams;
  searchParams: SearchParams;
}): Promise<ReactElement> {
  const { tenantId } = await tenantPage(params, 'tenant.sandbox');
  const { search, page } = await listRequest(searchParams);
  const { sandbox, sandboxMessages } = await query(SandboxListDocument, { filter: { search }, page }, { tenantId });
  return (
    <>
      <PageHeader
        title="Sandbox"
        description="Point a system at it to see what it would send. Everything is caught here; nothing is delivered."
      />
      <SandboxAccess sandbox={sandbox} hasPassword />
      <SandboxList
        rows={sandboxMessages.items}
        nextCursor={sandboxMessages.nextCursor ?? null}
        total={sandbox.messageCount}
        base={`/t/${tenantId}/sandbox`}
      />
    </>
  );
}
