import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { viewer } from '@/api/viewer.ts';
import { PlatformMailDocument } from '@/generated/graphql.ts';
import { SubmissionStateBadge } from '@/submissions/submission-state.tsx';
import { MailForm } from './mail-form.tsx';

export const metadata: Metadata = { title: 'Platform mail' };

export default async function PlatformMailPage(): Promise<ReactElement> {
  await systemPage('platform.mail');
  const [{ platformMailSettings, submissionPresets }, { identity }] = await Promise.all([query(PlatformMailDocument, {}), viewer()]);
  return (
    <>
      <PageHeader
        title="Platform mail"
        badge={<SubmissionStateBadge state={platformMailSettings.state} inSandbox={platformMailSettings.inSandbox} />}
        description="Carries account mail only: invitations, activation, password resets, notices. Tenants’ own mail never travels through it."
      />
      <MailForm settings={platformMailSettings} presets={submissionPresets} myAddress={identity.email} />
    </>
  );
}
