import type { ComponentProps, ReactElement } from 'react';

import { cn } from '../cn.ts';

/** A grey shape where something will stand. Size it by class: `h-4 w-40`. */
export function Skeleton({ className, ...rest }: ComponentProps<'div'>): ReactElement {
  return <div aria-hidden className={cn('animate-pulse rounded-sm bg-hover', className)} {...rest} />;
}

/** Lines of text to come, announced as loading. */
export function SkeletonText({ lines = 3, label = 'Loading' }: { lines?: number; label?: string }): ReactElement {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-2.5 py-1">
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton key={index} className={cn('h-3.5', ['w-full', 'w-11/12', 'w-3/4', 'w-5/6'][index % 4])} />
      ))}
    </div>
  );
}
