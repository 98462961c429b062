import { Banner, DefinitionList, PageHeader, Panel, RelativeTime, Reply } from '@posthorn/ui';
import type { Metadata } from 'next';
import type { ReactElement } from 'react';
import { query } from '@/api/server.ts';
import { systemPage } from '@/api/tenant.ts';
import { AccountMessageDocument } from '@/generated/graphql.ts';
import { MessageStateBadge } from '@/messages/message-state-badge.tsx';
import { kindLabel, messageStates } from '@/messages/message-words.ts';
import { MailView } from '@/messages/mail-view.tsx';
import { Attempts } from './attempts.tsx';
import { MessageActions } from './message-actions.tsx';

export const metadata: Metadata = { title: 'Message' };

export default async function MessagePage({ params }: { params: Promise<{ id: string }> }): Promise<ReactElement> {
  await systemPage('platform.messages');
  const { message } = await query(AccountMessageDocument, { id: (await params).id });
  const tone = messageStates[message.state].tone;

  return (
    <>
      <PageHeader
        crumbs={[{ label: 'Account messages', href: '/system/messages' }]}
        title={message.subject}
        badge={<MessageStateBadge state={message.state} />}
        actions={<MessageActions id={message.id} recipient={message.recipient} canRetry={message.canRetry} canResend={message.canResend} />}
      />
      {message.sentence && (
        <Banner tone={tone === 'danger' || tone === 'success' ? tone : 'warning'} className="mb-5">
          {message.sentence}
          {message.notBefore && (
            <>
              {' '}
              Next try <RelativeTime value={message.notBefore} />.
            </>
          )}
        </Banner>
      )}
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <Panel title="Message">
            <DefinitionList
              items={[
                { term: 'Recipient', value: message.recipient },
                { term: 'Kind', value: kindLabel(message.kind) },
                { term: 'From', value: message.fromAddress },
                { term: 'Because of', value: message.tenantName ?? 'the platform itself' },
                { term: 'Queued', value: <RelativeTime value={message.createdAt} show="exact" /> },
                ...(message.finishedAt ? [{ term: 'Finished', value: <RelativeTime value={message.finishedAt} show="exact" /> }] : []),
                ...(message.finishedAt ? [] : [{ term: 'Tried until', value: <RelativeTime value={message.expiresAt} show="exact" /> }]),
                { term: 'Message-ID', value: message.messageId, mono: true },
                { term: 'Queue id there', value: message.queueId ?? null, mono: true },
              ]}
            />
            {message.reply && <Reply text={message.reply} label="The server’s last words" className="mt-3" />}
          </Panel>
          <Panel title={message.attempts.length === 1 ? '1 attempt' : `${message.attempts.length} attempts`}>
            <Attempts attempts={message.attempts} />
          </Panel>
        </div>
        <Panel
          title="The mail"
          description="Rendered again from its kind; links are shown as [link], because whoever holds one is the recipient."
          flush
        >
          <MailView previewPath={message.previewPath} text={message.text} />
        </Panel>
      </div>
    </>
  );
}
