import { Badge, PageHeader, TextLink } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { viewer } from '@/api/viewer.ts';
import { EmailProfileDocument } from '@/generated/graphql.ts';
import { SubmissionStateBadge } from '@/features/submissions/submission-state.tsx';
import { TokenState } from '@/features/submissions/token-state.tsx';
import { ProfileActions } from './profile-actions.tsx';
import { ProfileBanners } from './profile-banners.tsx';
import { ProfileForm } from './profile-form.tsx';

export const metadata: Metadata = { title: 'Email profile' };

type Params = TenantParams & Promise<{ id: string }>;

export default async function ProfilePage({ params }: { params: Params }): Promise<ReactElement> {
  const { tenantId } = await tenantPage(params, 'tenant.profiles');
  const { id } = await params;
  const [{ emailProfile, emailProfiles, submissionPresets, egressRequests, oauthClients, oauthProviders }, { identity }] =
    await Promise.all([query(EmailProfileDocument, { id }, { tenantId }), viewer()]);
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
            {emailProfile.grantState && (
              <>
                <TokenState state={emailProfile.grantState} />
                <TextLink href={`${base}/profiles/${emailProfile.id}/token`} className="text-sm">
                  Manage token
                </TextLink>
              </>
            )}
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
        choices={{ clients: oauthClients, providers: oauthProviders }}
        myAddress={identity.email}
        base={base}
      />
    </>
  );
}
