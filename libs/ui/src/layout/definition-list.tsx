import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';

export interface DefinitionItem {
  term: ReactNode;
  /** `null` shows a dash. */
  value: ReactNode;
  mono?: boolean;
}

/** Facts of one thing, name and value. */
export function DefinitionList({ items, className }: { items: readonly DefinitionItem[]; className?: string }): ReactElement {
  return (
    <dl className={cn('grid grid-cols-1 gap-x-6 sm:grid-cols-[minmax(8rem,auto)_1fr]', className)}>
      {items.map((item, index) => (
        <div key={index} className="col-span-full grid grid-cols-subgrid border-b py-1.5 last:border-b-0">
          <dt className="text-muted-foreground">{item.term}</dt>
          <dd className={cn('min-w-0', item.mono === true && 'font-mono text-xs leading-5')}>
            {item.value ?? (
              <span role="img" aria-label="none">
                –
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
