import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import { SandboxMessageDocument } from '@/generated/graphql.ts';
import { CapturedMail } from '@/features/sandbox/captured-mail.tsx';

export const metadata: Metadata = { title: 'Captured mail' };

export default async function TenantCapturedMailPage({
  params,
}: {
  params: Promise<{ tenant: string; id: string }>;
}): Promise<ReactElement> {
  const { tenantId } = await tenantPage(params, 'tenant.sandbox');
  const { sandboxMessage } = await query(SandboxMessageDocument, { id: (await params).id }, { tenantId });
  return <CapturedMail mail={sandboxMessage} base={`/t/${tenantId}/sandbox`} />;
}
