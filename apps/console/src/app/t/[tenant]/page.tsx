import { Checklist, PageHeader, Panel, StatRow, StatTile, TextLink, cn } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { checklistItems } from '@/features/checklist/checklist-items.ts';
import { TenantOverviewDocument } from '@/generated/graphql.ts';
import { DayChart } from '@/features/overviews/day-chart.tsx';
import { QueueTiles } from '@/features/overviews/queue-tiles.tsx';
import { Warnings } from '@/shell/warnings.tsx';
import { ProfileStates } from './profile-states.tsx';

export const metadata: Metadata = { title: 'Overview' };

export default async function TenantOverviewPage({ params }: { params: TenantParams }): Promise<ReactElement> {
  const { tenantId, tenantName, permissions } = await tenantPage(params, 'tenant.overview');
  const isAdmin = permissions.includes('tenant.profiles');
  const { tenantOverview, emailProfiles } = await query(TenantOverviewDocument, { isAdmin }, { tenantId });
  const { checklist, warnings, memberCount, pendingInvitationCount, queue } = tenantOverview;
  const base = `/t/${tenantId}`;
  const isSetUp = !isAdmin || checklist.every((item) => item.done);

  return (
    <>
      <PageHeader
        title={tenantName}
        description={isAdmin ? 'Your tenant’s mail and people.' : 'You are a member: you see the overview and the people of this tenant.'}
      />
      <Warnings warnings={warnings} />
      <StatRow>
        {queue && <QueueTiles queue={queue} href={`${base}/messages`} />}
        <StatTile
          label="Members"
          value={memberCount}
          href={`${base}/users`}
          note={pendingInvitationCount === 0 ? 'everybody has joined' : `${pendingInvitationCount} invited, not joined yet`}
        />
      </StatRow>
      {isAdmin && (
        <div className={cn('mt-5 grid items-start gap-5', !isSetUp && 'xl:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]')}>
          {!isSetUp && (
            <Panel title="Set up this tenant" flush className="xl:order-last">
              <Checklist items={checklistItems(checklist, base)} />
            </Panel>
          )}
          <div className="flex min-w-0 flex-col gap-5">
            {emailProfiles && (
              <Panel
                title="Email profiles"
                actions={emailProfiles.items.length > 0 && <TextLink href={`${base}/profiles`}>All profiles</TextLink>}
                flush
              >
                <ProfileStates profiles={emailProfiles.items} base={`${base}/profiles`} />
              </Panel>
            )}
            {queue && (
              <Panel title="Mail of this tenant, last 24 hours">
                <DayChart hours={queue.hours} what="mail" />
              </Panel>
            )}
          </div>
        </div>
      )}
    </>
  );
}
