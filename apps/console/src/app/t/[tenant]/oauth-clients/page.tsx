import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { OAuthClientsDocument } from '@/generated/graphql.ts';
import { listRequest } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { shownClients } from './client-states.ts';
import { ClientsTable } from './clients-table.tsx';

export const metadata: Metadata = { title: 'OAuth clients' };

export default async function OAuthClientsPage(props: { params: TenantParams; searchParams: SearchParams }): Promise<ReactElement> {
  const { tenantId } = await tenantPage(props.params, 'tenant.profiles');
  const [{ oauthClients }, { search }] = await Promise.all([
    query(OAuthClientsDocument, {}, { tenantId }),
    listRequest(props.searchParams),
  ]);
  return (
    <>
      <PageHeader
        title="OAuth clients"
        description="Registrations at Google, Microsoft 365 (Office 365) or another identity provider. Email profiles sign in with the tokens they bring, instead of a password."
      />
      <ClientsTable rows={shownClients(oauthClients, search)} total={oauthClients.length} base={`/t/${tenantId}/oauth-clients`} />
    </>
  );
}
