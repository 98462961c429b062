import type { ComponentProps, ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';

export interface PanelProps extends Omit<ComponentProps<'section'>, 'title'> {
  title?: ReactNode;
  description?: ReactNode;
  /** Buttons at the right of the title. */
  actions?: ReactNode;
  footer?: ReactNode;
  /** Without padding, for a table or a list that brings its own. */
  flush?: boolean;
  /** A red edge, for acts that can't be undone. */
  danger?: boolean;
}

/** A bordered part of a page. */
export function Panel({
  title,
  description,
  actions,
  footer,
  flush = false,
  danger = false,
  className,
  children,
  ...rest
}: PanelProps): ReactElement {
  return (
    <section className={cn('min-w-0 rounded-lg border bg-surface', danger && 'border-danger-line', className)} {...rest}>
      {(title !== undefined || actions !== undefined) && (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 border-b px-4 py-2.5">
          <div className="min-w-0">
            <h2 className="line-clamp-2 text-base leading-7 font-semibold">{title}</h2>
            {description !== undefined && <p className="text-sm text-muted-foreground">{description}</p>}
          </div>
          {actions !== undefined && <div className="flex min-h-7 flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={cn(!flush && 'p-4')}>{children}</div>
      {footer !== undefined && <footer className="flex flex-wrap items-center gap-2 border-t px-4 py-2.5">{footer}</footer>}
    </section>
  );
}
