'use client';

import { Button, ConfirmDialog } from '@posthorn/ui';
import { Wrench } from 'lucide-react';
import type { ReactElement } from 'react';
import { AskEgress } from './ask-egress.tsx';
import type { EgressPath } from './egress-path.ts';

/** The way to a provider's URL that the egress policy refuses: allow it, or ask the system admin. */
export function EgressFix({ url, egress }: { url: string; egress: EgressPath }): ReactElement | null {
  const parsed = URL.parse(url);
  if (parsed === null) return null;
  const host = parsed.hostname.replace(/^\[|\]$/gu, '');
  const port = Number(parsed.port || (parsed.protocol === 'http:' ? 80 : 443));
  if (egress.kind === 'ASK') {
    return (
      // A long host is cut off inside the button, not beside it.
      <div className="flex min-w-0 flex-col gap-2 [&_button>span]:min-w-0">
        <AskEgress host={host} port={port} requests={egress.requests} ask={egress.ask} />
      </div>
    );
  }
  const destination = `${host}:${port}`;
  return (
    <ConfirmDialog
      trigger={
        <Button variant="primary" className="self-start">
          <Wrench aria-hidden />
          Allow {destination}
        </Button>
      }
      tone="primary"
      title={`Allow ${destination}?`}
      consequence="It lies in an address range that Posthorn refuses by default, because tenants choose hosts too. Allowed, every tenant may reach this address and port from here."
      confirmLabel="Allow it"
      onConfirm={() => egress.allow(host, port)}
    />
  );
}
