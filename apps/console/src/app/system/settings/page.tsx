import { PageHeader, Skeleton } from '@posthorn/ui';
import type { Metadata } from 'next';
import { Suspense } from 'react';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { EgressRequestsDocument, PlatformSettingsDocument } from '@/generated/graphql.ts';
import { EgressPanel } from './egress-panel.tsx';
import { EgressRequestsPanel } from './egress-requests-panel.tsx';
import { SettingsForm } from './settings-form.tsx';

export const metadata: Metadata = { title: 'Settings' };

export default async function SettingsPage(): Promise<ReactElement> {
  await systemPage('platform.settings');
  const { platformSettings, egressRules } = await query(PlatformSettingsDocument, {});
  return (
    <div className="max-w-4xl">
      <PageHeader
        title="Settings"
        description="How the platform looks in mail and in the browser, how long links and sessions live, and where it may connect to."
      />
      <SettingsForm settings={platformSettings} />
      <div className="mt-5" id="egress-requests">
        <Suspense fallback={<Skeleton className="h-32 rounded-lg" />}>
          <EgressRequests />
        </Suspense>
      </div>
      <div className="mt-5" id="egress">
        <EgressPanel rules={egressRules} />
      </div>
    </div>
  );
}

/** By itself: the API looks up each host that is asked for, which may take its time. */
async function EgressRequests(): Promise<ReactElement> {
  const { egressRequests } = await query(EgressRequestsDocument, {});
  return <EgressRequestsPanel requests={egressRequests} />;
}
