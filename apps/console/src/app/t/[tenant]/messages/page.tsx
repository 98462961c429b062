import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { tenantPage } from '@/api/tenant.ts';
import type { TenantParams } from '@/api/tenant.ts';
import { viewer } from '@/api/viewer.ts';
import { MessageProfilesDocument, TenantMessagesDocument } from '@/generated/graphql.ts';
import { listRequest, oneOf } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { statesOf, tenantKinds } from '@/features/messages/message-words.ts';
import { limitsOf } from './time-span.ts';
import { filterIds } from './filters.ts';
import { MessageLog } from './message-log.tsx';

export const metadata: Metadata = { title: 'Messages' };

export default async function TenantMessagesPage({
  params,
  searchParams,
}: {
  params: TenantParams;
  searchParams: SearchParams;
}): Promise<ReactElement> {
  const { tenantId, tenantName } = await tenantPage(params, 'tenant.messages');
  const [{ search, filters, page }, { identity }, { emailProfiles }] = await Promise.all([
    listRequest(searchParams, filterIds),
    viewer(),
    query(MessageProfilesDocument, {}, { tenantId }),
  ]);
  const profiles = emailProfiles.items;
  const filter = {
    search,
    states: statesOf(filters.state),
    profileId: oneOf(
      filters.profile,
      profiles.map(({ id }) => id),
    ),
    kind: oneOf(filters.kind, Object.keys(tenantKinds)),
    tag: filters.tag,
    ...limitsOf(filters.when, identity.timeZone, new Date()),
  };
  const { messages } = await query(TenantMessagesDocument, { filter, page }, { tenantId });
  return (
    <>
      <PageHeader title="Messages" description={`Every mail of ${tenantName}, a line for each recipient, newest first.`} />
      <MessageLog
        rows={messages.items}
        nextCursor={messages.nextCursor ?? null}
        profiles={profiles}
        filter={filter}
        base={`/t/${tenantId}`}
      />
    </>
  );
}
