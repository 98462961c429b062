'use client';

import type { ReactElement, ReactNode } from 'react';

import { cn } from '../cn.ts';
import { AppLink } from '../controls/app-link.tsx';
import { currentHref } from './current-href.ts';

export interface NavItem {
  href: string;
  label: string;
  icon?: ReactNode;
  /** A count or word at the right. */
  badge?: ReactNode;
}

export interface NavSection {
  label?: string;
  items: readonly NavItem[];
}

export interface SidebarNavProps {
  sections: readonly NavSection[];
  currentPath: string;
  onNavigate?: () => void;
}

export function SidebarNav({ sections, currentPath, onNavigate }: SidebarNavProps): ReactElement {
  const current = currentHref(
    sections.flatMap((section) => section.items.map((item) => item.href)),
    currentPath,
  );
  return (
    <nav aria-label="Main" className="min-h-0 flex-1 overflow-y-auto px-2 py-3">
      {sections.map((section, index) => (
        <div key={section.label ?? index} className="mb-4">
          {section.label !== undefined && <p className="px-2 pb-1 text-xs font-medium text-muted-foreground">{section.label}</p>}
          <ul className="flex flex-col gap-px">
            {section.items.map((item) => (
              <li key={item.href}>
                <AppLink
                  href={item.href}
                  onClick={onNavigate}
                  {...(item.href === current && { 'aria-current': 'page' as const })}
                  className={cn(
                    'flex h-8 items-center gap-2.5 rounded-md px-2 text-sm hover:bg-hover pointer-coarse:h-10 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:stroke-[1.75]',
                    item.href === current ? 'bg-selected font-medium [&_svg]:text-primary' : '[&_svg]:text-muted-foreground',
                  )}
                >
                  {item.icon}
                  <span className="min-w-0 flex-1 truncate">{item.label}</span>
                  {item.badge}
                </AppLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
