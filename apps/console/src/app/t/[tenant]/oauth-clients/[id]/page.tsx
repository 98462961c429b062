import { PageHeader, StatusBadge } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { OAuthClientPageDocument } from '@/generated/graphql.ts';
import { clientState } from '../client-states.ts';
import { ClientForm } from './client-form.tsx';
import { DeleteClient } from './delete-client.tsx';
import { SecretBanner } from './secret-banner.tsx';

export const metadata: Metadata = { title: 'OAuth client' };

type Params = TenantParams & Promise<{ id: string }>;

export default async function OAuthClientPage({ params }: { params: Params }): Promise<ReactElement> {
  const { tenantId } = await tenantPage(params, 'tenant.profiles');
  const { id } = await params;
  const { oauthClient, oauthProviders, egressRequests } = await query(OAuthClientPageDocument, { id }, { tenantId });
  const base = `/t/${tenantId}`;
  const { tone, label, meaning } = clientState(oauthClient);
  return (
    <>
      <PageHeader
        crumbs={[{ label: 'OAuth clients', href: `${base}/oauth-clients` }]}
        title={oauthClient.name}
        badge={
          <StatusBadge tone={tone} title={meaning}>
            {label}
          </StatusBadge>
        }
        description={oauthClient.providerName}
        actions={<DeleteClient client={oauthClient} base={base} />}
      />
      <SecretBanner client={oauthClient} />
      <ClientForm client={oauthClient} providers={oauthProviders.providers} egressRequests={egressRequests} base={base} />
    </>
  );
}
