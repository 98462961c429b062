import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import type { Tone } from '../tone.ts';
import { toneText } from '../tone.ts';

export interface TimelineItem {
  id: string;
  title: ReactNode;
  /** Mostly a `RelativeTime`. */
  time?: ReactNode;
  tone?: Tone;
  children?: ReactNode;
}

/** Events in order: a message's attempts, an audit trail. */
export function Timeline({ items, 'aria-label': label }: { items: readonly TimelineItem[]; 'aria-label': string }): ReactElement {
  return (
    <ol aria-label={label}>
      {items.map((item, index) => (
        <li key={item.id} className="relative flex gap-3 pb-3 last:pb-0">
          {index < items.length - 1 && <span className="absolute top-4 bottom-0 left-2 w-px -translate-x-1/2 bg-border" aria-hidden />}
          <span className="flex h-5 w-4 shrink-0 items-center justify-center" aria-hidden>
            <span className={cn('size-2 rounded-full bg-current', toneText[item.tone ?? 'neutral'])} />
          </span>
          <div className="min-w-0 flex-1">
            <div className="flex flex-wrap items-baseline gap-x-3">
              <span className="min-w-0 font-medium">{item.title}</span>
              <span className="ml-auto text-xs text-muted-foreground">{item.time}</span>
            </div>
            {item.children !== undefined && <div className="text-muted-foreground">{item.children}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
