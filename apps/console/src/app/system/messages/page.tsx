import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { AccountMessagesDocument } from '@/generated/graphql.ts';
import { listRequest, oneOf } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { accountKinds, statesOf } from '@/features/messages/message-words.ts';
import { MessagesTable } from './messages-table.tsx';

export const metadata: Metadata = { title: 'Account messages' };

export default async function MessagesPage({ searchParams }: { searchParams: SearchParams }): Promise<ReactElement> {
  await systemPage('platform.messages');
  const { search, filters, page } = await listRequest(searchParams, ['state', 'kind']);
  const { messages } = await query(AccountMessagesDocument, {
    filter: { search, states: statesOf(filters.state), kind: oneOf(filters.kind, Object.keys(accountKinds)) },
    page,
  });
  return (
    <>
      <PageHeader
        title="Account messages"
        description="Every mail the platform itself sent or tries to send, newest first. What tenants send is theirs and not here."
      />
      <MessagesTable rows={messages.items} nextCursor={messages.nextCursor ?? null} />
    </>
  );
}
