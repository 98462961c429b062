import { Panel, Skeleton } from '@posthorn/ui';
import type { ReactElement, ReactNode } from 'react';

/** Announces once that a page is on its way; the shapes themselves are silent. */
function Loading({ children }: { children: ReactNode }): ReactElement {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      {children}
    </div>
  );
}

function HeaderSkeleton(): ReactElement {
  return (
    <div className="mb-5">
      <Skeleton className="h-6 w-44" />
      <Skeleton className="mt-2 h-4 w-full max-w-80" />
    </div>
  );
}

export function ListSkeleton(): ReactElement {
  return (
    <Loading>
      <HeaderSkeleton />
      <div className="rounded-lg border bg-surface">
        <div className="flex gap-2 border-b px-4 py-2.5">
          <Skeleton className="h-8 w-full max-w-72" />
          <Skeleton className="h-8 w-32" />
        </div>
        {Array.from({ length: 8 }, (_, row) => (
          <div key={row} className="flex h-9 items-center gap-6 border-b px-4 last:border-b-0">
            <Skeleton className="h-3.5 w-1/4" />
            <Skeleton className="h-3.5 w-1/6" />
            <Skeleton className="h-3.5 w-1/3 max-sm:hidden" />
            <Skeleton className="ml-auto h-3.5 w-16" />
          </div>
        ))}
      </div>
    </Loading>
  );
}

export function OverviewSkeleton(): ReactElement {
  return (
    <Loading>
      <HeaderSkeleton />
      <Skeleton className="h-20 w-full rounded-lg" />
      <div className="mt-5 grid gap-5 lg:grid-cols-2">
        <Skeleton className="h-72 rounded-lg" />
        <Skeleton className="h-72 rounded-lg" />
      </div>
    </Loading>
  );
}

export function FormSkeleton({ aside = false }: { aside?: boolean }): ReactElement {
  return (
    <Loading>
      <HeaderSkeleton />
      <div className={aside ? 'grid gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]' : 'max-w-3xl'}>
        <Panel>
          {Array.from({ length: 5 }, (_, field) => (
            <div key={field} className="mb-4">
              <Skeleton className="h-3.5 w-28" />
              <Skeleton className="mt-2 h-8 w-full" />
            </div>
          ))}
        </Panel>
        {aside && <Skeleton className="h-64 rounded-lg" />}
      </div>
    </Loading>
  );
}

export function DetailSkeleton(): ReactElement {
  return (
    <Loading>
      <HeaderSkeleton />
      <div className="grid gap-5 xl:grid-cols-2">
        <Skeleton className="h-80 rounded-lg" />
        <Skeleton className="h-80 rounded-lg" />
      </div>
    </Loading>
  );
}
