import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { viewer } from '@/api/viewer.ts';
import { PlatformMailDocument } from '@/generated/graphql.ts';
import { grantResultOf } from '@/features/oauth/grant-words.ts';
import { SubmissionStateBadge } from '@/features/submissions/submission-state.tsx';
import { TokenState } from '@/features/submissions/token-state.tsx';
import { MailForm } from './mail-form.tsx';

export const metadata: Metadata = { title: 'Platform mail' };

export default async function PlatformMailPage({
  searchParams,
}: {
  searchParams: Promise<{ grant?: string | string[] }>;
}): Promise<ReactElement> {
  await systemPage('platform.mail');
  const [{ platformMailSettings, submissionPresets, oauthProviders, newRedirectUri, grant }, { grant: code }, { identity }] =
    await Promise.all([query(PlatformMailDocument, {}), searchParams, viewer()]);
  return (
    <>
      <PageHeader
        title="Platform mail"
        badge={
          <span className="flex flex-wrap items-center gap-2">
            <SubmissionStateBadge state={platformMailSettings.state} inSandbox={platformMailSettings.inSandbox} />
            {platformMailSettings.grantState && <TokenState state={platformMailSettings.grantState} />}
          </span>
        }
        description="Carries account mail only: invitations, activation, password resets, notices. Tenants’ own mail never travels through it."
      />
      <MailForm
        settings={platformMailSettings}
        presets={submissionPresets}
        setup={{ ...oauthProviders, ...newRedirectUri }}
        grant={grant ?? null}
        result={grantResultOf(typeof code === 'string' ? code : undefined)}
        myAddress={identity.email}
      />
    </>
  );
}
