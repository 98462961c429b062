import type { ReactElement } from 'react';

import { cn } from '../cn.ts';

/** The product's mark: a coiled horn, in brass. Decoration: the name stands beside it. */
export function PostHornMark({ className }: { className?: string }): ReactElement {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={cn('size-6 shrink-0 text-brass', className)}>
      <circle cx="11" cy="10.2" r="6.2" stroke="currentColor" strokeWidth="2.2" />
      <path d="M2.6 16.4H15" stroke="currentColor" strokeWidth="2.2" />
      <path d="M1.9 14.3v4.2" stroke="currentColor" strokeWidth="1.8" strokeLinecap="round" />
      <path d="M13.5 15.3c4.2 0 6.6-1 8.9-3.6v9.4c-2.3-2.6-4.7-3.6-8.9-3.6Z" fill="currentColor" />
    </svg>
  );
}
