'use client';

import { CopyButton, buttonVariants } from '@posthorn/ui';
import { KeyRound } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';
import type { EgressPath } from '@/features/egress/egress-path.ts';
import { EgressFix } from '@/features/egress/egress-fix.tsx';

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
      return <EgressFix url={fixes.tokenUrl} egress={fixes.egress} />;
    default:
      return null;
  }
}
