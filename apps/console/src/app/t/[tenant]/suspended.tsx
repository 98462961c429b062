import { EmptyState, Panel, buttonVariants } from '@posthorn/ui';
import { CirclePause } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';

export function Suspended({ tenantName, reason }: { tenantName: string; reason: string | null }): ReactElement {
  return (
    <Panel className="mx-auto my-8 max-w-xl">
      <h1 className="sr-only">Suspended</h1>
      <EmptyState
        icon={<CirclePause />}
        title={`${tenantName} is suspended`}
        action={
          <Link href="/account/memberships" className={buttonVariants({})}>
            My memberships
          </Link>
        }
      >
        {reason ?? 'The system admin suspended it.'} Nothing is deleted; its mail waits in the queue until it is resumed.
      </EmptyState>
    </Panel>
  );
}
