import { ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { AppLink } from '../controls/app-link.tsx';

export interface Crumb {
  label: ReactNode;
  href: string;
}

export interface PageHeaderProps {
  title: ReactNode;
  description?: ReactNode;
  /** The way here; the page itself is not among them. */
  crumbs?: readonly Crumb[];
  /** Beside the title: a status badge. */
  badge?: ReactNode;
  actions?: ReactNode;
}

/** The top of a page and its only `h1`. */
export function PageHeader({ title, description, crumbs, badge, actions }: PageHeaderProps): ReactElement {
  return (
    <header className="mb-5">
      {crumbs !== undefined && crumbs.length > 0 && (
        <nav aria-label="Breadcrumb" className="mb-1 flex flex-wrap items-center gap-1 text-xs text-muted-foreground">
          {crumbs.map((crumb) => (
            <Fragment key={crumb.href}>
              <AppLink href={crumb.href} className="max-w-60 truncate rounded-sm hover:text-foreground hover:underline">
                {crumb.label}
              </AppLink>
              <ChevronRight className="size-3" aria-hidden />
            </Fragment>
          ))}
        </nav>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <h1 className="line-clamp-3 min-w-0 text-xl font-semibold tracking-tight">{title}</h1>
            {badge}
          </div>
          {description !== undefined && <p className="mt-0.5 max-w-prose text-sm text-muted-foreground">{description}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  );
}
