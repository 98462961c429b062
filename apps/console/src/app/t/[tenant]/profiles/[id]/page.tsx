import { Badge, PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { viewer } from '@/api/viewer.ts';
import { EmailProfileDocument } from '@/generated/graphql.ts';
import { SubmissionStateBadge } from '@/submissions/submission-state.tsx';
import { ProfileActions } from './profile-actions.tsx';
import { ProfileBanners } from './profile-banners.tsx';
import { ProfileForm } from './profile-form.tsx';

export const metadata: Metadata = { title: 'Email profile' };

type Params = TenantParams & Promise<{ id: string }>;

export default async function ProfilePage({ params }: { params: Params }): Promise<ReactElement> {
  const { tenantId } = await tenantPage(params, 'tenant.profiles');
  const { id } = await params;
  const [{ emailProfile, emailProfiles, submissionPresets, egressRequests }, { identity }] = await Promise.all([
    query(EmailProfileDocument, { id }, { tenantId }),
    viewer(),
  ]);
  const base = `/t/${tenantId}`;
  const others = emailProfiles.items.filter((one) => one.id !== emailProfile.id);
  return (
    <>
      <PageHeader
        crumbs={[{ label: 'Email profiles', href: `${base}/profiles` }]}
        title={emailProfile.name}
        badge={
          <span className="flex flex-wrap items-center gap-2">
            <SubmissionStateBadge state={emailProfile.state} inSandbox={emailProfile.inSandbox} paused={Boolean(emailProfile.pausedAt)} />
            {emailProfile.isDefault && <Badge>Default</Badge>}
          </span>
        }
        description={emailProfile.description ?? undefined}
        actions={<ProfileActions profile={emailProfile} others={others} base={base} />}
      />
      <ProfileBanners profile={emailProfile} base={base} />
      <ProfileForm
        profile={emailProfile}
        presets={submissionPresets}
        others={others}
        egressRequests={egressRequests}
        myAddress={identity.email}
        base={base}
      />
    </>
  );
}
