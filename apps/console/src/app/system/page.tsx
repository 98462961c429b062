import { Checklist, PageHeader, Panel, StatRow, StatTile, cn } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { checklistItems } from '@/checklist/checklist-items.ts';
import { PlatformOverviewDocument } from '@/generated/graphql.ts';
import { DayChart } from './day-chart.tsx';
import { Warnings } from '@/shell/warnings.tsx';

export const metadata: Metadata = { title: 'Overview' };

export default async function SystemOverviewPage(): Promise<ReactElement> {
  await systemPage('platform.overview');
  const { platformOverview } = await query(PlatformOverviewDocument, {});
  const { queue, checklist, warnings, tenantCount, identityCount } = platformOverview;
  const waiting = queue.queued + queue.sending + queue.deferred + queue.parked;
  const isSetUp = checklist.every((item) => item.done);

  return (
    <>
      <PageHeader title="Overview" description="Account mail of the whole platform, and what is left to set up." />
      <Warnings warnings={warnings} />
      <StatRow>
        <StatTile
          label="Waiting"
          value={waiting}
          note={
            queue.oldestDueSeconds > 0
              ? `oldest due for ${duration(queue.oldestDueSeconds)}`
              : waiting === 0
                ? 'nothing queued'
                : 'none is due'
          }
          tone={queue.oldestDueSeconds > 60 ? 'warning' : 'neutral'}
          href="/system/messages?state=QUEUED"
        />
        <StatTile
          label="Deferred"
          value={queue.deferred}
          note="tried again by itself"
          tone={queue.deferred > 0 ? 'warning' : 'neutral'}
          href="/system/messages?state=DEFERRED"
        />
        <StatTile
          label="Parked"
          value={queue.parked}
          note="until sign-in works"
          tone={queue.parked > 0 ? 'danger' : 'neutral'}
          href="/system/messages?state=PARKED"
        />
        <StatTile
          label="Accepted"
          value={queue.acceptedLastDay.toLocaleString('en')}
          note="in the last 24 hours"
          href="/system/messages?state=ACCEPTED"
        />
        <StatTile
          label="Failed"
          value={queue.failedLastDay.toLocaleString('en')}
          note="in the last 24 hours"
          tone={queue.failedLastDay > 0 ? 'danger' : 'neutral'}
          href="/system/messages?state=REJECTED"
        />
        <StatTile
          label="Tenants"
          value={tenantCount}
          href="/system/tenants"
          note={`${identityCount} ${identityCount === 1 ? 'person' : 'people'}`}
        />
      </StatRow>
      <div className={cn('mt-5 grid items-start gap-5', !isSetUp && 'xl:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)]')}>
        <Panel title="Account mail, last 24 hours">
          <DayChart hours={queue.hours} />
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

/** Seconds in the largest unit that keeps one digit of sense. */
function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
