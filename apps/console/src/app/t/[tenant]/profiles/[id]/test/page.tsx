import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { viewer } from '@/api/viewer.ts';
import { TestPageDocument } from '@/generated/graphql.ts';
import { SubmissionStateBadge } from '@/features/submissions/submission-state.tsx';
import { TestDesk } from './test-desk.tsx';

export const metadata: Metadata = { title: 'Test message' };

type Params = TenantParams & Promise<{ id: string }>;

export default async function TestMessagePage({ params }: { params: Params }): Promise<ReactElement> {
  const { tenantId } = await tenantPage(params, 'tenant.send');
  const { id } = await params;
  const [{ emailProfile }, { identity }] = await Promise.all([query(TestPageDocument, { id }, { tenantId }), viewer()]);
  const base = `/t/${tenantId}`;
  return (
    <>
      <PageHeader
        crumbs={[
          { label: 'Email profiles', href: `${base}/profiles` },
          { label: emailProfile.name, href: `${base}/profiles/${id}` },
        ]}
        title="Send a test message"
        badge={
          <SubmissionStateBadge state={emailProfile.state} inSandbox={emailProfile.inSandbox} paused={Boolean(emailProfile.pausedAt)} />
        }
        description="A real message over the saved settings, through the same queue as everything else."
      />
      <TestDesk profile={emailProfile} myAddress={identity.email} base={base} />
    </>
  );
}
