import type { ReactElement } from 'react';

import { cn } from '../cn.ts';

/** The product's mark: a coiled horn, in brass. Decoration: the name stands beside it. */
export function PostHornMark({ className }: { className?: string }): ReactElement {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={cn('size-6 shrink-0 text-brass', className)}>
      <path d="M3.4 8.7h7.4" stroke="currentColor" strokeWidth="2.1" strokeLinecap="round" />
      <circle cx="10.6" cy="13.7" r="5" stroke="currentColor" strokeWidth="2.1" />
      <path
        d="M10.6 18.7c4.3 0 6.6-.4 10.4-3.9v7.4c-2.6-2.4-5.2-3.5-10.4-3.5Z"
        fill="currentColor"
        stroke="currentColor"
        strokeWidth="1.2"
        strokeLinejoin="round"
      />
      <path d="M3.4 6.9v3.6" stroke="currentColor" strokeWidth="2.1" strokeLinecap="round" />
    </svg>
  );
}
