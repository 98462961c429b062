import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { viewer } from '@/api/viewer.ts';
import { Invitations } from './invitations.tsx';
import { MembershipsTable } from './memberships-table.tsx';

export const metadata: Metadata = { title: 'Memberships' };

export default async function MembershipsPage(): Promise<ReactElement> {
  const { memberships, defaultTenantId, identity } = await viewer();
  return (
    <>
      <PageHeader title="Memberships" description="The tenants you belong to, and which of them opens when you sign in." />
      <Invitations invitations={memberships.filter(({ status }) => status === 'INVITED')} />
      <MembershipsTable
        rows={memberships.filter(({ status }) => status === 'ACTIVE')}
        defaultTenantId={defaultTenantId ?? null}
        isSystemAdmin={identity.systemAdmin}
      />
    </>
  );
}
