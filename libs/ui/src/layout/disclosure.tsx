'use client';

import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';

export interface DisclosureProps {
  title: ReactNode;
  /** Beside the title, quiet: "3 changed". */
  note?: ReactNode;
  /** Opens it, as when a field inside was refused; it never closes it. */
  forceOpen?: boolean;
  defaultOpen?: boolean;
  /** Without an edge of its own, inside a panel or list. */
  bare?: boolean;
  className?: string;
  children: ReactNode;
}

/** A part that most people never open. What is inside stays on the page while it is closed, so that a form knows all of its fields. */
export function Disclosure({ title, note, forceOpen = false, defaultOpen = false, bare = false, ...rest }: DisclosureProps): ReactElement {
  const [open, setOpen] = useState(defaultOpen);
  const [wasForced, setWasForced] = useState(forceOpen);
  if (forceOpen !== wasForced) {
    setWasForced(forceOpen);
    if (forceOpen) setOpen(true);
  }
  return (
    <details
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className={cn('group/disclosure min-w-0', !bare && 'rounded-lg border bg-surface', rest.className)}
    >
      <summary
        className={cn(
          'flex cursor-pointer list-none items-center gap-2 text-sm select-none [&::-webkit-details-marker]:hidden',
          bare ? 'rounded-sm py-1 hover:text-foreground' : 'rounded-lg px-4 py-2.5 hover:bg-hover',
        )}
      >
        <ChevronRight
          className="size-4 shrink-0 text-muted-foreground transition-transform group-open/disclosure:rotate-90 motion-reduce:transition-none"
          aria-hidden
        />
        <span className={cn('max-w-full', note && 'shrink-0', bare ? 'font-medium' : 'text-base font-semibold')}>{title}</span>
        {note && <span className="min-w-0 truncate text-muted-foreground">{note}</span>}
      </summary>
      <div className={cn(bare ? 'pt-2 pl-6' : 'border-t p-4')}>{rest.children}</div>
    </details>
  );
}
