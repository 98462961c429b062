import { PageHeader } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { AccountMessagesDocument } from '@/generated/graphql.ts';
import type { MessageState } from '@/generated/graphql.ts';
import { listRequest, oneOf } from '@/lists/list-params.ts';
import type { SearchParams } from '@/lists/list-params.ts';
import { messageKinds, messageStates } from '@/messages/message-words.ts';
import { MessagesTable } from './messages-table.tsx';

export const metadata: Metadata = { title: 'Account messages' };

export default async function MessagesPage({ searchParams }: { searchParams: SearchParams }): Promise<ReactElement> {
  await systemPage('platform.messages');
  const { search, filters, page } = await listRequest(searchParams, ['state', 'kind']);
  const state = oneOf(filters.state, Object.keys(messageStates) as MessageState[]);
  const { messages } = await query(AccountMessagesDocument, {
    filter: { search, states: state && [state], kind: oneOf(filters.kind, Object.keys(messageKinds)) },
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
