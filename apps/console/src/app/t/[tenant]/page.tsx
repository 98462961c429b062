import { Checklist, PageHeader, Panel, StatRow, StatTile } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { checklistItems } from '@/checklist/checklist-items.ts';
import { TenantOverviewDocument } from '@/generated/graphql.ts';
import { Warnings } from '@/shell/warnings.tsx';

export const metadata: Metadata = { title: 'Overview' };

export default async function TenantOverviewPage({ params }: { params: TenantParams }): Promise<ReactElement> {
  const { tenantId, tenantName, permissions } = await tenantPage(params, 'tenant.overview');
  const { tenantOverview } = await query(TenantOverviewDocument, {}, { tenantId });
  const { checklist, warnings, memberCount, pendingInvitationCount, sandboxMessageCount } = tenantOverview;
  const base = `/t/${tenantId}`;
  const isAdmin = permissions.includes('tenant.members.manage');

  return (
    <>
      <PageHeader
        title={tenantName}
        description={isAdmin ? 'Your tenant’s people and mail.' : 'You are a member: you see the overview and the people of this tenant.'}
      />
      <Warnings warnings={warnings} />
      <StatRow>
        <StatTile label="Members" value={memberCount} href={`${base}/users`} />
        <StatTile
          label="Open invitations"
          value={pendingInvitationCount}
          href={`${base}/users?status=INVITED`}
          note={pendingInvitationCount === 0 ? 'everybody has joined' : 'not joined yet'}
        />
        {isAdmin && <StatTile label="Captured mails" value={sandboxMessageCount} href={`${base}/sandbox`} note="in the sandbox" />}
      </StatRow>
      {isAdmin && checklist.some((item) => !item.done) && (
        <Panel title="Set up this tenant" flush className="mt-5 max-w-2xl">
          <Checklist items={checklistItems(checklist, base)} />
        </Panel>
      )}
    </>
  );
}
