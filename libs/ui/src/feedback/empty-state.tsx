import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';

export interface EmptyStateProps {
  icon?: ReactNode;
  title: ReactNode;
  /** What would stand here, and what to do first. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ icon, title, children, action, className }: EmptyStateProps): ReactElement {
  return (
    <div className={cn('flex flex-col items-center px-6 py-10 text-center', className)}>
      {icon !== undefined && (
        <span className="mb-3 text-muted-foreground [&_svg]:size-6 [&_svg]:stroke-[1.5]" aria-hidden>
          {icon}
        </span>
      )}
      <p className="text-base font-medium">{title}</p>
      {children !== undefined && <div className="mt-1 max-w-md text-sm text-pretty text-muted-foreground">{children}</div>}
      {action !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}
