import { Checklist, PageHeader, Panel, StatRow, StatTile, cn } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { checklistItems } from '@/features/checklist/checklist-items.ts';
import { PlatformOverviewDocument } from '@/generated/graphql.ts';
import { DayChart } from '@/features/overviews/day-chart.tsx';
import { QueueTiles } from '@/features/overviews/queue-tiles.tsx';
import { Warnings } from '@/shell/warnings.tsx';

export const metadata: Metadata = { title: 'Overview' };

export default async function SystemOverviewPage(): Promise<ReactElement> {
  await systemPage('platform.overview');
  const { platformOverview } = await query(PlatformOverviewDocument, {});
  const { queue, checklist, warnings, tenantCount, identityCount } = platformOverview;
  const isSetUp = checklist.every((item) => item.done);

  return (
    <>
      <PageHeader title="Overview" description="Account mail of the whole platform, and what is left to set up." />
      <Warnings warnings={warnings} />
      <StatRow>
        <QueueTiles queue={queue} href="/system/messages" />
        <StatTile
          label="Tenants"
          value={tenantCount}
          href="/system/tenants"
          note={`${identityCount} ${identityCount === 1 ? 'person' : 'people'}`}
        />
      </StatRow>
      <div className={cn('mt-5 grid items-start gap-5', !isSetUp && 'xl:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]')}>
        <Panel title="Account mail, last 24 hours">
          <DayChart hours={queue.hours} what="account mail" />
        </Panel>
        {!isSetUp && (
          <Panel title="Set up Posthorn" flush>
            <Checklist items={checklistItems(checklist, '')} />
          </Panel>
        )}
      </div>
    </>
  );
}
