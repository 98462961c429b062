import { Banner, DefinitionList, PageHeader, Panel, RelativeTime } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { TenantDocument } from '@/generated/graphql.ts';
import { TenantStatusBadge } from '../tenant-status.tsx';
import { TenantActions } from './tenant-actions.tsx';
import { TenantForm } from './tenant-form.tsx';

export const metadata: Metadata = { title: 'Tenant' };

export default async function TenantDetailPage({ params }: { params: Promise<{ id: string }> }): Promise<ReactElement> {
  await systemPage('platform.tenants');
  const { tenant } = await query(TenantDocument, { id: (await params).id });
  const isSuspended = tenant.status === 'SUSPENDED';

  return (
    <>
      <PageHeader
        crumbs={[{ label: 'Tenants', href: '/system/tenants' }]}
        title={tenant.name}
        badge={<TenantStatusBadge status={tenant.status} />}
        actions={<TenantActions tenant={tenant} />}
      />
      {isSuspended && (
        <Banner tone="danger" title="Suspended" className="mb-5">
          {tenant.suspendedAt && <RelativeTime value={tenant.suspendedAt} />}: {tenant.suspendedReason} Its people can sign in but see only
          this reason; its mail waits in the queue.
        </Banner>
      )}
      {tenant.adminCount === 0 && !isSuspended && (
        <Banner tone="warning" title="Nobody runs this tenant yet." className="mb-5">
          Invite a tenant admin: they invite their own people and set up their own mail.
        </Banner>
      )}
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Panel title="Usage">
          <DefinitionList
            items={[
              { term: 'Members', value: tenant.memberCount },
              { term: 'Tenant admins', value: tenant.adminCount },
              { term: 'Open invitations', value: tenant.pendingInvitationCount },
              { term: 'Invitations today', value: `${tenant.invitationsToday} of ${tenant.invitationsPerDay}` },
              { term: 'Created', value: <RelativeTime value={tenant.createdAt} show="exact" /> },
              { term: 'Id', value: tenant.id, mono: true },
            ]}
          />
        </Panel>
        <Panel title="Name and limits">
          <TenantForm tenant={tenant} />
        </Panel>
      </div>
    </>
  );
}
