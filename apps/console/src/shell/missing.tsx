import { EmptyState, Panel, buttonVariants } from '@posthorn/ui';
import { SearchX } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement } from 'react';

export function Missing(): ReactElement {
  return (
    <Panel className="mx-auto my-8 max-w-xl">
      <h1 className="sr-only">Nothing here</h1>
      <EmptyState
        icon={<SearchX />}
        title="There is nothing here"
        action={
          <Link href="/" className={buttonVariants({})}>
            To my start page
          </Link>
        }
      >
        It was removed, the address is wrong, or it belongs to somebody else.
      </EmptyState>
    </Panel>
  );
}
