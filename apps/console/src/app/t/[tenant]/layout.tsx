import type { ReactElement, ReactNode } from 'react';
import { ApiError } from '@/api/answer.ts';
import { read } from '@/api/server.ts';
import { membershipOf } from '@/api/tenant.ts';
import { TenantOverviewDocument } from '@/generated/graphql.ts';
import { SignedIn } from '@/shell/signed-in.tsx';
import { Suspended } from './suspended.tsx';

/** For members of the tenant in the address. A suspended tenant shows why, and nothing else. */
export default async function TenantLayout({
  params,
  children,
}: {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}): Promise<ReactElement> {
  const { tenantId, tenantName, tenantStatus } = await membershipOf((await params).tenant);
  return (
    <SignedIn area={{ kind: 'TENANT', tenantId }}>
      {tenantStatus === 'SUSPENDED' ? <Suspended tenantName={tenantName} reason={await refusal(tenantId)} /> : children}
    </SignedIn>
  );
}

/** The reason is in the API's refusal of any operation of that tenant. */
async function refusal(tenantId: string): Promise<string | null> {
  try {
    await read(TenantOverviewDocument, { isAdmin: false }, { tenantId });
    return null;
  } catch (error) {
    return error instanceof ApiError && error.code === 'TENANT_SUSPENDED' ? error.message : null;
  }
}
