import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { viewer } from '@/api/viewer.ts';
import { NewEmailProfileDocument } from '@/generated/graphql.ts';
import { NewProfileForm } from './new-profile-form.tsx';

export const metadata: Metadata = { title: 'New email profile' };

export default async function NewProfilePage({ params }: { params: TenantParams }): Promise<ReactElement> {
  const { tenantId } = await tenantPage(params, 'tenant.profiles');
  const [{ emailProfiles, submissionPresets, egressRequests, oauthClients, oauthProviders }, { identity }] = await Promise.all([
    query(NewEmailProfileDocument, {}, { tenantId }),
    viewer(),
  ]);
  return (
    <>
      <PageHeader
        crumbs={[{ label: 'Email profiles', href: `/t/${tenantId}/profiles` }]}
        title="New email profile"
        description="Who sends, over which provider, and who signs in. Try it before you create it; nothing is saved until then."
      />
      <NewProfileForm
        presets={submissionPresets}
        profiles={emailProfiles.items}
        egressRequests={egressRequests}
        choices={{ clients: oauthClients, providers: oauthProviders }}
        myAddress={identity.email}
        base={`/t/${tenantId}`}
      />
    </>
  );
}
