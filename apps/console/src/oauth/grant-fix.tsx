'use client';

import { Button, ConfirmDialog, CopyButton, buttonVariants } from '@posthorn/ui';
import { KeyRound, Wrench } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';
import { AskEgress } from '@/submissions/ask-egress.tsx';
import type { EgressPath } from '@/submissions/egress-path.ts';

/** What a fix needs to know of the grant's OAuth client. */
export interface GrantFixes {
  redirectUri: string;
  tokenUrl: string;
  /** Its form: `/t/…/oauth-clients/…`. */
  clientHref: string;
  egress: EgressPath;
}

/** The one click that mends a failure, beside granting again. */
export function GrantFix({ fix, fixes }: { fix: string | null | undefined; fixes: GrantFixes }): ReactElement | null {
  switch (fix) {
    case 'ENTER_SECRET':
      return (
        <Link href={fixes.clientHref} className={buttonVariants({ variant: 'primary', className: 'self-start' })}>
          <KeyRound aria-hidden />
          Enter the secret
        </Link>
      );
    case 'COPY_REDIRECT_URI':
      return (
        <CopyButton value={fixes.redirectUri} variant="primary" className="self-start">
          Copy the redirect URI
        </CopyButton>
      );
    case 'ASK_EGRESS':
      return <EgressFix {...fixes} />;
    default:
      return null;
  }
}

function EgressFix({ tokenUrl, egress }: GrantFixes): ReactElement | null {
  const url = URL.parse(tokenUrl);
  if (url === null) return null;
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
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
