import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { SandboxListDocument } from '@/generated/graphql.ts';
import { listRequest } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { SandboxAccess } from '@/features/sandbox/sandbox-access.tsx';
import { SandboxList } from '@/features/sandbox/sandbox-list.tsx';

export const metadata: Metadata = { title: 'Sandbox' };

export default async function SystemSandboxPage({ searchParams }: { searchParams: SearchParams }): Promise<ReactElement> {
  await systemPage('platform.sandbox');
  const { search, page } = await listRequest(searchParams);
  const { sandbox, sandboxMessages } = await query(SandboxListDocument, { filter: { search }, page });
  return (
    <>
      <PageHeader title="Sandbox" description="A mail server that catches what the platform sends to it and delivers none of it." />
      <SandboxAccess sandbox={sandbox} hasPassword={false} />
      <SandboxList
        rows={sandboxMessages.items}
        nextCursor={sandboxMessages.nextCursor ?? null}
        total={sandbox.messageCount}
        base="/system/sandbox"
      />
    </>
  );
}
