import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import type { Tone } from '../tone.ts';
import { toneText } from '../tone.ts';
import { AppLink } from '../controls/app-link.tsx';

export interface StatTileProps {
  label: ReactNode;
  value: ReactNode;
  unit?: ReactNode;
  /** What the number means now: "oldest 4 s", "2 more than yesterday". */
  note?: ReactNode;
  tone?: Tone;
  href?: string;
}

/** One number with its name. Put several in a `StatRow`. */
export function StatTile({ label, value, unit, note, tone = 'neutral', href }: StatTileProps): ReactElement {
  const content = (
    <>
      <span className="block truncate text-xs text-muted-foreground">{label}</span>
      <span className="mt-1 flex items-baseline gap-1">
        <span className={cn('text-2xl font-semibold tracking-tight', tone !== 'neutral' && toneText[tone])}>{value}</span>
        {unit !== undefined && <span className="text-sm text-muted-foreground">{unit}</span>}
      </span>
      {note !== undefined && <span className="mt-0.5 block text-xs text-muted-foreground">{note}</span>}
    </>
  );
  const classes = 'block min-w-0 bg-surface px-4 py-3';
  if (href === undefined) return <div className={classes}>{content}</div>;
  return (
    <AppLink href={href} className={cn(classes, 'hover:bg-hover focus-visible:-outline-offset-2')}>
      {content}
    </AppLink>
  );
}

/** Tiles side by side, divided by thin lines; they wrap where it is narrow. */
export function StatRow({ children, className }: { children: ReactNode; className?: string }): ReactElement {
  return (
    <div
      // A line's free room goes to its tiles: an empty cell would show the ground that draws the thin lines.
      className={cn('flex flex-wrap gap-px overflow-hidden rounded-lg border bg-border *:grow *:basis-[9.5rem]', className)}
    >
      {children}
    </div>
  );
}
