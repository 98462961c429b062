import { Skeleton } from '@posthorn/ui';
import type { ReactElement } from 'react';

/** The shape of the log: its search is larger than that of other lists, and stands above the rows. */
export default function LoadingMessages(): ReactElement {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <Skeleton className="h-6 w-44" />
      <Skeleton className="mt-2 h-4 w-full max-w-80" />
      <Skeleton className="mt-5 h-11 w-full max-w-2xl" />
      <div className="mt-3 flex gap-2">
        {Array.from({ length: 3 }, (_, index) => (
          <Skeleton key={index} className="h-8 w-28" />
        ))}
      </div>
      <div className="mt-4 rounded-lg border bg-surface">
        {Array.from({ length: 9 }, (_, row) => (
          <div key={row} className="flex h-9 items-center gap-6 border-b px-4 last:border-b-0">
            <Skeleton className="h-3.5 w-1/5" />
            <Skeleton className="h-3.5 w-1/5 max-sm:hidden" />
            <Skeleton className="h-3.5 w-1/3" />
            <Skeleton className="ml-auto h-3.5 w-16 max-sm:hidden" />
          </div>
        ))}
      </div>
    </div>
  );
}
