import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { AccountMessageDocument } from '@/generated/graphql.ts';
import { MessageDetails } from '@/features/messages/message-details.tsx';

export const metadata: Metadata = { title: 'Message' };

export default async function MessagePage({ params }: { params: Promise<{ id: string }> }): Promise<ReactElement> {
  await systemPage('platform.messages');
  const { message } = await query(AccountMessageDocument, { id: (await params).id });
  return (
    <MessageDetails
      message={message}
      scope="ACCOUNT"
      list={{ label: 'Account messages', href: '/system/messages' }}
      facts={[
        { term: 'From', value: message.fromAddress },
        { term: 'Because of', value: message.tenantName ?? 'the platform itself' },
      ]}
      mailNote="Rendered again from its kind; links are shown as [link], because whoever holds one is the recipient."
    />
  );
}
