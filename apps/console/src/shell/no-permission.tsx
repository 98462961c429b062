import { EmptyState, Panel, buttonVariants } from '@posthorn/ui';
import { LockKeyhole } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';

export function NoPermission(): ReactElement {
  return (
    <Panel className="mx-auto my-8 max-w-xl">
      <h1 className="sr-only">No access</h1>
      <EmptyState
        icon={<LockKeyhole />}
        title="You have no access to this page"
        action={
          <Link href="/" className={buttonVariants({})}>
            To my start page
          </Link>
        }
      >
        Your role does not include it. Ask an admin if you need it; if your role was changed just now, sign in again.
      </EmptyState>
    </Panel>
  );
}
