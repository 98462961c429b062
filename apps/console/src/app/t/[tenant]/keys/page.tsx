import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { publicSettings, viewer } from '@/api/viewer.ts';
import { ApiKeysDocument } from '@/generated/graphql.ts';
import { listRequest } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { KeysTable } from './keys-table.tsx';
import { shownKeys } from './shown-keys.ts';

export const metadata: Metadata = { title: 'API keys' };

export default async function KeysPage({
  params,
  searchParams,
}: {
  params: TenantParams;
  searchParams: SearchParams;
}): Promise<ReactElement> {
  const { tenantId, tenantName } = await tenantPage(params, 'tenant.keys');
  const [{ apiKeys, emailProfiles }, { search, filters }, { identity }, { publicUrl }] = await Promise.all([
    query(ApiKeysDocument, {}, { tenantId }),
    listRequest(searchParams, ['state']),
    viewer(),
    publicSettings(),
  ]);
  return (
    <>
      <PageHeader title="API keys" description={`With a key a program sends mail for ${tenantName} and asks what became of it.`} />
      <KeysTable
        rows={shownKeys(apiKeys, search, filters.state, new Date())}
        total={apiKeys.length}
        profiles={emailProfiles.items}
        publicUrl={publicUrl}
        myAddress={identity.email}
      />
    </>
  );
}
