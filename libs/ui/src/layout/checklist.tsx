import { Check, ChevronRight } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { AppLink } from '../controls/app-link.tsx';

export interface ChecklistItem {
  id: string;
  title: ReactNode;
  description?: ReactNode;
  done: boolean;
  /** Where it is done. */
  href?: string;
  /** Instead of a link: a button of one's own. */
  action?: ReactNode;
}

/** What is left to set up, done items kept and ticked. */
export function Checklist({ items, className }: { items: readonly ChecklistItem[]; className?: string }): ReactElement {
  const done = items.filter((item) => item.done).length;
  return (
    <div className={className}>
      <div className="flex items-center gap-3 border-b px-4 py-2">
        <div className="h-1 flex-1 overflow-hidden rounded-full bg-hover" aria-hidden>
          <div className="h-full rounded-full bg-primary" style={{ width: `${items.length === 0 ? 0 : (done / items.length) * 100}%` }} />
        </div>
        <span className="text-xs text-muted-foreground">
          {done} of {items.length} done
        </span>
      </div>
      <ul className="divide-y">
        {items.map((item) => (
          <ChecklistRow key={item.id} item={item} />
        ))}
      </ul>
    </div>
  );
}

function ChecklistRow({ item }: { item: ChecklistItem }): ReactElement {
  const content = (
    <>
      <span
        className={cn(
          'mt-0.5 flex size-4 shrink-0 items-center justify-center rounded-full border',
          item.done ? 'border-success bg-success text-surface' : 'border-edge',
        )}
      >
        {item.done && <Check className="size-3 stroke-3" aria-hidden />}
      </span>
      <span className="min-w-0 flex-1">
        <span className={cn('block font-medium', item.done && 'font-normal text-muted-foreground')}>
          {item.title}
          <span className="sr-only">{item.done ? ' (done)' : ' (open)'}</span>
        </span>
        {item.description !== undefined && <span className="block text-muted-foreground">{item.description}</span>}
      </span>
    </>
  );
  const classes = 'flex items-start gap-3 px-4 py-2.5';
  if (item.href !== undefined) {
    return (
      <li>
        <AppLink href={item.href} className={cn(classes, 'hover:bg-hover focus-visible:-outline-offset-2')}>
          {content}
          <ChevronRight className="mt-0.5 size-4 shrink-0 text-muted-foreground" aria-hidden />
        </AppLink>
      </li>
    );
  }
  return (
    <li className={classes}>
      {content}
      {item.action}
    </li>
  );
}
