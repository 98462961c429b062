import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { NewOAuthClientDocument } from '@/generated/graphql.ts';
import { parameter } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { NewClientForm } from './new-client-form.tsx';

export const metadata: Metadata = { title: 'New OAuth client' };

export default async function NewOAuthClientPage(props: { params: TenantParams; searchParams: SearchParams }): Promise<ReactElement> {
  const { tenantId } = await tenantPage(props.params, 'tenant.profiles');
  const { newRedirectUri, oauthProviders, oauthClients, egressRequests } = await query(NewOAuthClientDocument, {}, { tenantId });
  const base = `/t/${tenantId}/oauth-clients`;
  return (
    <>
      <PageHeader
        crumbs={[{ label: 'OAuth clients', href: base }]}
        title="New OAuth client"
        description="Register Posthorn at the provider with what stands beside the form, then enter here what the provider gave you."
      />
      <NewClientForm
        fresh={keptUri(newRedirectUri, parameter(await props.searchParams, 'client'))}
        providers={oauthProviders.providers}
        egressRequests={egressRequests}
        taken={oauthClients.map(({ name }) => name)}
        base={base}
      />
    </>
  );
}

/** The redirect URI may be registered already when the page is loaded again: it stays the one of the id in the address. */
function keptUri(fresh: { id: string; redirectUri: string }, id: string | undefined): { id: string; redirectUri: string } {
  if (id === undefined || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u.test(id)) return fresh;
  return { id, redirectUri: fresh.redirectUri.replace(fresh.id, id) };
}
