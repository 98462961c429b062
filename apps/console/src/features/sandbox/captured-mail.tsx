import { DefinitionList, PageHeader, Panel, RelativeTime } from '@posthorn/ui';
import type { ReactElement } from 'react';
import type { SandboxMessageQuery } from '@/generated/graphql.ts';
import { MailView } from '@/features/messages/mail-view.tsx';

/** One captured mail. `base` is the list it is from. */
export function CapturedMail({ mail, base }: { mail: SandboxMessageQuery['sandboxMessage']; base: string }): ReactElement {
  return (
    <>
      <PageHeader crumbs={[{ label: 'Sandbox', href: base }]} title={mail.subject || '(no subject)'} />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
        <Panel flush className="xl:order-first">
          <MailView previewPath={mail.previewPath} text={mail.text} headers={mail.headers} withLinks />
        </Panel>
        <Panel title="Envelope" className="order-first xl:order-none">
          <DefinitionList
            items={[
              { term: 'Caught', value: <RelativeTime value={mail.receivedAt} show="exact" /> },
              { term: 'From', value: mail.from },
              { term: mail.recipients.length === 1 ? 'Recipient' : 'Recipients', value: mail.recipients.join(', ') },
              { term: 'Size', value: `${mail.sizeBytes.toLocaleString('en')} bytes` },
            ]}
          />
        </Panel>
      </div>
    </>
  );
}
