'use client';

import { Badge, Button, Disclosure, EmptyState, Panel, RelativeTime, TextLink } from '@posthorn/ui';
import { MailQuestion } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement } from 'react';
import type { AskedEgressFieldsFragment } from '@/generated/graphql.ts';
import { AllowRequestDialog, DismissRequestDialog } from './egress-request-dialogs.tsx';

type Request = AskedEgressFieldsFragment;

/** What tenants ask the system admin to allow: who, where to, why. */
export function EgressRequestsPanel({ requests }: { requests: readonly Request[] }): ReactElement {
  const [deciding, setDeciding] = useState<{ request: Request; act: 'ALLOW' | 'DISMISS' } | null>(null);
  const pending = requests.filter(({ status }) => status === 'PENDING');
  const decided = requests.filter(({ status }) => status !== 'PENDING');
  const close = (): void => setDeciding(null);

  return (
    <Panel title="Egress requests" description="Tenants ask to reach a mail server that Posthorn refuses by default." flush>
      {pending.length === 0 ? (
        <EmptyState icon={<MailQuestion />} title="Nobody is waiting" className="py-6">
          When a tenant’s mail server lies inside your network, they ask for it here.
        </EmptyState>
      ) : (
        <ul className="divide-y" aria-label="Open requests">
          {pending.map((request) => (
            <li key={request.id} className="flex flex-wrap items-start gap-x-6 gap-y-3 px-4 py-3">
              <RequestFacts request={request} />
              <div className="flex gap-2">
                <Button onClick={() => setDeciding({ request, act: 'DISMISS' })}>Dismiss</Button>
                <Button variant="primary" onClick={() => setDeciding({ request, act: 'ALLOW' })}>
                  Allow
                  <span className="sr-only">
                    {' '}
                    {request.host}:{request.port}
                  </span>
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
      {decided.length > 0 && (
        <Disclosure bare title="Decided" note={decided.length} className="border-t px-4 py-2">
          <ul className="divide-y">
            {decided.map((request) => (
              <Decided key={request.id} request={request} />
            ))}
          </ul>
        </Disclosure>
      )}
      {deciding?.act === 'ALLOW' && <AllowRequestDialog request={deciding.request} onClose={close} />}
      {deciding?.act === 'DISMISS' && <DismissRequestDialog request={deciding.request} onClose={close} />}
    </Panel>
  );
}

function RequestFacts({ request }: { request: Request }): ReactElement {
  const { host, port, note, tenantId, tenantName, requestedByName, createdAt, addresses } = request;
  return (
    <div className="flex min-w-0 flex-1 basis-72 flex-col gap-1">
      <p className="flex flex-wrap items-baseline gap-x-2">
        <code className="font-mono text-sm font-semibold">{`${host}:${port}`}</code>
        <span className="text-muted-foreground">
          for {tenantId ? <TextLink href={`/system/tenants/${tenantId}`}>{tenantName}</TextLink> : 'a tenant'}
          {requestedByName && <>, asked by {requestedByName}</>} <RelativeTime value={createdAt} />
        </span>
      </p>
      {note && <p>“{note}”</p>}
      {!addresses || addresses.length === 0 ? (
        <p className="text-xs text-warning">The host can’t be found at present.</p>
      ) : (
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1 font-mono text-xs text-muted-foreground">
          {addresses.map(({ address, allowed }) => (
            <span key={address} className="inline-flex items-center gap-1">
              {address}
              {allowed && <Badge tone="success">allowed</Badge>}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function Decided({ request }: { request: Request }): ReactElement {
  const { host, port, status, tenantName, decidedAt, answer } = request;
  return (
    <li className="flex flex-wrap items-baseline gap-x-3 gap-y-1 py-1.5">
      <Badge tone={status === 'ALLOWED' ? 'success' : 'neutral'}>{status === 'ALLOWED' ? 'Allowed' : 'Dismissed'}</Badge>
      <code className="font-mono">{`${host}:${port}`}</code>
      <span className="text-muted-foreground">
        {tenantName} <RelativeTime value={decidedAt ?? null} />
        {answer && <>: “{answer}”</>}
      </span>
    </li>
  );
}
